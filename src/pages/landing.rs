//! `/`: what this is, and the way in.

use crate::{
    app::App,
    components::{log_in_link, page, problem_alert, under_way},
    markup::{Tag, button, link, tag},
};
use leptos_cognito::{Auth, Session};

const WHAT: &str = "This page signs you in with Amazon Cognito and calls a protected API with the \
                    access token it gets. There is no server behind it: it is Rust, in your browser.";

const STEPS: [(&str, &str); 3] = [
    (
        "Log in",
        "You leave for your provider's own page. Your password stays there.",
    ),
    (
        "Come back",
        "A one-time code is exchanged for tokens, with PKCE.",
    ),
    (
        "Call the API",
        "The access token goes along. The answer is yours.",
    ),
];

pub(crate) fn landing(App { auth, .. }: &App) -> Tag {
    let auth = *auth;
    let steps = STEPS
        .into_iter()
        .fold(tag("ol").class("steps"), |list, (title, text)| {
            list.child(tag("li").child(tag("strong").child(title)).child(text))
        });
    page("Welcome", "Sign in once, call what is yours")
        .child(tag("p").class("lead").child(WHAT))
        .dynamic(move || way_in(auth, &auth.session()))
        .child(steps)
}

fn way_in(auth: Auth, session: &Session) -> Option<Tag> {
    Some(match session {
        Session::SignedIn(..) => actions()
            .child(link("Open dashboard", "/dashboard").class("button primary"))
            .child(button("Log out", move || auth.logout())),
        Session::SignedOut(reason) => {
            let sign_up = auth
                .sign_up_available()
                .then(|| link("Sign up", "/signup").class("button"));
            tag("div")
                .child(reason.as_ref().map(|problem| problem_alert(auth, problem)))
                .child(actions().child(log_in_link("/login")).child(sign_up))
        }
        other => return under_way(other),
    })
}

fn actions() -> Tag {
    tag("div").class("actions")
}
