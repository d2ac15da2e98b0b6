//! [`Auth`]: the session for components.

use crate::backend::Backend;
use crate::offline::{Offline, Script};
use crate::request::RequestBuilder;
use crate::signals::Signals;
use cognito_spa::{
    AccessToken, AuthConfig, AuthError, AuthEvent, AuthStatus, Claims, Client, IdToken, Method,
    Renewal, SignIn, User,
};
use core::fmt;
use leptos::callback::Callable;
use leptos::prelude::*;

/// The session of this page: what it is, as signals, and what can be done with it.
///
/// [`AuthProvider`](crate::AuthProvider) makes it, [`use_auth`] finds it. It is `Copy`, so every
/// closure can have its own. The signals change one by one: a renewal of the session changes
/// [`renewal`](Self::renewal) and [`expires_at`](Self::expires_at), and nothing that only shows the
/// [`status`](Self::status) is rendered again.
///
/// ```no_run
/// use leptos::prelude::*;
/// use leptos_cognito::*;
///
/// #[component]
/// fn Account() -> impl IntoView {
///     let auth = use_auth();
///     let name = move || auth.user().get()?.display_name().map(String::from);
///     view! {
///         <p>{name}</p>
///         <button on:click=move |_| auth.sign_out()>"Log out"</button>
///     }
/// }
/// ```
///
/// Every future is `Send` and `'static`, so [`Action`] and [`Resource`] take it:
///
/// ```no_run
/// use leptos::prelude::*;
/// use leptos_cognito::*;
///
/// # #[derive(Clone, PartialEq, serde::Serialize, serde::Deserialize)]
/// # struct Order { id: u32 }
/// # #[component]
/// # fn Orders() -> impl IntoView {
/// let auth = use_auth();
/// let orders = Resource::new(
///     move || auth.is_signed_in().get(),
///     move |_| auth.get("https://api.example.com/orders").fetch::<Vec<Order>>(),
/// );
/// let place = Action::new(move |order: &Order| {
///     auth.post("https://api.example.com/orders").json(order).fetch::<Order>()
/// });
/// # let _ = (orders, place);
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct Auth {
    pub(crate) backend: Backend,
    status: Signal<AuthStatus>,
    is_signed_in: Signal<Option<bool>>,
    user: Signal<Option<User>>,
    renewal: Signal<Renewal>,
    error: Signal<Option<AuthError>>,
    expires_at: Signal<Option<f64>>,
    sign_up_available: Signal<bool>,
}

/// The session that the [`AuthProvider`](crate::AuthProvider) above provides.
///
/// ```no_run
/// use leptos::prelude::*;
/// use leptos_cognito::*;
///
/// #[component]
/// fn LogIn() -> impl IntoView {
///     let auth = use_auth();
///     view! { <button on:click=move |_| auth.sign_in()>"Log in"</button> }
/// }
/// ```
///
/// # Panics
/// Where there is no [`AuthProvider`](crate::AuthProvider) above. [`try_use_auth`] does not.
#[track_caller]
#[must_use]
#[expect(
    clippy::panic,
    reason = "as Leptos' own hooks do: no page works without its provider"
)]
pub fn use_auth() -> Auth {
    match try_use_auth() {
        Some(auth) => auth,
        None => panic!(
            "use_auth() found no session. Put <AuthProvider> around the whole app, outside of \
             <Router>, and call use_auth() in a component inside of it."
        ),
    }
}

/// The session that the [`AuthProvider`](crate::AuthProvider) above provides, if there is one: for a
/// component that is also used without.
///
/// ```
/// # leptos::prelude::Owner::new().with(|| {
/// assert!(leptos_cognito::try_use_auth().is_none());
/// # });
/// ```
#[must_use]
pub fn try_use_auth() -> Option<Auth> {
    use_context()
}

impl Auth {
    /// Starts the session of this page. It ends with the owner that this is called under.
    pub(crate) fn start(config: AuthConfig, on_event: Option<Callback<AuthEvent>>) -> Self {
        #[cfg(feature = "testing")]
        if let Some(auth) = crate::testing::provided(on_event) {
            return auth;
        }
        let signals = Signals::loading();
        if cfg!(not(target_arch = "wasm32")) {
            let offline = Offline::new(signals, Script::default());
            return Self::new(Backend::Offline(offline), signals);
        }
        let client = StoredValue::new_local(Client::new(config));
        on_cleanup(move || client.get_value().stop());
        client.get_value().start(
            move |state| {
                let available = |client: Client| client.sign_up_available();
                signals.follow(state, client.try_get_value().is_some_and(available));
            },
            move |event| {
                on_event.and_then(|listener| listener.try_run(event));
            },
        );
        Self::new(Backend::Browser(client), signals)
    }

