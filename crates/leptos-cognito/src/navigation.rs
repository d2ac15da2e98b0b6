//! Where the page is, and how another one takes its place: asked of the router, where there is one
//! above, else of the browser.

use leptos::prelude::*;
#[cfg(feature = "router")]
use leptos_router::{
    NavigateOptions,
    hooks::use_navigate,
    location::{BrowserUrl, LocationProvider, Url},
};

/// A function that says the path, query and fragment of the page that is shown now. It says nothing
/// where no router is above; the browser's address is right there.
///
/// The router's own address comes first because it is ahead of the browser's: a page is built before
/// the address bar names it.
pub(crate) fn use_current_path() -> impl Fn() -> Option<String> + Clone + Send + Sync + 'static {
    #[cfg(feature = "router")]
    {
        let router = use_context::<BrowserUrl>();
        move || {
            let router = router.as_ref()?;
            Some(router.as_url().with_untracked(full_path))
        }
    }
    #[cfg(not(feature = "router"))]
    {
        || None
    }
}

#[cfg(feature = "router")]
fn full_path(url: &Url) -> String {
    let mark = if url.search().is_empty() { "" } else { "?" };
    [url.path(), mark, url.search(), url.hash()].concat()
}

/// A function that shows `path`, a path of this site, in the place of the page that is shown now.
pub(crate) fn use_replace_page() -> impl Fn(&str) + 'static {
    #[cfg(feature = "router")]
    let navigate = use_context::<BrowserUrl>().map(|_| use_navigate());
    let current_path = use_current_path();
    move |path| {
        if current_path().is_some_and(|current| current == path) {
            return;
        }
        #[cfg(feature = "router")]
        if let Some(navigate) = &navigate {
            let options = NavigateOptions {
                // The path is a whole one already, the router's base included.
                resolve: false,
                replace: true,
                ..NavigateOptions::default()
            };
            return navigate(path, options);
        }
        if location().replace(path).is_err() {
            leptos::logging::error!("The browser does not take this path of the site: {path}");
        }
    }
}
