//! Hooks for pages that are the redirect page without [`AuthCallback`](crate::AuthCallback).

use crate::context::{Auth, use_auth};
use crate::navigation::use_replace_page;
use cognito_spa::AuthStatus;
use leptos::prelude::*;

/// Shows the page that a login was begun from, once it has succeeded.
///
/// [`AuthCallback`](crate::AuthCallback) does so by itself. This is for a page that is both the
/// redirect page and a page of its own, such as a dashboard at the
/// [`redirect_path`](crate::AuthConfig::redirect_path). The page replaces the current one in the
/// browser's history, by the router where there is one, else by loading it.
///
/// ```no_run
/// use leptos::prelude::*;
/// use leptos_cognito::*;
///
/// #[component]
/// fn Dashboard() -> impl IntoView {
///     use_return_to();
///     view! {
///         <RequireAuth>
///             <h1>"Dashboard"</h1>
///         </RequireAuth>
///     }
/// }
/// ```
///
/// # Panics
/// Outside of [`AuthProvider`](crate::AuthProvider).
#[track_caller]
pub fn use_return_to() {
    return_to_or(use_auth(), |_| None);
}

/// Shows the page that a login was begun from, once it has succeeded, or the one that `otherwise`
/// names for a session that has no such page. Without a browser there are no pages, nor effects.
pub(crate) fn return_to_or(auth: Auth, otherwise: fn(Auth) -> Option<String>) {
    if auth.backend.client().is_none() {
        return;
    }
    let replace_page = use_replace_page();
    Effect::new(move |_| {
        if auth.status().get() == AuthStatus::SignedIn
            && let Some(path) = auth.take_return_to().or_else(|| otherwise(auth))
        {
            replace_page(&path);
        }
    });
}
