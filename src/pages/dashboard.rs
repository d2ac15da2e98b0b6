//! `/dashboard`: guarded, and where the provider sends a person back to.

use super::account::account;
use crate::components::{log_in_link, log_in_path, problem_alert, set_title, status, under_way};
use leptos::{
    html::{h1, p},
    prelude::*,
};
use leptos_cognito::{Auth, Session, use_auth};

pub(crate) fn dashboard() -> AnyView {
    set_title("Dashboard");
    let auth = use_auth();
    let session = auth.session();
    let log_in = log_in_path();
    let log_in = Signal::derive(log_in);
    // A renewed session is still the same account: what it shows stays.
    let signed_in = Memo::new(move |_| matches!(session.get(), Session::SignedIn(_)));
    let content = move || {
        if signed_in.get() {
            account(auth)
        } else {
            (move || away(auth, &session.get(), log_in)).into_any()
        }
    };
    (h1().child("Dashboard"), content).into_any()
}

/// What stands here while nobody is signed in.
fn away(auth: Auth, session: &Session, log_in: Signal<String>) -> AnyView {
    if let Session::SignedOut(reason) = session {
        (
            p().class("lead")
                .child("You are signed out. Log in to see this page."),
            reason.as_ref().map(|problem| problem_alert(auth, problem)),
            p().class("actions")
                .child(log_in_link(move || log_in.get())),
        )
            .into_any()
    } else {
        under_way(session).map(status).into_any()
    }
}
