//! Links that begin a login: plain links, so that they work before the program has loaded.

use crate::markup::{Tag, link};

/// A "Log in" link to `path`.
pub(crate) fn log_in_link(path: &str) -> Tag {
    link("Log in", path).class("button primary")
}
