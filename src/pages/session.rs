//! What is known of the session: how long it lasts, what it allows, what its tokens say.

use super::{account::panel, asked::Asked};
use crate::{
    effect::effect,
    markup::{Tag, button, tag},
};
use js_sys::{Date, JsString};
use leptos::prelude::*;
use leptos_cognito::{Auth, Identity, Renewal, Session, json_text, protocol::json::Value};
use std::time::Duration;

pub(crate) fn session_panel(auth: Auth) -> Tag {
    let second = every_second();
    let left = tag("dd").dynamic(move || {
        second.track();
        let (identity, _) = signed_in(auth)?;
        Some(match identity.expires_at {
            Some(end) => time_left(end - Date::now()),
            None => "not limited by the provider".into(),
        })
    });
    let renewal = tag("dd").dynamic(move || {
        let (identity, renewal) = signed_in(auth)?;
        Some(match renewal {
            _ if !identity.renewable => "not offered by the provider",
            Renewal::Idle => "by itself, before the time is up",
            Renewal::Running => "under way…",
            Renewal::Waiting => "will be tried again",
        })
    });
    let scopes = tag("dd").dynamic(move || {
        let (identity, _) = signed_in(auth)?;
        let list = tag("ul").class("scopes");
        Some(identity.scopes.iter().fold(list, |list, scope| {
            list.child(tag("li").child(tag("code").child(scope.as_str())))
        }))
    });
    let details = tag("dl")
        .child(tag("dt").child("Time left"))
        .child(left)
        .child(tag("dt").child("Renewal"))
        .child(renewal)
        .child(tag("dt").child("Scopes"))
        .child(scopes);
    let asked = Asked::nothing_yet();
    let copied = Asked::nothing_yet();
    let actions = tag("div")
        .class("actions")
        .child(button("Renew now", move || auth.renew()))
        .child(button("Load profile", {
            let asked = asked.clone();
            move || asked.ask(async move { auth.user_info().await })
        }))
        .child(button("Copy access token", {
            let copied = copied.clone();
            move || copied.ask(async move { auth.copy_access_token().await })
        }))
        .child(button("Copy as curl", {
            let copied = copied.clone();
            move || copied.ask(async move { auth.copy_as_curl().await })
        }));
    panel("session", "Session")
        .child(details)
        .child(actions)
        .dynamic(move || copied.outcome("Copying…", |()| note("It is on the clipboard.")))
        .dynamic(move || asked.outcome("Loading the profile…", profile))
        .dynamic(move || {
            signed_in(auth)?;
            let claims = auth.claims()?;
            Some(
                tag("div")
                    .child(
                        claims
                            .id_token
                            .map(|c| folded("Claims of the ID token", &c)),
                    )
                    .child(
                        claims
                            .access_token
                            .map(|c| folded("Claims of the access token", &c)),
                    ),
            )
        })
}

fn signed_in(auth: Auth) -> Option<(Identity, Renewal)> {
    match auth.session() {
        Session::SignedIn(identity, renewal) => Some((identity, renewal)),
        _ => None,
    }
}

/// A signal that changes every second while this page is shown.
fn every_second() -> RwSignal<bool> {
    let second = RwSignal::new(true);
    effect(move || {
        second.track();
        let next = move || {
            // Nobody waits for it any more where this page is gone meanwhile.
            let _ = second.try_set(true);
        };
        set_timeout(next, Duration::from_secs(1));
    });
    second
}

/// Something that happened and needs no answer.
fn note(text: &str) -> Tag {
    tag("p").attribute("role", "status").child(text)
}

fn profile(claims: &Value) -> Tag {
    tag("div")
        .child(tag("h3").child("Profile"))
        .child(table(claims))
}

fn folded(summary: &str, claims: &Value) -> Tag {
    tag("details")
        .child(tag("summary").child(summary))
        .child(table(claims))
}

fn table(claims: &Value) -> Tag {
    let Value::Map(members) = claims else {
        return tag("dl");
    };
    members.iter().fold(tag("dl"), |table, (name, value)| {
        table
            .child(tag("dt").child(tag("code").child(name.as_str())))
            .child(tag("dd").child(readable(name, value)))
    })
}

/// A claim as a person reads it: points in time as local dates.
fn readable(name: &str, value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(seconds)
            if matches!(name, "exp" | "iat" | "nbf" | "auth_time" | "updated_at") =>
        {
            let local: JsString = Date::new(&(seconds * 1000.0).into())
                .to_locale_string("default", &js_sys::Object::new());
            local.into()
        }
        other => json_text(other).unwrap_or_default(),
    }
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
