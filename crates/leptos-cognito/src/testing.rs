//! For tests of components: a session without a network and a storage, on every target.
//!
//! ```toml
//! [dev-dependencies]
//! leptos-cognito = { version = "0.1", features = ["testing"] }
//!
//! # to_html() needs `ssr`. It is for native tests alone: in a browser, signals with `ssr` panic.
//! [target.'cfg(not(target_family = "wasm"))'.dev-dependencies]
//! leptos = { version = "0.8", features = ["ssr"] }
//! leptos_router = { version = "0.8", features = ["ssr"] } # where a test shows a <Router>
//! ```
//!
//! A test that needs somebody signed in is three lines:
//!
//! ```
//! use leptos::prelude::*;
//! use leptos_cognito::{User, testing, use_auth};
//!
//! #[component]
//! fn Greeting() -> impl IntoView {
//!     let user = use_auth().user();
//!     move || user.get().and_then(|user| user.email).map(|email| format!("Hello {email}"))
//! }
//!
//! Owner::new().with(|| {
//!     testing::provide_auth(User { email: Some("ada@example.com".into()), ..Default::default() });
//!     assert_eq!(view! { <Greeting/> }.to_html(), "Hello ada@example.com");
//! });
//! ```
//!
//! `to_html()` calls each closure once and follows no signal, so in debug builds Leptos warns of reads
//! "outside a reactive tracking context" at closures of yours and of this crate. In such a test the
//! warnings mean nothing.
//!
//! # The whole app
//! An [`AuthProvider`](crate::AuthProvider) inside of it takes over this session instead of starting
//! one, so a test can show the whole app. Natively the router needs to be told the address, which a
//! browser knows:
//!
//! ```
//! use leptos::prelude::*;
//! use leptos_cognito::*;
//! use leptos_router::{components::*, location::RequestUrl, path};
//!
//! #[component]
//! fn App() -> impl IntoView {
//!     view! {
//!         <AuthProvider config=AuthConfig::fetched("/config.json")>
//!             <Router>
//!                 <Routes fallback=|| "Not found">
//!                     <Route path=path!("/orders") view=|| view! { <RequireAuth>"Orders"</RequireAuth> }/>
//!                 </Routes>
//!             </Router>
//!         </AuthProvider>
//!     }
//! }
//!
//! Owner::new().with(|| {
//!     testing::provide_auth(User::default());
//!     provide_context(RequestUrl::new("/orders"));
//!     assert!(view! { <App/> }.to_html().contains("Orders"));
//! });
//! ```
//!
//! [`AuthCallback`](crate::AuthCallback) navigates nowhere.
//!
//! Resources and actions need something that runs futures. In a native test that is tokio, by the
//! dev-dependencies `any_spawner = { version = "0.3", features = ["tokio"] }` and `tokio`:
//!
//! ```text
//! #[tokio::test]
//! async fn orders_are_loaded() {
//!     let _ = any_spawner::Executor::init_tokio();
//!     // …
//! }
//! ```
//!
//! # In a browser
//! With the dev-dependency `wasm-bindgen-test` and `wasm_bindgen_test_configure!(run_in_browser);`, the session is
//! provided in the closure that is mounted. The tests run with
//! `CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner CHROMEDRIVER=chromedriver cargo test
//! --target wasm32-unknown-unknown`, where `wasm-bindgen-test-runner` is of wasm-bindgen-cli, in the version that
//! `Cargo.lock` has of wasm-bindgen.
//!
//! ```no_run
//! use leptos::prelude::*;
//! use leptos_cognito::{User, testing};
//!
//! # #[component] fn Greeting() -> impl IntoView {}
//! let mounted = leptos::mount::mount_to(document().body().unwrap(), || {
//!     testing::provide_auth(User { email: Some("ada@example.com".into()), ..Default::default() });
//!     view! { <Greeting/> }
//! });
//! ```

use crate::backend::Backend;
use crate::context::Auth;
use crate::offline::{Answers, Offline, Script};
use crate::signals::Signals;
use cognito_spa::{Answer, User};
use leptos::prelude::*;

