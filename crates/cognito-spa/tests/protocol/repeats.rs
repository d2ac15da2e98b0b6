//! How the corpus writes what is long for its own sake: `<<20000x[>>` is twenty thousand brackets. A `#`
//! in what is repeated is the number of the repetition.

use std::borrow::Cow;
use std::path::Path;

/// What a file of the corpus with these bytes says; where its name ends with `.repeat`, written out in full.
pub(crate) fn written_out<'a>(file: &Path, bytes: &'a [u8]) -> Cow<'a, [u8]> {
    if file
        .extension()
        .is_some_and(|extension| extension == "repeat")
    {
        let text = std::str::from_utf8(bytes).expect("UTF-8");
        Cow::Owned(write_out(text).into_bytes())
    } else {
        Cow::Borrowed(bytes)
    }
}

fn write_out(text: &str) -> String {
    let mut parts = text.split("<<");
    let mut whole = parts.next().unwrap().to_owned();
    for part in parts {
        let (repeated, rest) = part.split_once(">>").expect("an end of what is repeated");
        let (times, unit) = repeated.split_once('x').expect("how often, and what");
        let times: usize = times.parse().expect("a number");
        for number in 0..times {
            whole += &unit.replace('#', &number.to_string());
        }
        whole += rest;
    }
    whole
}

#[test]
fn what_is_repeated_is_written_out() {
    assert_eq!(
        write_out("{<<2x\"m#\":#,>>\"a\":<<3x[>>"),
        "{\"m0\":0,\"m1\":1,\"a\":[[["
    );
}
