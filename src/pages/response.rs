//! What came of a call to the protected API.

use super::account::panel;
use crate::{
    components::{problem_alert, status},
    markup::{Tag, tag},
};
use leptos_cognito::{Answer, Auth, Problem};

/// A call to the protected API.
pub(crate) enum Call {
    None,
    Running,
    Answered(Answer),
    Failed(Problem),
}

pub(crate) fn response(auth: Auth, call: &Call) -> Option<Tag> {
    match call {
        Call::None => None,
        Call::Running => Some(status("Calling the API…")),
        // Its "Try again" is the button that began the call.
        Call::Failed(problem) => Some(problem_alert(
            auth,
            &Problem {
                retry: false,
                ..problem.clone()
            },
        )),
        Call::Answered(answer) => Some(answered(answer)),
    }
}

fn answered(answer: &Answer) -> Tag {
    let good = (200..300).contains(&answer.status);
    let badge = tag("span")
        .class(if good { "badge good" } else { "badge bad" })
        .child(answer.status.to_string());
    let time = [&(answer.millis as u32).to_string(), " ms"].concat();
    panel("response", "Response")
        .child(tag("p").class("meta").child(badge).child(time))
        .child(
            tag("pre")
                .attribute("tabindex", "0")
                .child(answer.body.as_str()),
        )
}
