//! How a failure is shown.

use leptos::{
    html::{button, code, div, p, q},
    prelude::*,
};
use leptos_cognito::{Auth, Problem};

/// An alert: what happened, what to do next, the server's own words as text, and a code.
pub(crate) fn problem_alert(auth: Auth, problem: &Problem) -> AnyView {
    let detail = problem.detail.clone();
    div()
        .class("alert")
        .role("alert")
        .child((
            p().class("what").child(problem.what.clone()),
            p().child(problem.next.clone()),
            detail.map(|words| {
                p().class("detail")
                    .child(("The server said: ", q().child(words)))
            }),
            p().class("detail")
                .child(("Code: ", code().child(problem.code.clone()))),
            problem.retry.then(|| {
                button()
                    .r#type("button")
                    .on(leptos::ev::click, move |_| auth.retry())
                    .child("Try again")
            }),
        ))
        .into_any()
}
