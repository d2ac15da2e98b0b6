//! How a failure is shown.

use crate::markup::{Tag, button, tag};
use leptos_cognito::{Auth, Problem};

/// An alert: what happened, what to do next, the server's own words as text, and a code.
pub(crate) fn problem_alert(auth: Auth, problem: &Problem) -> Tag {
    let detail = problem.detail.clone();
    tag("div")
        .class("alert")
        .attribute("role", "alert")
        .child(tag("p").class("what").child(problem.what.clone()))
        .child(tag("p").child(problem.next.clone()))
        .child(detail.map(|words| detail_line("The server said: ", "q", words)))
        .child(detail_line("Code: ", "code", problem.code.clone()))
        .child(
            problem
                .retry
                .then(|| button("Try again", move || auth.retry())),
        )
}

fn detail_line(label: &'static str, kind: &'static str, words: String) -> Tag {
    tag("p")
        .class("detail")
        .child(label)
        .child(tag(kind).child(words))
}
