//! What came of a call to the protected API.

use crate::components::{problem_alert, status};
use leptos::{
    html::{h2, p, pre, section, span},
    prelude::*,
};
use leptos_cognito::{Answer, Auth, Problem};

/// A call to the protected API.
#[derive(Clone)]
pub(crate) enum Call {
    None,
    Running,
    Answered(Answer),
    Failed(Problem),
}

pub(crate) fn response(auth: Auth, call: Call) -> AnyView {
    match call {
        Call::None => ().into_any(),
        Call::Running => status("Calling the API…"),
        // Its "Try again" is the button that began the call.
        Call::Failed(problem) => problem_alert(
            auth,
            &Problem {
                retry: false,
                ..problem
            },
        ),
        Call::Answered(answer) => answered(answer),
    }
}

fn answered(answer: Answer) -> AnyView {
    let good = (200..300).contains(&answer.status);
    section()
        .class("panel")
        .aria_labelledby("response")
        .child((
            h2().id("response").child("Response"),
            p().class("meta").child((
                span()
                    .class(if good { "badge good" } else { "badge bad" })
                    .child(answer.status.to_string()),
                [&(answer.millis as u32).to_string(), " ms"].concat(),
            )),
            pre().tabindex("0").child(answer.body),
        ))
        .into_any()
}
