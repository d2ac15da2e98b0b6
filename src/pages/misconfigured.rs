//! What every address shows while `/config.json` cannot be used.

use crate::components::{page, problem_alert};
use leptos::prelude::AnyView;
use leptos_cognito::{Auth, Problem};

pub(crate) fn misconfigured(auth: Auth, problem: &Problem) -> AnyView {
    page("Configuration error", "This site is not set up yet")
        .child(problem_alert(auth, problem))
        .into_view()
}
