//! Which page is at which path.
//!
//! The router's own routes know parameters, methods and nesting, none of which is needed here, at
//! 1.8 kB more to load.

use crate::{app::App, markup::Tag, pages};
use leptos::tachys::view::iterators::StaticVec;
use leptos_router::{
    ChooseView, GeneratedRouteData, MatchInterface, MatchNestedRoutes, MatchParams, RouteMatchId,
};
use std::{borrow::Cow, iter};

type Page = fn(App) -> Tag;

/// Every address that is not the fallback's.
const PAGES: [(&str, Page); 4] = [
    ("", pages::landing),
    ("/login", pages::login),
    ("/signup", pages::sign_up),
    ("/dashboard", pages::dashboard),
];

pub(crate) fn routes(app: App) -> StaticVec<Route> {
    let route = |(path, page)| Route {
        id: RouteMatchId::new_from_route_id(),
        path,
        page,
        app,
    };
    Vec::from(PAGES.map(route)).into()
}

/// One page at one path, with or without a slash at its end.
#[derive(Clone, Copy)]
pub(crate) struct Route {
    id: RouteMatchId,
    path: &'static str,
    page: Page,
    app: App,
}

impl MatchNestedRoutes for Route {
    type Data = ();
    type Match = Self;

    fn match_nested<'a>(&'a self, path: &'a str) -> (Option<(RouteMatchId, Self)>, &'a str) {
        match path.strip_prefix(self.path) {
            Some(rest @ ("" | "/")) => (Some((self.id, *self)), rest),
            _ => (None, path),
        }
    }

    /// Nothing is rendered on a server.
    fn generate_routes(&self) -> impl IntoIterator<Item = GeneratedRouteData> + '_ {
        iter::empty()
    }

    fn optional(&self) -> bool {
        false
    }
}

impl MatchInterface for Route {
    type Child = ();

    fn as_id(&self) -> RouteMatchId {
        self.id
    }

    fn as_matched(&self) -> &str {
        self.path
    }

    fn into_view_and_child(self) -> (impl ChooseView, Option<()>) {
        (move || (self.page)(self.app), None)
    }
}

impl MatchParams for Route {
    fn to_params(&self) -> Vec<(Cow<'static, str>, String)> {
        Vec::new()
    }
}
