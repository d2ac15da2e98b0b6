//! Signing in and out, and where a login ends.

use crate::context::Auth;
use crate::offline::Offline;
use cognito_spa::SignIn;

impl Auth {
    /// Leaves for the provider's login page. The login ends at the page where it was begun.
    ///
    /// Where another tab has signed in meanwhile, its session is taken over instead.
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
    pub fn sign_in(self) {
        self.sign_in_with(SignIn::default());
    }

    /// Leaves for the provider's login page, with options for this one login. Those that ask the
    /// provider for something, and [`SignIn::app_state`], take over no session of another tab.
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
    /// [`sign_up_available`](Self::sign_up_available), which has an example.
    pub fn sign_up(self) {
        self.sign_up_with(SignIn::default());
    }

    /// As [`sign_up`](Self::sign_up), with options for this one login.
    ///
    /// ```no_run
    /// # fn example(auth: leptos_cognito::Auth) {
    /// use leptos_cognito::SignIn;
    ///
    /// auth.sign_up_with(SignIn::default().lang("de").return_to("/welcome"));
    /// # }
    /// ```
    pub fn sign_up_with(self, options: SignIn) {
        self.backend
            .act(|client| client.sign_up(options), Offline::sign_in);
    }

    /// Signs out: here and in the other tabs at once, then at the provider.
    ///
    /// ```no_run
    /// use leptos::prelude::*;
    /// use leptos_cognito::*;
    ///
    /// #[component]
    /// fn LogOut() -> impl IntoView {
    ///     let auth = use_auth();
    ///     view! { <button on:click=move |_| auth.sign_out()>"Log out"</button> }
    /// }
    /// ```
    pub fn sign_out(self) {
        self.backend
            .act(|client| client.sign_out(), Offline::sign_out);
    }

    /// Reads the configuration again, where the status is
    /// [`Misconfigured`](cognito_spa::AuthStatus::Misconfigured).
    ///
    /// ```no_run
    /// use leptos::prelude::*;
    /// use leptos_cognito::*;
    ///
    /// #[component]
    /// fn TryAgain() -> impl IntoView {
    ///     let auth = use_auth();
    ///     let may_help = move || auth.error().get().is_some_and(|error| error.is_retryable());
    ///     view! {
    ///         <Show when=may_help>
    ///             <button on:click=move |_| auth.retry()>"Try again"</button>
    ///         </Show>
    ///     }
    /// }
    /// ```
    pub fn retry(self) {
        self.backend.act(|client| client.retry(), |_| ());
    }

    /// The text that [`SignIn::app_state`] gave to the login that this page was opened with, whether it
    /// succeeded or failed.
    ///
    /// ```no_run
    /// # fn example(auth: leptos_cognito::Auth) {
    /// use leptos_cognito::SignIn;
    ///
    /// auth.sign_in_with(SignIn::default().app_state("cart=17"));
    /// // Once the login has come back:
    /// let cart = auth.app_state();
    /// # let _ = cart;
    /// # }
    /// ```
    pub fn app_state(self) -> Option<String> {
        self.ask_client(|client| client.app_state())
    }

    /// The path that the login was begun from, once after it has succeeded.
    /// [`AuthCallback`](crate::AuthCallback) and [`use_return_to`](crate::use_return_to) go there by
    /// themselves; this is for an app with a router of its own.
    ///
    /// ```no_run
    /// use leptos::prelude::*;
    /// use leptos_cognito::*;
    ///
    /// fn follow_login(auth: Auth, show: fn(&str)) {
    ///     Effect::new(move |_| {
    ///         if auth.status().get() == AuthStatus::SignedIn && let Some(path) = auth.take_return_to() {
    ///             show(&path);
    ///         }
    ///     });
    /// }
    /// ```
    pub fn take_return_to(self) -> Option<String> {
        self.ask_client(|client| client.take_return_to())
    }

    /// The path that a failed login was begun from, for the next one to end at.
    ///
    /// ```no_run
    /// # fn example(auth: leptos_cognito::Auth) {
    /// use leptos_cognito::SignIn;
    ///
    /// let path = auth.return_to_after_failure().unwrap_or_else(|| "/".into());
    /// auth.sign_in_with(SignIn::default().return_to(path));
    /// # }
    /// ```
    pub fn return_to_after_failure(self) -> Option<String> {
        self.ask_client(|client| client.return_to_after_failure())
    }

    /// Whether a guard may begin a login that nobody has asked for.
    pub(crate) fn may_sign_in_automatically(self) -> bool {
        self.ask_client(|client| client.may_sign_in_automatically())
    }
}
