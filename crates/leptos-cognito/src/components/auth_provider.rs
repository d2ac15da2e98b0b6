use crate::context::Auth;
use cognito_spa::{AuthConfig, AuthEvent};
use leptos::children::TypedChildren;
use leptos::context::Provider;
use leptos::prelude::*;

/// Starts the session of this page, and provides it to everything inside as [`Auth`].
///
/// It stands around `<Router>`: the answer of a login is taken out of the address before the router
/// reads it. One page has one.
///
/// ```no_run
/// use leptos::prelude::*;
/// use leptos_cognito::*;
///
/// #[component]
/// fn App() -> impl IntoView {
///     let config = AuthConfig::fetched("/config.json");
///     let on_event = |event| {
///         if let AuthEvent::SignedIn(user) = event {
///             leptos::logging::log!("{} is here", user.sub);
///         }
///     };
///     view! {
///         <AuthProvider config=config on_event=on_event>
///             <SignedIn>"Hello"</SignedIn>
///         </AuthProvider>
///     }
/// }
/// ```
#[component]
pub fn AuthProvider<C>(
    /// The user pool, or any other OpenID provider.
    config: AuthConfig,
    /// Called for every [`AuthEvent`]: for a log, a measurement, a message.
    #[prop(optional, into)]
    on_event: Option<Callback<AuthEvent>>,
    /// The app.
    children: TypedChildren<C>,
) -> impl IntoView
where
    C: IntoView + 'static,
{
    let auth = Auth::start(config, on_event);
    view! { <Provider value=auth children=children /> }
}
