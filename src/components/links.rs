//! What leads on.

use crate::{
    markup::{Tag, link, tag},
    texts,
};

/// A row of links and buttons.
pub(crate) fn actions() -> Tag {
    tag("div").class("actions")
}

/// A "Log in" link to `path`: a plain link, so that it works before the program has loaded.
pub(crate) fn log_in_link(path: &str) -> Tag {
    link(texts::LOG_IN, path).class("button primary")
}

/// A link to the part `id` of the guide, beside this page: with tokens in memory alone, leaving it
/// would sign out.
pub(crate) fn guide_link(label: &str, id: &str) -> Tag {
    link(label, &["/guide.html#", id].concat())
        .attribute("target", "_blank")
        .attribute("rel", "noopener")
}
