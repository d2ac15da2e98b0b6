//! Links that begin a login: plain links, so that they work before the program has loaded.

use crate::markup::{Tag, link};
use leptos::prelude::*;
use leptos_router::location::{Location, Url};

/// A "Log in" link to `path`.
pub(crate) fn log_in_link(path: String) -> Tag {
    link("Log in", path).class("button primary")
}

/// Where to begin a login that ends at the page that is shown now.
pub(crate) fn log_in_path(location: &Location) -> String {
    let mut here = location.pathname.get();
    let query = location.search.get();
    if !query.is_empty() {
        here.push('?');
        here.push_str(&query);
    }
    ["/login?return_to=", &Url::escape(&here)].concat()
}
