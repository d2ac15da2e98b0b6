//! The session's tokens, for clients of one's own, and what the provider says of the person.

use crate::context::Auth;
use crate::offline::Offline;
use cognito_spa::{AccessToken, AuthError, Claims, IdToken};

impl Auth {
    /// Waits until the configuration has been read and it is settled who is signed in.
    ///
    /// A reload shows the stored session at once, and reads the configuration beside it. What is sent
    /// with a token waits by itself; this is for what has to know the configuration, such as
    /// [`apis`](Self::apis).
    ///
    /// ```no_run
    /// use leptos_cognito::*;
    ///
    /// async fn calls_apis(auth: Auth) -> bool {
    ///     auth.ready().await;
    ///     !auth.apis().is_empty()
    /// }
    /// ```
    pub fn ready(self) -> impl Future<Output = ()> + Send + 'static {
        self.backend.ready()
    }

    /// Renews the session now. It is renewed by itself before the tokens end; this is for a change
    /// that is to be seen at once, such as a new group. With a [backend](crate::AuthConfig::backend), it
    /// is asked once more who is signed in: the tokens are its own to renew.
    ///
    /// ```no_run
    /// use leptos::prelude::*;
    /// use leptos_cognito::*;
    ///
    /// #[component]
    /// fn RenewNow() -> impl IntoView {
    ///     let auth = use_auth();
    ///     let renew = Action::new(move |_: &()| auth.renew());
    ///     let failure = move || renew.value().get()?.err().map(|error| error.to_string());
    ///     view! {
    ///         <button on:click=move |_| { renew.dispatch(()); }>"Renew now"</button>
    ///         <p role="alert">{failure}</p>
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    /// Where nobody is signed in, or the provider refuses or cannot be reached.
    pub fn renew(self) -> impl Future<Output = Result<(), AuthError>> + Send + 'static {
        self.backend
            .ask(|client| async move { client.renew().await }, Offline::renew)
    }

    /// The access token, renewed first where it is about to end: for a client of one's own, such as
    /// gloo-net, reqwest, GraphQL or a WebSocket. Ask for it before each request and keep it nowhere.
    ///
    /// ```no_run
    /// use leptos_cognito::*;
    ///
    /// async fn authorization(auth: Auth) -> Result<String, AuthError> {
    ///     let token = auth.access_token().await?;
    ///     Ok(format!("Bearer {}", token.expose()))
    /// }
    /// ```
    ///
    /// # Errors
    /// Where nobody is signed in, or the token has ended and could not be renewed; with a
    /// [backend](crate::AuthConfig::backend), which keeps the tokens to itself (`session.no_token`).
    pub fn access_token(
        self,
    ) -> impl Future<Output = Result<AccessToken, AuthError>> + Send + 'static {
        self.backend.ask(
            |client| async move { client.access_token().await },
            Offline::access_token,
        )
    }

    /// The ID token, renewed first where it is about to end: for an API that identifies its callers by
    /// it.
    ///
    /// ```no_run
    /// use leptos_cognito::*;
    ///
    /// async fn authorization(auth: Auth) -> Result<String, AuthError> {
    ///     Ok(auth.id_token().await?.expose().to_string())
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`access_token`](Self::access_token), and where the scopes lack `openid`.
    pub fn id_token(self) -> impl Future<Output = Result<IdToken, AuthError>> + Send + 'static {
        self.backend.ask(
            |client| async move { client.id_token().await },
            Offline::id_token,
        )
    }

    /// What the provider's userInfo endpoint says of the person (OpenID Connect Core §5.3). With a
    /// [backend](crate::AuthConfig::backend), the claims of the ID token, which it has told already.
    ///
    /// ```no_run
    /// use leptos_cognito::*;
    ///
    /// async fn phone_number(auth: Auth) -> Result<Option<String>, AuthError> {
    ///     let claims = auth.user_info().await?;
    ///     Ok(claims.text("phone_number").map(String::from))
    /// }
    /// ```
    ///
    /// # Errors
    /// Where nobody is signed in, or the endpoint says nothing or speaks of somebody else.
    pub fn user_info(self) -> impl Future<Output = Result<Claims, AuthError>> + Send + 'static {
        self.backend.ask(
            |client| async move { client.user_info().await },
            Offline::user_info,
        )
    }
}
