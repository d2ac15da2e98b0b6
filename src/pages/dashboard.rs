//! `/dashboard`: guarded, and where the provider sends a person back to.

use super::account::account;
use crate::{
    address::{log_in_path, use_address},
    components::{log_in_link, page, problem_alert, under_way},
    markup::{AnyMarkup, dynamic, tag},
};
use leptos::prelude::*;
use leptos_cognito::{Auth, Session, use_auth};
use leptos_router::location::BrowserUrl;

pub(crate) fn dashboard() -> AnyView {
    let auth = use_auth();
    let address = use_address();
    // A renewed session is still the same account: what it shows stays.
    let signed_in = Memo::new(move |_| matches!(auth.session(), Session::SignedIn(_)));
    let content = dynamic(move || {
        if signed_in.get() {
            account(auth)
        } else {
            let address = address.clone();
            dynamic(move || away(auth, &auth.session(), &address))
        }
    });
    page("Dashboard", "Dashboard").child(content).into_view()
}

/// What stands here while nobody is signed in.
fn away(auth: Auth, session: &Session, address: &BrowserUrl) -> AnyMarkup {
    let Session::SignedOut(reason) = session else {
        return under_way(session).into();
    };
    let lead = tag("p").class("lead");
    let actions = tag("p").class("actions");
    tag("div")
        .child(lead.child("You are signed out. Log in to see this page."))
        .child(reason.as_ref().map(|problem| problem_alert(auth, problem)))
        .child(actions.child(log_in_link(log_in_path(address))))
        .into()
}
