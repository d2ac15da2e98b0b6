//! `/dashboard`: guarded, and where the provider sends a person back to.

use super::{account::account, timeline::timeline};
use crate::{
    address::{here, log_in_path},
    app::App,
    components::{actions, log_in_link, page, problem_alert, under_way},
    markup::{Tag, tag},
    texts,
};
use leptos_cognito::{Auth, Session};
use leptos_router::location::BrowserUrl;

pub(crate) fn dashboard(app: &App) -> Tag {
    let auth = app.auth;
    let address = app.address.clone();
    // A renewed session is still the same account: what it shows stays. What one person has seen is
    // not for the next.
    let who = move || match auth.session() {
        Session::SignedIn(identity, _) => Some(identity.name),
        _ => None,
    };
    page(texts::DASHBOARD, texts::DASHBOARD).keyed(who, move |who| match who {
        Some(_) => account(auth),
        None => {
            let address = address.clone();
            tag("div").dynamic(move || away(auth, &auth.session(), &address))
        }
    })
}

/// What stands here while nobody is signed in.
fn away(auth: Auth, session: &Session, address: &BrowserUrl) -> Option<Tag> {
    let Session::SignedOut(reason) = session else {
        return under_way(session);
    };
    let reason = reason.as_ref();
    // What a login that failed was to lead to is not forgotten.
    let path = auth.missed_return_to().unwrap_or_else(|| here(address));
    Some(
        tag("div")
            .child(tag("p").class("lead").child(texts::SIGNED_OUT))
            .child(reason.map(|problem| problem_alert(auth, problem).focused()))
            .child(actions().child(log_in_link(&log_in_path(&path))))
            .child(timeline(auth)),
    )
}
