//! For pages that show how a login works: its steps, the tokens' claims, a request for the terminal.
//!
//! An ordinary app needs none of it. Nothing here is reactive: read it where the
//! [`status`](Auth::status) or [`expires_at`](Auth::expires_at) is read, which change when this does.

use crate::context::Auth;
use cognito_spa::{Answer, AuthError, Claims, copy_to_clipboard};
pub use cognito_spa::{Step, Value};
use send_wrapper::SendWrapper;

/// The steps of the login that this page was opened with, for a person to read. None of them holds a
/// secret.
///
/// ```no_run
/// use leptos::prelude::*;
/// use leptos_cognito::{inspect, use_auth};
///
/// #[component]
/// fn Timeline() -> impl IntoView {
///     let auth = use_auth();
///     move || {
///         auth.status().track();
///         let steps = inspect::trace(auth).into_iter();
///         steps.map(|step| view! { <pre>{step.request}</pre> }).collect_view()
///     }
/// }
/// ```
pub fn trace(auth: Auth) -> Vec<Step> {
    auth.ask_client(|client| client.trace())
}

/// What the ID token says.
///
/// ```no_run
/// # fn example(auth: leptos_cognito::Auth) {
/// use leptos_cognito::inspect;
///
/// for (name, value) in inspect::id_token_claims(auth).unwrap_or_default().iter() {
///     leptos::logging::log!("{name}: {value:?}");
/// }
/// # }
/// ```
pub fn id_token_claims(auth: Auth) -> Option<Claims> {
    auth.ask_client(|client| client.id_token_claims())
}

/// What the access token says, where it says anything: it is the API's, and may be opaque.
///
/// ```no_run
/// # fn example(auth: leptos_cognito::Auth) {
/// let claims = leptos_cognito::inspect::access_token_claims(auth);
/// let client_id = claims.as_ref().and_then(|claims| claims.text("client_id"));
/// # let _ = client_id;
/// # }
/// ```
pub fn access_token_claims(auth: Auth) -> Option<Claims> {
    auth.ask_client(|client| client.access_token_claims())
}

/// Whether this page has the tokens, once the configuration is known: with a
/// [backend](crate::AuthConfig::backend), they stay there, and there is nothing to copy.
///
/// ```no_run
/// use leptos::prelude::*;
/// use leptos_cognito::{inspect, use_auth};
///
/// #[component]
/// fn Tokens() -> impl IntoView {
///     let auth = use_auth();
///     let are_here = move || {
///         auth.status().track();
///         inspect::keeps_tokens(auth)
///     };
///     view! { <Show when=are_here>"The tokens are in this page."</Show> }
/// }
/// ```
pub fn keeps_tokens(auth: Auth) -> bool {
    // Those of a test are words that no API takes, and are there all the same.
    auth.backend
        .client()
        .is_none_or(|client| client.keeps_tokens())
}

/// Puts the access token on the clipboard, and nowhere else.
///
/// ```no_run
/// use leptos::prelude::*;
/// use leptos_cognito::{inspect, use_auth};
///
/// #[component]
/// fn CopyToken() -> impl IntoView {
///     let auth = use_auth();
///     let copy = Action::new(move |_: &()| inspect::copy_access_token(auth));
///     view! { <button on:click=move |_| { copy.dispatch(()); }>"Copy access token"</button> }
/// }
/// ```
///
/// # Errors
/// Where there is no token, or the browser refuses.
pub fn copy_access_token(auth: Auth) -> impl Future<Output = Result<(), AuthError>> + Send {
    let token = auth.access_token();
    async move { copy(token.await?.expose()).await }
}

/// Puts commands for a terminal on the clipboard: the call of the first API with the access token,
/// and the token exchange, whose code and verifier are spent. The example of [`copy_access_token`]
/// shows how to call it.
///
/// # Errors
/// Where there is no token, or the browser refuses.
pub fn copy_as_curl(auth: Auth) -> impl Future<Output = Result<(), AuthError>> + Send {
    let commands = auth.backend.ask(
        |client| async move { client.curl().await },
        |_| Err(no_login()),
    );
    async move { copy(&commands.await?).await }
}

/// Puts `text` on the clipboard.
///
/// ```no_run
/// # async fn example() -> Result<(), leptos_cognito::AuthError> {
/// leptos_cognito::inspect::copy("text").await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// Where the browser refuses.
pub fn copy(text: &str) -> impl Future<Output = Result<(), AuthError>> + Send {
    SendWrapper::new(copy_to_clipboard(text))
}

/// `text` without the session's tokens, should an API repeat them.
///
/// ```no_run
/// # fn example(auth: leptos_cognito::Auth, answer: leptos_cognito::Answer) {
/// let shown = leptos_cognito::inspect::redact(auth, &answer.pretty());
/// # let _ = shown;
/// # }
/// ```
pub fn redact(auth: Auth, text: &str) -> String {
    match auth.backend.client() {
        Some(client) => client.redact(text),
        None => text.into(),
    }
}

/// The scopes for want of which the API refused with `answer`; empty where it did not, or where the
/// session has them all.
///
/// ```no_run
/// # fn example(auth: leptos_cognito::Auth, answer: leptos_cognito::Answer) {
/// let missing = leptos_cognito::inspect::missing_scopes(auth, &answer).join(" ");
/// # let _ = missing;
/// # }
/// ```
pub fn missing_scopes(auth: Auth, answer: &Answer) -> Vec<String> {
    auth.ask_client(|client| client.missing_scopes(answer))
}

fn no_login() -> AuthError {
    AuthError::new(
        "browser.no_login",
        "There is no login without a browser.",
        "Open this site in a browser, then log in.",
    )
}
