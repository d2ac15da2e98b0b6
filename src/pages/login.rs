//! `/login` and `/signup`: on the way to the provider.

use crate::{
    components::{problem_alert, set_title, status, under_way},
    traversal::use_traversal,
};
use leptos::{
    ev::click,
    html::{button, h1, p},
    prelude::*,
};
use leptos_cognito::{Auth, Session, protocol::return_to, use_auth};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use std::time::Duration;

type Start = fn(&Auth, String);

pub(crate) fn login() -> AnyView {
    leave("Log in", Auth::login)
}

pub(crate) fn sign_up() -> AnyView {
    leave("Sign up", Auth::sign_up)
}

/// Starts at once, except when reached with Back or Forward: then only when asked to.
fn leave(label: &'static str, start: Start) -> AnyView {
    set_title(label);
    let auth = use_auth();
    let session = auth.session();
    let traversal = use_traversal();
    let target = use_query_map()
        .with_untracked(|query| query.get_str("return_to").unwrap_or_default().to_owned());
    let target = StoredValue::new(target);
    let begin = move || start(&auth, target.get_value());

    let at_once = StoredValue::new(!untrack(|| traversal.reached_by_history()));
    let navigate = use_navigate();
    Effect::new(move |_| match session.get() {
        Session::SignedIn(_) => {
            let path = return_to::checked(&target.get_value());
            navigate(
                &path,
                NavigateOptions {
                    replace: true,
                    ..Default::default()
                },
            );
        }
        Session::SignedOut(_) if at_once.get_value() => {
            at_once.set_value(false);
            // After the router has put this page's address into the history, which the
            // provider's page then takes the place of.
            set_timeout(begin, Duration::ZERO);
        }
        _ => {}
    });

    let content = move || match session.get() {
        Session::SignedOut(reason) => (
            reason.map(|problem| problem_alert(auth, &problem)),
            offer(label, begin),
        )
            .into_any(),
        Session::Starting if traversal.reached_by_history() => offer(label, begin),
        other => under_way(&other).map(status).into_any(),
    };
    (h1().child(label), content).into_any()
}

fn offer(label: &'static str, begin: impl Fn() + Send + 'static) -> AnyView {
    p().class("actions")
        .child(
            button()
                .r#type("button")
                .class("primary")
                .on(click, move |_| begin())
                .child(label),
        )
        .into_any()
}