thread_local! {
    /// What the APIs answer, by address, on this thread: a native test has a thread of its own.
    static ANSWERS: Answers = Answers::default();
}

/// Provides the session of `user`, who is signed in.
///
/// [`Auth::sign_out`] signs out, and [`Auth::sign_in`] signs `user` in again. [`Auth::renew`] moves
/// [`Auth::expires_at`]. The tokens are plain words that no API takes.
///
/// What [`User::claims`] reads is in [`User::id_token_claims`], which is empty unless the test fills it:
///
/// ```
/// use leptos::prelude::*;
/// use leptos_cognito::{AuthError, Claims, User, testing};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct Tenant {
///     #[serde(rename = "custom:tenant")]
///     tenant: String,
/// }
///
/// let id_token_claims = Claims::from_serialize(&Tenant { tenant: "acme".into() })?;
/// Owner::new().with(|| {
///     let auth = testing::provide_auth(User { id_token_claims, ..User::default() });
///     let user = auth.user().get_untracked().unwrap();
///     assert_eq!(user.claims::<Tenant>()?.tenant, "acme");
///     # Ok::<(), AuthError>(())
/// })?;
/// # Ok::<(), AuthError>(())
/// ```
///
/// ```
/// use leptos::prelude::*;
/// use leptos_cognito::{AuthStatus, User, testing};
///
/// Owner::new().with(|| {
///     let auth = testing::provide_auth(User { sub: "17".into(), ..User::default() });
///     auth.sign_out();
///     assert_eq!(auth.status().get_untracked(), AuthStatus::SignedOut);
/// });
/// ```
pub fn provide_auth(user: User) -> Auth {
    let (auth, backend) = provide(user);
    backend.sign_in();
    auth
}

/// Provides a session in which nobody is signed in. [`Auth::sign_in`] signs somebody in, whose `sub`
/// is `test-user`.
///
/// [`RequireAuth`](crate::RequireAuth) does not begin a login by itself: a test sees what stands there
/// when somebody has logged out.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_cognito::*;
///
/// Owner::new().with(|| {
///     testing::provide_signed_out();
///     let page = view! { <RequireAuth>"Orders"</RequireAuth> }.to_html();
///     assert!(page.contains("Log in") && !page.contains("Orders"));
/// });
/// ```
pub fn provide_signed_out() -> Auth {
    let (auth, backend) = provide(User {
        sub: "test-user".into(),
        ..User::default()
    });
    backend.open();
    auth
}

/// Answers every request to exactly this `url`, of any method, with `status` and a JSON text: a
/// `serde_json::json!` value or a text that is JSON already. Of several answers for one address the
/// last one counts. It holds on this thread, before and after a session is provided.
///
/// A request that nothing answers is an error with the code `api.unexpected_request` that names the
/// address.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_cognito::{User, testing};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), leptos_cognito::AuthError> {
/// let owner = Owner::new();
/// let auth = owner.with(|| testing::provide_auth(User::default()));
/// testing::on_request("https://api.example.com/orders", 200, serde_json::json!([17, 18]));
/// let orders: Vec<u32> = auth.get("https://api.example.com/orders").fetch().await?;
/// assert_eq!(orders, [17, 18]);
/// # Ok(())
/// # }
/// ```
pub fn on_request(url: impl Into<String>, status: u16, json: impl ToString) {
    let answer = Answer {
        status,
        headers: vec![("content-type".into(), "application/json".into())],
        body: json.to_string().into_bytes(),
        millis: 0.0,
    };
    ANSWERS.with(|answers| answers.update_value(|list| list.push((url.into(), answer))));
}

fn provide(visitor: User) -> (Auth, Offline) {
    let script = Script {
        visitor: Some(visitor),
        answers: ANSWERS.with(Clone::clone),
        ..Script::default()
    };
    let signals = Signals::loading();
    let backend = Offline::new(signals, script);
    let auth = Auth::new(Backend::Offline(backend), signals);
    provide_context(auth);
    (auth, backend)
}
