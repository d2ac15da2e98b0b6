//! `/login` and `/signup`: on the way to the provider.

use crate::{
    components::{effect, page, problem_alert, under_way},
    markup::{AnyMarkup, button, dynamic, tag},
    traversal::use_traversal,
};
use leptos::prelude::*;
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
    let auth = use_auth();
    let session = auth.session();
    let traversal = use_traversal();
    let target = use_query_map()
        .with_untracked(|query| query.get_str("return_to").unwrap_or_default().to_owned());
    let target = StoredValue::new(target);
    let begin = move || start(&auth, target.get_value());

    let at_once = StoredValue::new(!untrack(|| traversal.reached_by_history()));
    let navigate = use_navigate();
    effect(move || match session.get() {
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

    let offer = move || {
        tag("p")
            .class("actions")
            .child(button(label, begin).class("primary"))
    };
    let content = dynamic(move || -> AnyMarkup {
        match session.get() {
            Session::SignedOut(reason) => {
                let reason = reason.map(|problem| problem_alert(auth, &problem));
                tag("div").child(reason).child(offer()).into()
            }
            Session::Starting if traversal.reached_by_history() => offer().into(),
            other => under_way(&other).into(),
        }
    });
    page(label, label).child(content).into_view()
}
