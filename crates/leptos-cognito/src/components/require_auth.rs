use super::default_views;
use crate::context::{Auth, use_auth};
use crate::navigation::use_current_path;
use cognito_spa::{AuthStatus, SignIn};
use leptos::children::ViewFn;
use leptos::prelude::*;

/// Shows its children while somebody is signed in, and in the group, if one is named.
///
/// Without `signed_out` it begins a login by itself, which ends at this page, and otherwise says that
/// nobody is signed in and offers a button "Log in". It begins at most one each time the browser loads
/// the app, however often a router changes the page. It begins none
/// * for as long as the app is loaded, once a login was begun there in any way, one has failed, or a
///   session has ended for any reason;
/// * in the page that a log-out in this tab leads to, until the browser loads the app again;
/// * where an earlier login of this tab was not answered, for an hour: somebody who came back from the
///   login page is not sent there again.
///
/// The children stay where they are when the session is renewed. This decides what is shown, and
/// protects nothing: what runs in a browser is under its user's control, so the API has to check the
/// token.
///
/// ```no_run
/// use leptos::prelude::*;
/// use leptos_cognito::*;
///
/// # #[component] fn Orders() -> impl IntoView {}
/// # #[component] fn Admin() -> impl IntoView {}
/// #[component]
/// fn Pages() -> impl IntoView {
///     view! {
///         <RequireAuth>
///             <Orders/>
///         </RequireAuth>
///         <RequireAuth
///             group="admins"
///             loading=|| view! { <p>"One moment"</p> }
///             signed_out=|| view! { <p>"This page is for members."</p> }
///             forbidden=|| view! { <p>"This page is for administrators."</p> }
///         >
///             <Admin/>
///         </RequireAuth>
///     }
/// }
/// ```
#[component]
pub fn RequireAuth(
    /// The group of the user pool that the person has to be in. Default: none.
    #[prop(optional, into)]
    group: Option<String>,
    /// Shown until it is known who is signed in, and on the way to the login page and out. Default: a
    /// line with `role="status"`.
    #[prop(optional, into)]
    loading: Option<ViewFn>,
    /// Shown while nobody is signed in. With it, no login begins by itself.
    #[prop(optional, into)]
    signed_out: Option<ViewFn>,
    /// Shown to somebody who is signed in and not in the group. Default: a sentence with
    /// `role="alert"`.
    #[prop(optional, into)]
    forbidden: Option<ViewFn>,
    /// What is guarded.
    children: ChildrenFn,
) -> impl IntoView {
    let auth = use_auth();
    let access = Memo::new(move |_| Access::of(auth, group.as_deref()));
    let current_path = use_current_path();
    // Without a browser there is no login page, nor an effect.
    if signed_out.is_none() && auth.backend.client().is_some() {
        let current_path = current_path.clone();
        Effect::new(move |_| {
            if access.get() == Access::SignedOut && auth.may_sign_in_automatically() {
                // Back from the login page leads to the page before this one, which would only
                // lead there again.
                auth.sign_in_with(ending_at(current_path()).replace_page());
            }
        });
    }
    move || match access.get() {
        Access::Granted => children(),
        Access::Pending => match &loading {
            Some(loading) => loading.run(),
            None => default_views::pending(auth).into_any(),
        },
        Access::SignedOut => match &signed_out {
            Some(signed_out) => signed_out.run(),
            None => {
                let current_path = current_path.clone();
                let log_in = move || auth.sign_in_with(ending_at(current_path()));
                default_views::log_in(auth, log_in).into_any()
            }
        },
        Access::Forbidden => match &forbidden {
            Some(forbidden) => forbidden.run(),
            None => default_views::forbidden().into_any(),
        },
        Access::Misconfigured => default_views::misconfigured(auth).into_any(),
    }
}

/// What a guarded page shows.
#[derive(Clone, Copy, PartialEq)]
enum Access {
    Pending,
    Misconfigured,
    SignedOut,
    Forbidden,
    Granted,
}

impl Access {
    fn of(auth: Auth, group: Option<&str>) -> Self {
        match auth.status().get() {
            AuthStatus::Loading | AuthStatus::SigningIn | AuthStatus::SigningOut => Self::Pending,
            AuthStatus::Misconfigured => Self::Misconfigured,
            AuthStatus::SignedOut => Self::SignedOut,
            AuthStatus::SignedIn => match group {
                Some(group) if !is_in_group(auth, group) => Self::Forbidden,
                _ => Self::Granted,
            },
        }
    }
}

fn is_in_group(auth: Auth, group: &str) -> bool {
    auth.user()
        .with(|user| user.as_ref().is_some_and(|user| user.is_in_group(group)))
}

/// A login that ends at `path`, else at the page that the browser's address names.
fn ending_at(path: Option<String>) -> SignIn {
    match path {
        Some(path) => SignIn::default().return_to(path),
        None => SignIn::default(),
    }
}
