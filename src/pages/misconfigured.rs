//! What every address shows while `/config.json` cannot be used.

use crate::{
    components::{page, problem_alert},
    markup::dynamic,
};
use leptos::prelude::*;
use leptos_cognito::{Auth, Session};

pub(crate) fn misconfigured(auth: Auth) -> AnyView {
    let session = auth.session();
    let problem = dynamic(move || match session.get() {
        Session::Misconfigured(problem) => Some(problem_alert(auth, &problem)),
        _ => None,
    });
    page("Configuration error", "This site is not set up yet")
        .child(problem)
        .into_view()
}
