//! Times as a person reads them.

use crate::texts;
use js_sys::{Date, JsString, Object};

/// How long something took: `millis` in a unit that suits it.
pub(crate) fn duration(millis: f64) -> String {
    // A cast saturates: a clock that was set back makes no time negative.
    let millis = millis as u32;
    let (number, unit) = match millis {
        0..10_000 => (millis, texts::MILLISECONDS),
        _ => (millis / 1000, texts::SECONDS),
    };
    [&number.to_string(), unit].concat()
}

/// `millis` from now in words, or that it has passed.
pub(crate) fn time_left(millis: f64) -> String {
    // A cast saturates: what is past becomes 0.
    let seconds = (millis / 1000.0) as u32;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    let mut words = String::new();
    for (number, unit) in [(hours, texts::HOURS), (minutes, texts::MINUTES)] {
        if number > 0 || !words.is_empty() {
            words += &number.to_string();
            words += unit;
        }
    }
    words += &(seconds % 60).to_string();
    words + texts::SECONDS
}

/// A point in time, in seconds since 1970, in the words of the browser's language and time zone.
pub(crate) fn local_date(seconds: f64) -> String {
    let date = Date::new(&(seconds * 1000.0).into());
    let words: JsString = date.to_locale_string("default", &Object::new());
    words.into()
}
