//! The frame around every page, and what every page is given.

use crate::{
    address::replace_address,
    components::problem_alert,
    effect::effect,
    focus::{first, focus_on, focus_on_page},
    landing::Landing,
    markup::{Tag, tag},
    pages,
    routes::page_at,
    traversal::Traversal,
};
use leptos::{prelude::*, wasm_bindgen::JsValue};
use leptos_cognito::{Auth, Session, start_auth};
use leptos_router::location::{BrowserUrl, LocationProvider};
use std::cell::Cell;

/// What every page is given.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) auth: Auth,
    pub(crate) traversal: Traversal,
    /// The router's own record of the address. Links on the page change it.
    pub(crate) address: BrowserUrl,
    pub(crate) landing: Landing,
}

/// Fails where the browser keeps the page's address from it, or the document is another one.
pub(crate) fn app() -> Result<Tag, JsValue> {
    // First of all, because it cleans the address bar of a login's answer that the router would
    // otherwise read and keep.
    let auth = start_auth();
    let traversal = Traversal::watch();
    let address = BrowserUrl::new()?;
    address.init(None);
    let landing = Landing::take()?;
    if landing.had_focus {
        focus_on(|| first("main .primary"));
    }
    Ok(frame(App {
        auth,
        traversal,
        address,
        landing,
    }))
}

fn frame(app: App) -> Tag {
    let auth = app.auth;
    follow_address(&app.address);
    follow_return_to(auth, app.address.clone());
    let path = {
        let address = app.address.clone();
        move || match auth.session() {
            Session::Misconfigured(_) => None,
            _ => Some(address.as_url().with(|url| url.path().to_string())),
        }
    };
    tag("div")
        .dynamic(move || {
            let problem = auth.notice()?;
            Some(problem_alert(auth, &problem))
        })
        .keyed(path, move |path| match path {
            Some(path) => page_at(path)(&app),
            None => pages::misconfigured(auth),
        })
}

/// Lets the router put an address into the history as soon as its page is shown, and the keyboard go
/// on at its beginning.
fn follow_address(address: &BrowserUrl) {
    let address = address.clone();
    let first = Cell::new(true);
    effect(move || {
        address.as_url().track();
        address.ready_to_complete();
        if !first.take() {
            focus_on_page();
        }
    });
}

/// Shows the page that the login was begun from, once it has succeeded.
fn follow_return_to(auth: Auth, address: BrowserUrl) {
    effect(move || {
        if matches!(auth.session(), Session::SignedIn(..))
            && let Some(path) = auth.take_return_to()
        {
            replace_address(&address, &path);
        }
    });
}
