//! What every address shows while `/config.json` cannot be used.

use crate::{
    components::{page, problem_alert},
    markup::{Tag, tag},
    texts,
};
use leptos_cognito::{Auth, Session};

pub(crate) fn misconfigured(auth: Auth) -> Tag {
    tag("div").dynamic(move || {
        let Session::Misconfigured(problem) = auth.session() else {
            return None;
        };
        // A file that did not arrive is no fault of whoever wrote it.
        let page = if problem.retry {
            page(texts::UNAVAILABLE, texts::OUT_OF_REACH)
        } else {
            page(texts::MISCONFIGURED, texts::NOT_SET_UP)
        };
        Some(page.child(problem_alert(auth, &problem).focused()))
    })
}
