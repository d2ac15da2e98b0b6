use crate::context::use_auth;
use cognito_spa::AuthStatus;
use leptos::children::TypedChildrenFn;
use leptos::prelude::*;

/// Shows its children while nobody is signed in: not while the session is loading, and not on the way
/// to the login page or out.
///
/// Where the configuration is wrong, nobody is signed in or out, and neither this nor
/// [`SignedIn`](crate::SignedIn) shows anything: [`Auth::error`](crate::Auth::error) says why.
///
/// ```no_run
/// use leptos::prelude::*;
/// use leptos_cognito::*;
///
/// #[component]
/// fn LogIn() -> impl IntoView {
///     let auth = use_auth();
///     view! {
///         <SignedOut>
///             <button on:click=move |_| auth.sign_in()>"Log in"</button>
///         </SignedOut>
///     }
/// }
/// ```
#[component]
pub fn SignedOut<C>(
    /// What is shown.
    children: TypedChildrenFn<C>,
) -> impl IntoView
where
    C: IntoView + 'static,
{
    let status = use_auth().status();
    let when = move || status.get() == AuthStatus::SignedOut;
    view! { <Show when=when children=children /> }
}
