//! `/dashboard`: guarded, and where the provider sends a person back to.

use super::account::account;
use crate::{
    components::{log_in_link, log_in_path, page, problem_alert, under_way},
    markup::{AnyMarkup, dynamic, tag},
};
use leptos::prelude::*;
use leptos_cognito::{Auth, Session, use_auth};
use leptos_router::{hooks::use_location, location::Location};

pub(crate) fn dashboard() -> AnyView {
    let auth = use_auth();
    let session = auth.session();
    let location = use_location();
    // A renewed session is still the same account: what it shows stays.
    let signed_in = Memo::new(move |_| matches!(session.get(), Session::SignedIn(_)));
    let content = dynamic(move || {
        if signed_in.get() {
            account(auth)
        } else {
            let location = location.clone();
            dynamic(move || away(auth, &session.get(), &location))
        }
    });
    page("Dashboard", "Dashboard").child(content).into_view()
}

/// What stands here while nobody is signed in.
fn away(auth: Auth, session: &Session, location: &Location) -> AnyMarkup {
    let Session::SignedOut(reason) = session else {
        return under_way(session).into();
    };
    tag("div")
        .child(
            tag("p")
                .class("lead")
                .child("You are signed out. Log in to see this page."),
        )
        .child(reason.as_ref().map(|problem| problem_alert(auth, problem)))
        .child(
            tag("p")
                .class("actions")
                .child(log_in_link(log_in_path(location))),
        )
        .into()
}
