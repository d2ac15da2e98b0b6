//! The map of the app: what is provided to the pages, and which page is at which path.

use crate::{components::problem_alert, pages, traversal::provide_traversal};
use leptos::{children::ToChildren, prelude::*};
use leptos_cognito::{Auth, Session, provide_auth};
use leptos_router::{
    NavigateOptions, NestedRoute,
    components::{FlatRoutes, FlatRoutesProps, RouteChildren, Router, RouterProps},
    hooks::use_navigate,
    path,
};

pub(crate) fn app() -> impl IntoView {
    // First of all, because it cleans the address bar of a login's answer that the router would
    // otherwise read and keep.
    let auth = provide_auth();
    provide_traversal();
    Router(
        RouterProps::builder()
            .children(ToChildren::to_children(move || frame(auth)))
            .build(),
    )
}

fn frame(auth: Auth) -> impl IntoView {
    follow_return_to(auth);
    let session = auth.session();
    let misconfigured = Memo::new(move |_| match session.get() {
        Session::Misconfigured(problem) => Some(problem),
        _ => None,
    });
    let notice = move || {
        auth.notice()
            .get()
            .map(|problem| problem_alert(auth, &problem))
    };
    let page = move || match misconfigured.get() {
        Some(problem) => pages::misconfigured(auth, &problem),
        None => routes().into_any(),
    };
    (notice, page)
}

/// Shows the page that the login was begun from, once it has succeeded.
fn follow_return_to(auth: Auth) {
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(path) = auth.return_to().get() {
            navigate(
                &path,
                NavigateOptions {
                    replace: true,
                    ..Default::default()
                },
            );
        }
    });
}

fn routes() -> impl IntoView {
    let routes = || {
        (
            NestedRoute::new(path!("/"), pages::landing),
            NestedRoute::new(path!("/login"), pages::login),
            NestedRoute::new(path!("/signup"), pages::sign_up),
            NestedRoute::new(path!("/dashboard"), pages::dashboard),
        )
    };
    FlatRoutes(
        FlatRoutesProps::builder()
            .fallback(pages::not_found)
            .children(RouteChildren::to_children(routes))
            .build(),
    )
}
