//! The map of the app: what is provided to the pages, and which page is at which path.

use crate::{
    address::{replace_address, use_address},
    components::{effect, problem_alert},
    markup::{dynamic, tag},
    pages,
    traversal::provide_traversal,
};
use leptos::{children::ToChildren, prelude::*, tachys::view::iterators::StaticVec};
use leptos_cognito::{Auth, Session, provide_auth};
use leptos_router::{
    NestedRoute, StaticSegment,
    components::{FlatRoutes, FlatRoutesProps, RouteChildren, Router, RouterProps},
};

type Page = fn() -> AnyView;

/// Every address that is not the fallback's.
const PAGES: [(&str, Page); 4] = [
    ("", pages::landing),
    ("login", pages::login),
    ("signup", pages::sign_up),
    ("dashboard", pages::dashboard),
];

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
    // Other changes of the session must not build the page anew.
    let misconfigured = Memo::new(move |_| matches!(auth.session(), Session::Misconfigured(_)));
    let page = dynamic(move || {
        if misconfigured.get() {
            pages::misconfigured(auth)
        } else {
            routes()
        }
    });
    let notice = dynamic(move || {
        let problem = auth.notice()?;
        Some(problem_alert(auth, &problem))
    });
    tag("div").child(notice).child(page).into_view()
}

/// Shows the page that the login was begun from, once it has succeeded.
fn follow_return_to(auth: Auth) {
    let address = use_address();
    effect(move || {
        if matches!(auth.session(), Session::SignedIn(_))
            && let Some(path) = auth.take_return_to()
        {
            replace_address(&address, &path);
        }
    });
}

fn routes() -> AnyView {
    let routes = || {
        let routes = PAGES.map(|(path, page)| NestedRoute::new((StaticSegment(path),), page));
        StaticVec::from(Vec::from(routes))
    };
    FlatRoutes(
        FlatRoutesProps::builder()
            .fallback(pages::not_found as Page)
            .children(RouteChildren::to_children(routes))
            .build(),
    )
    .into_any()
}
