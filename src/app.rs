//! The map of the app: the session for every component, and which page is at which address.

use crate::{
    components::{FirstPage, Notice},
    pages::{Dashboard, Landing, LogIn, Misconfigured, NotFound, Painted, SignUp},
    traversal::Traversal,
};
use leptos::prelude::*;
use leptos_cognito::{AuthConfig, AuthProvider, AuthStatus, use_auth, use_return_to};
use leptos_router::{
    components::{FlatRoutes, Route, Router},
    path,
};

/// Which pool, and which API, is read at run time.
pub(crate) fn config() -> AuthConfig {
    AuthConfig::fetched("/config.json").redirect_path("/dashboard")
}

#[component]
pub(crate) fn App(
    /// Whether the landing page was shown before the app was there.
    painted: Painted,
) -> impl IntoView {
    provide_context(painted);
    provide_context(Traversal::watch());
    provide_context(FirstPage::default());
    view! {
        <AuthProvider config=config()>
            <Router>
                <Notice/>
                <Pages/>
            </Router>
        </AuthProvider>
    }
}

#[component]
fn Pages() -> impl IntoView {
    let auth = use_auth();
    use_return_to();
    view! {
        <Show
            when=move || auth.status().get() != AuthStatus::Misconfigured
            fallback=Misconfigured
        >
            <FlatRoutes fallback=NotFound>
                <Route path=path!("/") view=Landing/>
                <Route path=path!("/login") view=LogIn/>
                <Route path=path!("/signup") view=SignUp/>
                <Route path=path!("/dashboard") view=Dashboard/>
            </FlatRoutes>
        </Show>
    }
}
