//! The map of the app: what is provided to the pages, and which page is at which path.

use crate::{
    components::{effect, problem_alert},
    markup::{dynamic, tag},
    pages,
    traversal::provide_traversal,
};
use leptos::{children::ToChildren, prelude::*, tachys::view::iterators::StaticVec};
use leptos_cognito::{Auth, Session, provide_auth};
use leptos_router::{
    NavigateOptions, NestedRoute, StaticSegment,
    components::{FlatRoutes, FlatRoutesProps, RouteChildren, Router, RouterProps},
    hooks::use_navigate,
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

fn frame(auth: Auth) -> AnyView {
    follow_return_to(auth);
    let session = auth.session();
    let misconfigured = Memo::new(move |_| match session.get() {
        Session::Misconfigured(problem) => Some(problem),
        _ => None,
    });
    let notice = dynamic(move || {
        auth.notice()
            .get()
            .map(|problem| problem_alert(auth, &problem))
    });
    let page = dynamic(move || match misconfigured.get() {
        Some(problem) => pages::misconfigured(auth, &problem),
        None => routes(),
    });
    tag("div").child(notice).child(page).into_view()
}

/// Shows the page that the login was begun from, once it has succeeded.
fn follow_return_to(auth: Auth) {
    let navigate = use_navigate();
    effect(move || {
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

type Page = fn() -> AnyView;

/// Every address that is not the fallback's.
const PAGES: [(&str, Page); 4] = [
    ("", pages::landing),
    ("login", pages::login),
    ("signup", pages::sign_up),
    ("dashboard", pages::dashboard),
];

fn routes() -> AnyView {
    let routes = || {
        PAGES
            .map(|(path, page)| NestedRoute::new((StaticSegment(path),), page))
            .into_iter()
            .collect::<Vec<_>>()
    };
    let routes = move || StaticVec::from(routes());
    FlatRoutes(
        FlatRoutesProps::builder()
            .fallback(pages::not_found as Page)
            .children(RouteChildren::to_children(routes))
            .build(),
    )
    .into_any()
}
