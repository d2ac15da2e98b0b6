//! What the session is, as signals.

use crate::context::Auth;
use cognito_spa::{AuthError, AuthStatus, Renewal, User};
use leptos::prelude::*;

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
    /// say.
    ///
    /// ```no_run
    /// use leptos::prelude::*;
    /// use leptos_cognito::*;
    ///
    /// fn seconds_left(auth: Auth) -> Option<f64> {
    ///     Some((auth.expires_at().get()? - js_sys::Date::now()) / 1000.0)
    /// }
    /// ```
    pub fn expires_at(self) -> Signal<Option<f64>> {
        self.expires_at
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
