//! What a person asks for with a button, and what came of it.

use crate::{
    components::{alert, status},
    markup::Tag,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_cognito::Problem;
use std::{cell::RefCell, pin::Pin, rc::Rc};

/// One question at a time.
pub(crate) struct Asked<T> {
    running: RwSignal<bool>,
    /// Beside the signal: one of this type would be 0.4 kB more to load.
    outcome: Rc<RefCell<Option<Result<T, Problem>>>>,
}

impl<T> Clone for Asked<T> {
    fn clone(&self) -> Self {
        Self {
            running: self.running,
            outcome: self.outcome.clone(),
        }
    }
}

impl<T: 'static> Asked<T> {
    pub(crate) fn nothing_yet() -> Self {
        Self {
            running: RwSignal::new(false),
            outcome: Rc::default(),
        }
    }

    /// Waits for `answer`, unless another one is awaited.
    pub(crate) fn ask(&self, answer: impl Future<Output = Result<T, Problem>> + 'static) {
        self.wait(Box::pin(answer));
    }

    fn wait(&self, answer: Pin<Box<dyn Future<Output = Result<T, Problem>>>>) {
        let Self { running, outcome } = self.clone();
        if running.get_untracked() {
            return;
        }
        running.set(true);
        spawn_local(async move {
            outcome.replace(Some(answer.await));
            // Nobody waits for the answer any more where the person signed out meanwhile.
            let _ = running.try_set(false);
        });
    }

    /// `waiting` while the answer is awaited, then what `show` makes of it, or why there is none.
    /// Its "Try again" is the button that asked.
    pub(crate) fn outcome(&self, waiting: &str, show: impl Fn(&T) -> Tag) -> Option<Tag> {
        if self.running.get() {
            return Some(status(waiting));
        }
        Some(match self.outcome.borrow().as_ref()? {
            Ok(answer) => show(answer),
            Err(problem) => alert(problem).focused(),
        })
    }
}
