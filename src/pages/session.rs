//! What is known of the session: how long it lasts, what it allows, what its tokens say.

use super::asked::Asked;
use crate::{
    components::{self, actions, folded, panel, row, time_left},
    effect::effect,
    markup::{Tag, button, tag},
    texts,
};
use js_sys::{Date, JsString};
use leptos::prelude::*;
use leptos_cognito::{Auth, Claims, Identity, Renewal, Session, json_text, protocol::json::Value};
use std::time::Duration;

pub(crate) fn session_panel(auth: Auth) -> Tag {
    let profile = Asked::nothing_yet();
    let copied = Asked::nothing_yet();
    let actions = actions()
        .child(button(texts::RENEW, move || auth.renew()))
        .child(button(texts::LOAD_PROFILE, {
            let profile = profile.clone();
            move || profile.ask(async move { auth.user_info().await })
        }))
        .child(button(texts::COPY_TOKEN, {
            let copied = copied.clone();
            move || copied.ask(async move { auth.copy_access_token().await })
        }))
        .child(button(texts::COPY_AS_CURL, {
            let copied = copied.clone();
            move || copied.ask(async move { auth.copy_as_curl().await })
        }));
    let kinds = move || {
        let claims = signed_in(auth).and_then(|_| auth.claims());
        claims.map_or((false, false), |claims| {
            (claims.id_token.is_some(), claims.access_token.is_some())
        })
    };
    panel("session", texts::SESSION)
        .child(details(auth))
        .child(actions)
        .dynamic(move || copied.outcome(texts::COPYING, components::copied))
        .dynamic(move || profile.outcome(texts::LOADING_PROFILE, shown_profile))
        .keyed(kinds, move |kinds| claims(auth, kinds))
}

/// The claims of the tokens that have any. They are renewed in place: what is open stays open.
fn claims(auth: Auth, (id_token, access_token): &(bool, bool)) -> Tag {
    let shown = |summary, of: fn(Claims) -> Option<Value>| {
        folded(summary).dynamic(move || {
            signed_in(auth)?;
            Some(table(&of(auth.claims()?)?))
        })
    };
    let id_token = id_token.then(|| shown(texts::ID_TOKEN_CLAIMS, |claims| claims.id_token));
    let access_token =
        access_token.then(|| shown(texts::ACCESS_TOKEN_CLAIMS, |claims| claims.access_token));
    tag("div").child(id_token).child(access_token)
}

fn details(auth: Auth) -> Tag {
    let second = every_second();
    let left = tag("span").dynamic(move || {
        second.track();
        let (identity, _) = signed_in(auth)?;
        Some(match identity.expires_at {
            Some(end) => time_left(end - Date::now()),
            None => texts::UNLIMITED.into(),
        })
    });
    let renewal = tag("span").dynamic(move || {
        let (identity, renewal) = signed_in(auth)?;
        Some(match renewal {
            _ if !identity.renewable => texts::NOT_RENEWABLE,
            Renewal::Idle => texts::RENEWAL_IDLE,
            Renewal::Running => texts::RENEWAL_RUNNING,
            Renewal::Waiting => texts::RENEWAL_WAITING,
        })
    });
    let scopes = tag("div").dynamic(move || {
        let (identity, _) = signed_in(auth)?;
        let list = tag("ul").class("scopes");
        Some(identity.scopes.iter().fold(list, |list, scope| {
            list.child(tag("li").child(tag("code").child(scope.as_str())))
        }))
    });
    let list = row(tag("dl"), texts::TIME_LEFT, left);
    let list = row(list, texts::RENEWAL, renewal);
    row(list, texts::SCOPES, scopes)
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

fn shown_profile(claims: &Value) -> Tag {
    tag("div")
        .child(tag("h3").child(texts::PROFILE))
        .child(table(claims))
}

fn table(claims: &Value) -> Tag {
    let Value::Map(members) = claims else {
        return tag("dl");
    };
    members.iter().fold(tag("dl"), |table, (name, value)| {
        let value = readable(name, value);
        row(table, tag("code").child(name.as_str()), value)
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
