//! Calls of the protected API, and what came of them.

use super::account::panel;
use crate::{
    components::{alert, status},
    markup::{Tag, tag},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_cognito::{Answer, Auth, Method, Problem, Request};
use std::{cell::RefCell, rc::Rc};

/// One call at a time.
#[derive(Clone)]
pub(crate) struct Call {
    running: RwSignal<bool>,
    /// What came of the last one. Beside the signal: one of this type would be 0.4 kB more to load.
    outcome: Rc<RefCell<Option<Result<Answer, Problem>>>>,
}

impl Call {
    pub(crate) fn new() -> Self {
        Self {
            running: RwSignal::new(false),
            outcome: Rc::default(),
        }
    }

    /// Calls, unless a call is under way.
    pub(crate) fn begin(&self, auth: Auth) {
        let Self { running, outcome } = self.clone();
        if running.get_untracked() {
            return;
        }
        running.set(true);
        spawn_local(async move {
            let request = Request::new(Method::Get, auth.api_url());
            outcome.replace(Some(auth.send(&request).await));
            // Nobody waits for the answer any more where the person signed out meanwhile.
            let _ = running.try_set(false);
        });
    }

    pub(crate) fn response(&self) -> Option<Tag> {
        if self.running.get() {
            return Some(status("Calling the API…"));
        }
        Some(match self.outcome.borrow().as_ref()? {
            Ok(answer) => answered(answer),
            // Its "Try again" is the button that began the call.
            Err(problem) => alert(problem),
        })
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
        .child(tag("pre").attribute("tabindex", "0").child(answer.pretty()))
}
