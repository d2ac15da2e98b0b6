//! Links that begin a login: plain links, so that they work before the program has loaded.

use leptos::{html::a, prelude::*};
use leptos_router::{hooks::use_location, location::Url};

/// A "Log in" link to `href`.
pub(crate) fn log_in_link(href: impl Fn() -> String + Send + 'static) -> impl IntoView {
    a().class("button primary").href(href).child("Log in")
}

/// Where to begin a login that ends at the page that is shown now.
pub(crate) fn log_in_path() -> impl Fn() -> String + Send + 'static {
    let location = use_location();
    move || {
        let mut here = location.pathname.get();
        let query = location.search.get();
        if !query.is_empty() {
            here.push('?');
            here.push_str(&query);
        }
        ["/login?return_to=", &Url::escape(&here)].concat()
    }
}
