use super::default_views;
use crate::context::{Auth, use_auth};
use crate::hooks::return_to_or;
use cognito_spa::{AuthStatus, SignIn};
use leptos::children::ViewFn;
use leptos::component::{Component, ComponentConstructor};
use leptos::prelude::*;

/// The redirect page: it shows that the login is being finished, and ends at the page where the login
/// was begun.
///
/// Its route is the path of the redirect URI, `/callback` where the configuration says nothing else.
/// A failure is shown with a button that begins the login again. Somebody who opens the page without
/// a login goes to `/`, if a session is there.
///
/// `pending` is shown while the login is being finished; by default a line with `role="status"`.
/// `failed` is shown where no login was finished, and [`Auth::error`] says why; by default the failure
/// with `role="alert"`, and a button "Log in". It stands for everything that can be wrong here: a login
/// that failed, none that was begun, a wrong configuration, a failure beside a session that goes on.
///
/// ```no_run
/// use leptos::prelude::*;
/// use leptos_cognito::*;
/// use leptos_router::{components::*, path};
///
/// #[component]
/// fn Callback() -> impl IntoView {
///     let auth = use_auth();
///     let failed = move || {
///         let error = auth.error().get();
///         // A login that is begun here is to end at the page where the failed one was begun.
///         let page = auth.return_to_after_failure().unwrap_or_else(|| "/".into());
///         let again = move |_| auth.sign_in_with(SignIn::default().return_to(page.clone()));
///         view! {
///             {error.map(|error| view! { <p role="alert">{error.message().to_string()}</p> })}
///             <button on:click=again>"Try again"</button>
///         }
///     };
///     view! { <AuthCallback pending=|| view! { <p>"One moment"</p> } failed=failed/> }
/// }
///
/// #[component]
/// fn Pages() -> impl IntoView {
///     view! {
///         <Router>
///             <Routes fallback=|| "Not found">
///                 <Route path=path!("/callback") view=AuthCallback/>
///                 <Route path=path!("/my-callback") view=Callback/>
///             </Routes>
///         </Router>
///     }
/// }
/// ```
// A function with properties is a component, and one without is a view of a route. A type can be both.
#[derive(Clone, Copy, Debug)]
pub struct AuthCallback;

impl Component<AuthCallbackProps> for AuthCallback {}

impl ComponentConstructor<AuthCallbackProps, AnyView> for &AuthCallback {
    fn construct(self, props: AuthCallbackProps) -> AnyView {
        page::AuthCallback(props).into_any()
    }
}

#[cfg(feature = "router")]
impl leptos_router::ChooseView for AuthCallback {
    async fn choose(self) -> AnyView {
        self.construct(AuthCallbackProps::builder().build())
    }

    async fn preload(&self) {}
}

pub use page::AuthCallbackProps;

mod page {
    use super::*;

    /// The properties of [`AuthCallback`](super::AuthCallback).
    #[component]
    #[expect(
        unreachable_pub,
        reason = "its properties, which are public, are as visible as it is"
    )]
    pub fn AuthCallback(
        /// Shown while the login is being finished.
        #[prop(optional, into)]
        pending: Option<ViewFn>,
        /// Shown where no login was finished.
        #[prop(optional, into)]
        failed: Option<ViewFn>,
    ) -> impl IntoView {
        let auth = use_auth();
        return_to_or(auth, |auth| {
            (Outcome::of(auth) == Outcome::Pending).then(|| begun_from(auth))
        });
        let outcome = Memo::new(move |_| Outcome::of(auth));
        move || match (outcome.get(), &pending, &failed) {
            (Outcome::Pending, Some(pending), _) => pending.run(),
            (Outcome::Pending, None, _) => default_views::pending(auth).into_any(),
            (_, _, Some(failed)) => failed.run(),
            (Outcome::Misconfigured, ..) => default_views::misconfigured(auth).into_any(),
            (Outcome::SignedOut, ..) => {
                let again =
                    move || auth.sign_in_with(SignIn::default().return_to(begun_from(auth)));
                default_views::log_in(auth, again).into_any()
            }
            (Outcome::StillSignedIn, ..) => default_views::go_on(auth, begun_from(auth)).into_any(),
        }
    }
}

/// The page that the login was begun from; never the redirect page itself.
fn begun_from(auth: Auth) -> String {
    auth.return_to_after_failure().unwrap_or_else(|| "/".into())
}

/// What came of the login.
#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    /// It is being finished, or has succeeded.
    Pending,
    Misconfigured,
    /// Nobody is signed in.
    SignedOut,
    /// It failed, and an earlier session goes on.
    StillSignedIn,
}

impl Outcome {
    fn of(auth: Auth) -> Self {
        match auth.status().get() {
            AuthStatus::Misconfigured => Self::Misconfigured,
            AuthStatus::SignedOut => Self::SignedOut,
            AuthStatus::SignedIn if auth.error().with(Option::is_some) => Self::StillSignedIn,
            AuthStatus::SignedIn
            | AuthStatus::Loading
            | AuthStatus::SigningIn
            | AuthStatus::SigningOut => Self::Pending,
        }
    }
}
