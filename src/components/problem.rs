//! How a failure is shown.

use crate::markup::{Tag, button, tag};
use leptos_cognito::{Auth, Problem};

/// An alert as [`alert`], with a button where trying again can help.
pub(crate) fn problem_alert(auth: Auth, problem: &Problem) -> Tag {
    let again = || button("Try again", move || auth.retry());
    alert(problem).child(problem.retry.then(again))
}

/// An alert: what happened, what to do next, the server's own words as text, and a code.
pub(crate) fn alert(problem: &Problem) -> Tag {
    let detail = problem.detail.as_deref();
    tag("div")
        .class("alert")
        .attribute("role", "alert")
        .child(tag("p").class("what").child(problem.what.as_str()))
        .child(tag("p").child(problem.next.as_str()))
        .child(detail.map(|words| detail_line("The server said: ", "q", words)))
        .child(detail_line("Code: ", "code", &problem.code))
}

fn detail_line(label: &str, kind: &str, words: &str) -> Tag {
    tag("p")
        .class("detail")
        .child(label)
        .child(tag(kind).child(words))
}
