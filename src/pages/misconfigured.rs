//! What every address shows while `/config.json` cannot be used.

use crate::{
    components::{page, problem_alert},
    markup::{AnyMarkup, dynamic},
};
use leptos::prelude::*;
use leptos_cognito::{Auth, Session};

pub(crate) fn misconfigured(auth: Auth) -> AnyView {
    dynamic(move || -> AnyMarkup {
        let Session::Misconfigured(problem) = auth.session() else {
            return "".into();
        };
        // A file that did not arrive is no fault of whoever wrote it.
        let page = if problem.retry {
            page("Not available", "This site cannot be reached now")
        } else {
            page("Configuration error", "This site is not set up yet")
        };
        page.child(problem_alert(auth, &problem)).into()
    })
}
