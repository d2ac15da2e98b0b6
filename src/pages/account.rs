//! What a signed-in person sees on the dashboard.

use super::{asked::Asked, response::response, session::session_panel, timeline::timeline};
use crate::{
    components::actions,
    markup::{Tag, button, tag},
    texts,
};
use leptos_cognito::{Auth, Method, Request, Session};

pub(crate) fn account(auth: Auth) -> Tag {
    let call = Asked::nothing_yet();
    let name = tag("strong").dynamic(move || match auth.session() {
        Session::SignedIn(identity, _) => identity.name,
        _ => None,
    });
    let call_button = button(texts::CALL, {
        let call = call.clone();
        move || {
            call.ask(async move {
                let request = Request::new(Method::Get, auth.api_url());
                auth.send(&request).await
            });
        }
    });
    let log_out = button(texts::LOG_OUT, move || auth.logout());
    tag("div")
        .child(
            tag("p")
                .class("lead")
                .child(texts::SIGNED_IN_AS)
                .child(name),
        )
        .child(actions().child(call_button.class("primary")).child(log_out))
        .dynamic(move || call.outcome(texts::CALLING, |answer| response(auth, answer)))
        .child(
            tag("div")
                .class("columns")
                .child(session_panel(auth))
                .child(timeline(auth)),
        )
}
