use crate::context::use_auth;
use cognito_spa::AuthStatus;
use leptos::children::TypedChildrenFn;
use leptos::prelude::*;

/// Shows its children while somebody is signed in.
///
/// ```no_run
/// use leptos::prelude::*;
/// use leptos_cognito::*;
///
/// #[component]
/// fn Header() -> impl IntoView {
///     let auth = use_auth();
///     view! {
///         <SignedIn>
///             <button on:click=move |_| auth.sign_out()>"Log out"</button>
///         </SignedIn>
///         <SignedOut>
///             <button on:click=move |_| auth.sign_in()>"Log in"</button>
///         </SignedOut>
///     }
/// }
/// ```
#[component]
pub fn SignedIn<C>(
    /// What is shown.
    children: TypedChildrenFn<C>,
) -> impl IntoView
where
    C: IntoView + 'static,
{
    let status = use_auth().status();
    let when = move || status.get() == AuthStatus::SignedIn;
    view! { <Show when=when children=children /> }
}
