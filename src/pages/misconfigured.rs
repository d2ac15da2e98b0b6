//! What every address shows while `/config.json` cannot be used.

use crate::components::{problem_alert, set_title};
use leptos::{html::h1, prelude::*};
use leptos_cognito::{Auth, Problem};

pub(crate) fn misconfigured(auth: Auth, problem: &Problem) -> AnyView {
    set_title("Configuration error");
    (
        h1().child("This site is not set up yet"),
        problem_alert(auth, problem),
    )
        .into_any()
}
