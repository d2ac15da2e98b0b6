//! `/`: what this is, and the way in.

use crate::components::{log_in_link, problem_alert, set_title, status, under_way};
use leptos::{
    ev::click,
    html::{a, button, div, h1, li, ol, p, strong},
    prelude::*,
};
use leptos_cognito::{Auth, Session, use_auth};

pub(crate) fn landing() -> AnyView {
    set_title("Welcome");
    let auth = use_auth();
    let session = auth.session();
    (
        h1().child("Sign in once, call what is yours"),
        p().class("lead").child(
            "This page signs you in with Amazon Cognito and calls a protected API with the \
             access token it gets. There is no server behind it: it is Rust, in your browser.",
        ),
        move || way_in(auth, &session.get()),
        ol().class("steps").child((
            step(
                "Log in",
                "You leave for your provider's own page. Your password stays there.",
            ),
            step(
                "Come back",
                "A one-time code is exchanged for tokens, with PKCE.",
            ),
            step(
                "Call the API",
                "The access token goes along. The answer is yours.",
            ),
        )),
    )
        .into_any()
}

fn way_in(auth: Auth, session: &Session) -> AnyView {
    match session {
        Session::SignedIn(_) => div()
            .class("actions")
            .child((
                a().class("button primary")
                    .href("/dashboard")
                    .child("Open dashboard"),
                button()
                    .r#type("button")
                    .on(click, move |_| auth.logout())
                    .child("Log out"),
            ))
            .into_any(),
        Session::SignedOut(reason) => (
            reason.as_ref().map(|problem| problem_alert(auth, problem)),
            div().class("actions").child((
                log_in_link(|| "/login".into()),
                auth.sign_up_available()
                    .then(|| a().class("button").href("/signup").child("Sign up")),
            )),
        )
            .into_any(),
        other => under_way(other).map(status).into_any(),
    }
}

fn step(title: &'static str, text: &'static str) -> impl IntoView {
    li().child((strong().child(title), " ", text))
}
