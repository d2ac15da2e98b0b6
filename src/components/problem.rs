//! How a failure is shown.

use super::guide_link;
use crate::{
    markup::{Markup, Tag, button, tag},
    texts,
};
use leptos_cognito::{Auth, Problem};

/// An alert as [`alert`], with a button where trying again can help.
pub(crate) fn problem_alert(auth: Auth, problem: &Problem) -> Tag {
    let again = || button(texts::TRY_AGAIN, move || auth.retry());
    alert(problem).child(problem.retry.then(again))
}

/// An alert: what happened, what to do next, the server's own words as text, and a code that leads to
/// its likely causes.
pub(crate) fn alert(problem: &Problem) -> Tag {
    let detail = problem.detail.as_deref();
    let code = tag("code").child(problem.code.as_str());
    let code = guide_link("", &problem.code).child(code);
    tag("div")
        .class("alert")
        .attribute("role", "alert")
        .child(tag("p").class("what").child(problem.what.as_str()))
        .child(tag("p").child(problem.next.as_str()))
        .child(detail.map(|words| detail_line(texts::SERVER_SAID, tag("q").child(words))))
        .child(detail_line(texts::CODE, code))
}

fn detail_line(label: &str, words: impl Into<Markup>) -> Tag {
    tag("p").class("detail").child(label).child(words)
}