    pub(crate) fn new(backend: Backend, signals: Signals) -> Self {
        Self {
            backend,
            status: signals.status.into(),
            is_signed_in: signals.is_signed_in.into(),
            user: signals.user.into(),
            renewal: signals.renewal.into(),
            error: signals.error.into(),
            expires_at: signals.expires_at.into(),
            sign_up_available: signals.sign_up_available.into(),
        }
    }

    /// Where the session stands. It starts as [`Loading`](AuthStatus::Loading), and off the browser
    /// it stays so.
    pub fn status(self) -> Signal<AuthStatus> {
        self.status
    }

    /// Whether somebody is signed in; `None` while the session is loading, on the way to the login
    /// page, or on the way out. It fits the condition of the router's `<ProtectedRoute>`.
    ///
    /// ```no_run
    /// use leptos::prelude::*;
    /// use leptos_cognito::*;
    /// use leptos_router::{components::*, path};
    ///
    /// # #[component] fn Orders() -> impl IntoView {}
    /// #[component]
    /// fn Pages() -> impl IntoView {
    ///     let auth = use_auth();
    ///     view! {
    ///         <Router>
    ///             <Routes fallback=|| "Not found">
    ///                 <ProtectedRoute
    ///                     path=path!("/orders")
    ///                     view=Orders
    ///                     condition=move || auth.is_signed_in().get()
    ///                     redirect_path=|| "/"
    ///                 />
    ///             </Routes>
    ///         </Router>
    ///     }
    /// }
    /// ```
    pub fn is_signed_in(self) -> Signal<Option<bool>> {
        self.is_signed_in
    }

    /// Who is signed in.
    pub fn user(self) -> Signal<Option<User>> {
        self.user
    }

    /// How the renewal of the session stands. It happens by itself, before the tokens end.
    pub fn renewal(self) -> Signal<Renewal> {
        self.renewal
    }

    /// What went wrong: why nobody is signed in, what is wrong with the configuration, or what went
    /// wrong although the session goes on.
    ///
    /// ```no_run
    /// use leptos::prelude::*;
    /// use leptos_cognito::*;
    ///
    /// #[component]
    /// fn Notice() -> impl IntoView {
    ///     let auth = use_auth();
    ///     move || {
    ///         auth.error().get().map(|error| {
    ///             view! { <p role="alert">{error.message().to_string()}</p> }
    ///         })
    ///     }
    /// }
    /// ```
    pub fn error(self) -> Signal<Option<AuthError>> {
        self.error
    }

    /// When the access token ends, in milliseconds since 1970 by the device's clock, which JavaScript's
    /// `Date.now()` reads. `None` where nobody is signed in, or the provider does not say.
    pub fn expires_at(self) -> Signal<Option<f64>> {
        self.expires_at
    }

    /// Whether the provider has a page for new accounts that [`sign_up`](Self::sign_up) opens: where
    /// the user pool's domain is configured.
    pub fn sign_up_available(self) -> Signal<bool> {
        self.sign_up_available
    }

    /// Leaves for the provider's login page. The login ends at the page where it was begun.
    pub fn sign_in(self) {
        self.sign_in_with(SignIn::default());
    }

    /// Leaves for the provider's login page, with options for this one login.
    ///
    /// ```no_run
    /// use leptos::prelude::*;
    /// use leptos_cognito::*;
    ///
    /// #[component]
    /// fn LogInWithGoogle() -> impl IntoView {
    ///     let auth = use_auth();
    ///     let log_in = move |_| {
    ///         auth.sign_in_with(SignIn::default().provider("Google").return_to("/orders"))
    ///     };
    ///     view! { <button on:click=log_in>"Log in with Google"</button> }
    /// }
    /// ```
    pub fn sign_in_with(self, options: SignIn) {
        self.backend
            .act(|client| client.sign_in(options), Offline::sign_in);
    }

