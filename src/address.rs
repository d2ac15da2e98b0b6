//! The address of the page that is shown.

use leptos::prelude::*;
use leptos_cognito::protocol::form;
use leptos_router::location::{BrowserUrl, LocationChange, LocationProvider};

/// The path and query of the page that is shown now.
pub(crate) fn here(address: &BrowserUrl) -> String {
    address.as_url().with(|url| {
        let mark = if url.search().is_empty() { "" } else { "?" };
        [url.path(), mark, url.search()].concat()
    })
}

/// Where to begin a login that ends at `path`.
pub(crate) fn log_in_path(path: &str) -> String {
    ["/login?", &form::encode([("return_to", path)])].concat()
}

/// What the address says is to be shown after a login, unchecked.
///
/// The router's own map of the query decodes each value twice, which would change a path that has
/// encoded characters of its own.
pub(crate) fn return_to(address: &BrowserUrl) -> String {
    let query = address
        .as_url()
        .with_untracked(|url| form::decode(url.search()));
    let path = query.into_iter().find(|(name, _)| name == "return_to");
    path.map(|(_, path)| path).unwrap_or_default()
}

/// Shows `path`, a checked path of this site, in the place of the page that is shown now.
pub(crate) fn replace_address(address: &BrowserUrl, path: &str) {
    let Ok(url) = BrowserUrl::parse(path) else {
        return;
    };
    address.as_url().set(url);
    address.complete_navigation(&LocationChange {
        value: path.into(),
        ..Default::default()
    });
}
