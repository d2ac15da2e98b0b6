//! [`Auth`], and how components find it.

use crate::backend::Backend;
use crate::offline::{Offline, Script};
use crate::signals::Signals;
use cognito_spa::{AuthConfig, AuthError, AuthEvent, AuthStatus, Client, Renewal, User};
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
/// Every future is `Send`, so [`Action`] and [`Resource`] take it:
///
/// ```no_run
/// use leptos::prelude::*;
/// use leptos_cognito::*;
///
/// #[derive(Clone, serde::Serialize, serde::Deserialize)]
/// struct Order { article: String }
///
/// #[component]
/// fn Orders() -> impl IntoView {
///     const ORDERS: &str = "https://api.example.com/orders";
///     let auth = use_auth();
///     let place = Action::new(move |order: &Order| auth.post(ORDERS).json(order).send());
///     let orders = Resource::new(
///         move || place.version().get(),
///         move |_| auth.get(ORDERS).fetch::<Vec<Order>>(),
///     );
///     let count = move || orders.get().map(|orders| match orders {
///         Ok(orders) => format!("{} orders", orders.len()),
///         Err(error) => format!("{error} {}", error.hint()),
///     });
///     let order = move |_| { place.dispatch(Order { article: "apples".into() }); };
///     view! {
///         <Suspense fallback=|| "Loading…">{count}</Suspense>
///         <button on:click=order>"Order apples"</button>
///     }
/// }
/// ```
///
/// In an app that is rendered in the browser only, [`LocalResource`] does as well:
///
/// ```no_run
/// # use leptos::prelude::*;
/// # fn orders(auth: leptos_cognito::Auth) {
/// let orders = LocalResource::new(move || {
///     auth.get("https://api.example.com/orders").fetch::<Vec<String>>()
/// });
/// # let _ = orders;
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct Auth {
    pub(crate) backend: Backend,
    pub(crate) status: Signal<AuthStatus>,
    pub(crate) is_signed_in: Signal<Option<bool>>,
    pub(crate) user: Signal<Option<User>>,
    pub(crate) renewal: Signal<Renewal>,
    pub(crate) error: Signal<Option<AuthError>>,
    pub(crate) expires_at: Signal<Option<f64>>,
    pub(crate) sign_up_available: Signal<bool>,
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
/// Where there is no [`AuthProvider`](crate::AuthProvider) above. [`try_use_auth`] does not. A browser
/// shows the sentence of a panic only where the app has set a hook, such as the crate
/// `console_error_panic_hook`.
#[track_caller]
#[must_use]
#[expect(
    clippy::panic,
    reason = "as Leptos' own hooks do: nothing works without the provider, and only a mistake in the app leaves it out"
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
    /// Starts the session of this page. It stops together with the owner that this is called under.
    pub(crate) fn start(config: AuthConfig, on_event: Option<Callback<AuthEvent>>) -> Self {
        #[cfg(feature = "testing")]
        if let Some(auth) = provided_by_test(on_event) {
            return auth;
        }
        let signals = Signals::loading();
        if cfg!(not(target_family = "wasm")) {
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

/// The session that a test has provided around an [`AuthProvider`](crate::AuthProvider).
#[cfg(feature = "testing")]
fn provided_by_test(on_event: Option<Callback<AuthEvent>>) -> Option<Auth> {
    let auth = try_use_auth()?;
    let Backend::Offline(backend) = auth.backend else {
        return None;
    };
    backend.listen(on_event);
    Some(auth)
}
