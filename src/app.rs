//! The frame around every page, and what every page is given.

use crate::{
    address::{replace_address, use_address},
    components::problem_alert,
    effect::effect,
    markup::{Tag, tag},
    pages,
    routes::routes,
    traversal::Traversal,
};
use leptos::{children::ToChildren, prelude::*};
use leptos_cognito::{Auth, Session, provide_auth};
use leptos_router::components::{FlatRoutes, FlatRoutesProps, RouteChildren, Router, RouterProps};

/// What every page is given.
#[derive(Clone, Copy)]
pub(crate) struct App {
    pub(crate) auth: Auth,
    pub(crate) traversal: Traversal,
}

pub(crate) fn app() -> impl IntoView {
    let app = App {
        // First of all, because it cleans the address bar of a login's answer that the router would
        // otherwise read and keep.
        auth: provide_auth(),
        traversal: Traversal::watch(),
    };
    Router(
        RouterProps::builder()
            .children(ToChildren::to_children(move || frame(app)))
            .build(),
    )
}

fn frame(app: App) -> Tag {
    let auth = app.auth;
    follow_return_to(auth);
    let misconfigured = move || matches!(auth.session(), Session::Misconfigured(_));
    tag("div")
        .dynamic(move || {
            let problem = auth.notice()?;
            Some(problem_alert(auth, &problem))
        })
        .keyed(misconfigured, move |misconfigured| {
            if *misconfigured {
                pages::misconfigured(auth)
            } else {
                current_page(app)
            }
        })
}

/// Shows the page that the login was begun from, once it has succeeded.
fn follow_return_to(auth: Auth) {
    let address = use_address();
    effect(move || {
        if matches!(auth.session(), Session::SignedIn(..))
            && let Some(path) = auth.take_return_to()
        {
            replace_address(&address, &path);
        }
    });
}

fn current_page(app: App) -> Tag {
    let routes = FlatRoutes(
        FlatRoutesProps::builder()
            .fallback(pages::not_found as fn() -> Tag)
            .children(RouteChildren::to_children(|| routes(app)))
            .build(),
    );
    tag("div").view(routes)
}
