//! What a signed-in person sees on the dashboard.

use super::{asked::Asked, response::response, session::session_panel};
use crate::markup::{Tag, button, tag};
use leptos_cognito::{Auth, Method, Request, Session};

pub(crate) fn account(auth: Auth) -> Tag {
    let call = Asked::nothing_yet();
    let name = tag("strong").dynamic(move || match auth.session() {
        Session::SignedIn(identity, _) => identity.name,
        _ => None,
    });
    let call_button = button("Call protected API", {
        let call = call.clone();
        move || {
            call.ask(async move {
                let request = Request::new(Method::Get, auth.api_url());
                auth.send(&request).await
            });
        }
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
        .dynamic(move || call.outcome("Calling the API…", response))
        .child(session_panel(auth))
}

/// A region of the page under a heading of its own.
pub(crate) fn panel(id: &str, heading: &str) -> Tag {
    tag("section")
        .class("panel")
        .attribute("aria-labelledby", id)
        .child(tag("h2").attribute("id", id).child(heading))
}
