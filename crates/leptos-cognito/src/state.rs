//! What the session is, as signals.

use crate::clock;
use crate::context::Auth;
use cognito_spa::{AuthError, AuthStatus, Renewal, User};
use leptos::prelude::*;
use std::time::Duration;

impl Auth {
    /// Where the session stands. It starts as [`Loading`](AuthStatus::Loading), and without a browser
    /// it stays so.
    ///
    /// ```no_run
    /// use leptos::prelude::*;
    /// use leptos_cognito::*;
    ///
    /// #[component]
    /// fn Progress() -> impl IntoView {
    ///     let auth = use_auth();
    ///     let text = move || match auth.status().get() {
    ///         AuthStatus::Loading | AuthStatus::SigningIn => "One moment",
    ///         _ => "",
    ///     };
    ///     view! { <p role="status">{text}</p> }
    /// }
    /// ```
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
    ///
    /// ```no_run
    /// use leptos::prelude::*;
    /// use leptos_cognito::*;
    ///
    /// #[component]
    /// fn Greeting() -> impl IntoView {
    ///     let auth = use_auth();
    ///     move || auth.user().get().map(|user| format!("Hello {}", user.email.unwrap_or_default()))
    /// }
    /// ```
    pub fn user(self) -> Signal<Option<User>> {
        self.user
    }

    /// How the renewal of the session stands. It happens by itself, before the tokens end.
    ///
    /// ```no_run
    /// use leptos::prelude::*;
    /// use leptos_cognito::*;
    ///
    /// #[component]
    /// fn Connection() -> impl IntoView {
    ///     let auth = use_auth();
    ///     let is_waiting = move || auth.renewal().get() == Renewal::Waiting;
    ///     view! { <Show when=is_waiting>"Your session could not be renewed yet."</Show> }
    /// }
    /// ```
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
    ///         let error = auth.error().get()?;
    ///         Some(view! { <p role="alert">{error.message().to_string()}</p> })
    ///     }
    /// }
    /// ```
    pub fn error(self) -> Signal<Option<AuthError>> {
        self.error
    }

    /// When the access token ends, in milliseconds since 1970 by the device's clock, which is what
    /// JavaScript's `Date.now()` reads. `None` where nobody is signed in, or the provider does not
    /// say. [`time_left`](Self::time_left) is the time from now until then.
    ///
    /// ```no_run
    /// use leptos::prelude::*;
    /// use leptos_cognito::*;
    ///
    /// fn log_each_renewal(auth: Auth) {
    ///     let end = auth.expires_at();
    ///     Effect::new(move |_| leptos::logging::log!("the access token ends at {:?}", end.get()));
    /// }
    /// ```
    pub fn expires_at(self) -> Signal<Option<f64>> {
        self.expires_at
    }

    /// How long the access token is still valid by the device's clock; zero once it has ended. `None`
    /// where nobody is signed in, or the provider does not say.
    ///
    /// It tracks [`expires_at`](Self::expires_at). That time passes is no change of a signal: what
    /// counts down asks again each second.
    ///
    /// ```no_run
    /// use leptos::prelude::*;
    /// use leptos_cognito::*;
    /// use std::time::Duration;
    ///
    /// #[component]
    /// fn Countdown() -> impl IntoView {
    ///     let auth = use_auth();
    ///     let (left, set_left) = signal(auth.time_left());
    ///     // Only a browser has effects and timers.
    ///     Effect::new(move |_| {
    ///         let update = move || set_left.set(auth.time_left());
    ///         if let Ok(timer) = set_interval_with_handle(update, Duration::from_secs(1)) {
    ///             on_cleanup(move || timer.clear());
    ///         }
    ///     });
    ///     move || left.get().map(|left| format!("{} minutes left", left.as_secs() / 60))
    /// }
    /// ```
    ///
    /// In a test, a session has its time, too:
    ///
    /// ```
    /// use leptos::prelude::*;
    /// use leptos_cognito::*;
    ///
    /// Owner::new().with(|| {
    ///     testing::provide_auth(User::default());
    ///     assert!(use_auth().time_left().is_some_and(|left| left.as_secs() > 60));
    /// });
    /// ```
    pub fn time_left(self) -> Option<Duration> {
        let left_ms = self.expires_at.get()? - clock::now_ms();
        // A cast saturates: what is past becomes 0.
        Some(Duration::from_millis(left_ms as u64))
    }

    /// Whether the provider has a page for new accounts that [`sign_up`](Self::sign_up) opens: where
    /// the user pool's domain is configured.
    ///
    /// ```no_run
    /// use leptos::prelude::*;
    /// use leptos_cognito::*;
    ///
    /// #[component]
    /// fn SignUp() -> impl IntoView {
    ///     let auth = use_auth();
    ///     view! {
    ///         <Show when=move || auth.sign_up_available().get()>
    ///             <button on:click=move |_| auth.sign_up()>"Sign up"</button>
    ///         </Show>
    ///     }
    /// }
    /// ```
    pub fn sign_up_available(self) -> Signal<bool> {
        self.sign_up_available
    }
}
