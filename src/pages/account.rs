//! What a signed-in person sees on the dashboard.

use super::call::Call;
use crate::{
    effect::effect,
    markup::{Tag, button, tag},
};
use leptos::prelude::*;
use leptos_cognito::{Auth, Identity, Session};
use std::time::Duration;

pub(crate) fn account(auth: Auth) -> Tag {
    let identity = move || match auth.session() {
        Session::SignedIn(identity, _) => Some(identity),
        _ => None,
    };
    let call = Call::new();
    let name = tag("strong").dynamic(move || identity().map(|identity| identity.name));
    let call_button = button("Call protected API", {
        let call = call.clone();
        move || call.begin(auth)
    })
    .class("primary");
    let log_out = button("Log out", move || auth.logout());
    tag("div")
        .child(tag("p").class("lead").child("Signed in as ").child(name))
        .child(
            tag("div")
                .class("actions")
                .child(call_button)
                .child(log_out),
        )
        .dynamic(move || call.response())
        .child(session_panel(identity))
}

fn session_panel(identity: impl Fn() -> Option<Identity> + Copy + 'static) -> Tag {
    let second = RwSignal::new(true);
    effect(move || {
        second.track();
        let next = move || {
            // Nobody waits for it any more where this page is gone meanwhile.
            let _ = second.try_set(true);
        };
        set_timeout(next, Duration::from_secs(1));
    });
    let left = tag("dd").dynamic(move || match identity()?.expires_at {
        Some(end) => {
            second.track();
            Some(time_left(end - js_sys::Date::now()))
        }
        None => Some("not limited by the provider".into()),
    });
    let scopes = tag("dd").dynamic(move || {
        let scopes = identity()
            .map(|identity| identity.scopes)
            .unwrap_or_default();
        scopes
            .iter()
            .fold(tag("ul").class("scopes"), |list, scope| {
                list.child(tag("li").child(tag("code").child(scope.as_str())))
            })
    });
    let details = tag("dl")
        .child(tag("dt").child("Time left"))
        .child(left)
        .child(tag("dt").child("Scopes"))
        .child(scopes);
    panel("session", "Session").child(details)
}

/// A region of the page under a heading of its own.
pub(crate) fn panel(id: &str, heading: &str) -> Tag {
    tag("section")
        .class("panel")
        .attribute("aria-labelledby", id)
        .child(tag("h2").attribute("id", id).child(heading))
}

/// `millis` from now in words, or that it has passed.
fn time_left(millis: f64) -> String {
    // A cast saturates: what is past becomes 0.
    let seconds = (millis / 1000.0) as u32;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    let mut words = String::new();
    for (number, unit) in [(hours, " h "), (minutes, " min ")] {
        if number > 0 || !words.is_empty() {
            words += &number.to_string();
            words += unit;
        }
    }
    words += &(seconds % 60).to_string();
    words + " s"
}