    /// Leaves for the provider's page for new accounts; see
    /// [`sign_up_available`](Self::sign_up_available).
    pub fn sign_up(self) {
        self.sign_up_with(SignIn::default());
    }

    /// As [`sign_up`](Self::sign_up), with options for this one login.
    pub fn sign_up_with(self, options: SignIn) {
        self.backend
            .act(|client| client.sign_up(options), Offline::sign_in);
    }

    /// Signs out: here and in the other tabs at once, then at the provider.
    pub fn sign_out(self) {
        self.backend
            .act(|client| client.sign_out(), Offline::sign_out);
    }

    /// Reads the configuration again, where the status is
    /// [`Misconfigured`](AuthStatus::Misconfigured).
    pub fn retry(self) {
        self.backend.act(|client| client.retry(), |_| ());
    }

    /// Renews the session now. It is renewed by itself before the tokens end; this is for a change
    /// that is to be seen at once, such as a new group.
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
    /// Where nobody is signed in, or the token has ended and could not be renewed.
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
    /// # Errors
    /// As [`access_token`](Self::access_token), and where the scopes lack `openid`.
    pub fn id_token(self) -> impl Future<Output = Result<IdToken, AuthError>> + Send + 'static {
        self.backend.ask(
            |client| async move { client.id_token().await },
            Offline::id_token,
        )
    }

    /// What the provider's userInfo endpoint says of the person (OpenID Connect Core §5.3).
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

    /// A `GET` request to a configured API; the builder adds the token and what else is needed.
    ///
    /// ```no_run
    /// use leptos_cognito::*;
    ///
    /// async fn orders(auth: Auth) -> Result<Vec<String>, AuthError> {
    ///     auth.get("https://api.example.com/orders").fetch().await
    /// }
    /// ```
    pub fn get(self, url: impl Into<String>) -> RequestBuilder {
        self.request(Method::GET, url)
    }

    /// A `POST` request to a configured API.
    pub fn post(self, url: impl Into<String>) -> RequestBuilder {
        self.request(Method::POST, url)
    }

    /// A `PUT` request to a configured API.
    pub fn put(self, url: impl Into<String>) -> RequestBuilder {
        self.request(Method::PUT, url)
    }

    /// A `PATCH` request to a configured API.
    pub fn patch(self, url: impl Into<String>) -> RequestBuilder {
        self.request(Method::PATCH, url)
    }

    /// A `DELETE` request to a configured API.
    pub fn delete(self, url: impl Into<String>) -> RequestBuilder {
        self.request(Method::DELETE, url)
    }

    /// A `HEAD` request to a configured API.
    pub fn head(self, url: impl Into<String>) -> RequestBuilder {
        self.request(Method::HEAD, url)
    }

    /// A request to a configured API with any method.
    pub fn request(self, method: Method, url: impl Into<String>) -> RequestBuilder {
        RequestBuilder::new(self, method, url.into())
    }

    /// The addresses of the configured APIs; the first is the `api_url` of a fetched configuration.
    /// Empty while the configuration is not known.
    pub fn apis(self) -> Vec<String> {
        self.ask_client(|client| client.apis())
    }

    /// The text that [`SignIn::app_state`] gave to the login that this page was opened with, whether it
    /// succeeded or failed.
    pub fn app_state(self) -> Option<String> {
        self.ask_client(|client| client.app_state())
    }

    /// The path that the login was begun from, once after it has succeeded.
    /// [`AuthCallback`](crate::AuthCallback) and [`use_return_to`](crate::use_return_to) go there by
    /// themselves; this is for an app with a router of its own.
    pub fn take_return_to(self) -> Option<String> {
        self.ask_client(|client| client.take_return_to())
    }

    /// The path that a failed login was begun from, for the next one to end at.
    pub fn return_to_after_failure(self) -> Option<String> {
        self.ask_client(|client| client.return_to_after_failure())
    }

    /// Whether a guard may begin a login that nobody has asked for.
    pub(crate) fn may_sign_in_automatically(self) -> bool {
        self.ask_client(|client| client.may_sign_in_automatically())
    }

    /// What the browser's client says; nothing without one.
    pub(crate) fn ask_client<T: Default>(self, ask: impl FnOnce(Client) -> T) -> T {
        self.backend.client().map(ask).unwrap_or_default()
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Auth").finish_non_exhaustive()
    }
}
