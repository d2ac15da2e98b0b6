//! Sign-in with Amazon Cognito, or any other OpenID provider, for Leptos apps that run in the browser:
//! the OAuth 2.0 authorization code flow with PKCE, without a server and without a client secret.
//!
//! ```no_run
//! use leptos::prelude::*;
//! use leptos_cognito::*;
//! use leptos_router::{components::*, path};
//!
//! # #[component] fn Home() -> impl IntoView {}
//! # #[component] fn Orders() -> impl IntoView {}
//! # #[component] fn Admin() -> impl IntoView {}
//! #[component]
//! fn App() -> impl IntoView {
//!     let config = AuthConfig::cognito("eu-west-1_AbCdEfGhI", "2v4929s76jtnepd4q0nj695gmb")
//!         .domain("https://login.example.com")
//!         .scopes(["openid", "email", "orders/read"])
//!         .redirect_path("/callback")                   // the default
//!         .api("https://api.example.com/")              // tokens go to these addresses and nowhere else
//!         .api("https://billing.example.com/v1");
//!     view! {
//!         <AuthProvider config=config>                  // outside <Router>: it reads the address first
//!             <Router>
//!                 <Routes fallback=|| "Not found">
//!                     <Route path=path!("/") view=Home/>
//!                     <Route path=path!("/callback") view=AuthCallback/>
//!                     <Route path=path!("/orders") view=|| view! { <RequireAuth><Orders/></RequireAuth> }/>
//!                     <Route path=path!("/admin") view=|| view! { <RequireAuth group="admins"><Admin/></RequireAuth> }/>
//!                 </Routes>
//!             </Router>
//!         </AuthProvider>
//!     }
//! }
//! ```
//!
//! # What it needs
//! The app, in its `Cargo.toml`:
//!
//! ```toml
//! [dependencies]
//! leptos = { version = "0.8", features = ["csr"] }
//! leptos_router = "0.8"
//! leptos-cognito = "0.1"
//! ```
//!
//! The user pool, in the settings of its app client: no client secret, the authorization code grant,
//! the scopes that the configuration names, the page of [`redirect_path`](AuthConfig::redirect_path) as
//! a callback URL and the one of [`sign_out_path`](AuthConfig::sign_out_path) as a sign-out URL, each as
//! a whole address: `https://app.example.com/callback` and `https://app.example.com/`.
//!
//! # What there is
//! * [`AuthConfig`]: the user pool and the APIs, in code or in a file that is read when the app starts.
//! * [`AuthProvider`] starts the session, [`RequireAuth`] guards a page, [`SignedIn`] and [`SignedOut`]
//!   show their children accordingly, [`AuthCallback`] is the page that a login comes back to.
//! * [`use_auth`] finds the session, [`Auth`]: signals such as [`Auth::user`] and [`Auth::status`], and
//!   commands such as [`Auth::sign_in`], [`Auth::sign_out`] and [`Auth::get`].
//! * [`AuthError`]: a stable code, a sentence for the person, and what to do next.
//! * [`inspect`] for pages that show how a login works, `testing` for tests.
//! * [`protocol`], the flow as functions that need neither a browser nor Leptos; it is a part of the
//!   crate `cognito-spa`, on which this one stands.
//!
//! Some of these items come from `cognito-spa`, and their examples hold in both crates: an app with
//! `use leptos_cognito::*;` runs them as they are.
//!
//! # Requests
//! A request carries the session's token, which is renewed in time. Its future is `Send`, so actions
//! and resources take it:
//!
//! ```no_run
//! use leptos::prelude::*;
//! use leptos_cognito::*;
//!
//! #[component]
//! fn Orders() -> impl IntoView {
//!     const ORDERS: &str = "https://api.example.com/orders";
//!     let auth = use_auth();
//!     let orders = LocalResource::new(move || auth.get(ORDERS).fetch::<Vec<String>>());
//!     let place = Action::new(move |article: &String| auth.post(ORDERS).json(article).send());
//!     let list = move || match orders.get()? {
//!         Ok(orders) => Some(orders.join(", ")),
//!         Err(error) => Some(format!("{} {}", error.message(), error.hint())),
//!     };
//!     view! {
//!         <p>{list}</p>
//!         <button on:click=move |_| { place.dispatch("apples".into()); }>"Order apples"</button>
//!     }
//! }
//! ```
//!
//! # Tests
//! With the feature `testing`, a component test that needs somebody signed in is three lines, natively
//! and in a browser:
//!
//! ```
//! use leptos::prelude::*;
//! use leptos_cognito::{RequireAuth, User, testing};
//!
//! Owner::new().with(|| {
//!     testing::provide_auth(User { groups: vec!["admins".into()], ..Default::default() });
//!     let page = view! { <RequireAuth group="admins">"Secrets"</RequireAuth> };
//!     assert_eq!(page.to_html(), "Secrets");
//! });
//! ```
//!
//! # Targets and modes
//! Every item exists on every target. The session lives in the browser (`wasm32-unknown-unknown` and
//! Leptos' `csr` feature, which the app chooses). Anywhere else, such as on a server that renders the
//! first HTML, it is [`Loading`](AuthStatus::Loading), and what it is asked for is an error.
//!
//! # Features
//! | feature | default | what it is for |
//! | --- | --- | --- |
//! | `router` | yes | `leptos_router`: [`AuthCallback`] navigates with it and can be the view of a route, and [`RequireAuth`] asks it for the current path. Without it, both use the browser's own navigation, which loads the page anew: sessions of [`TokenStorage::Memory`] end with it |
//! | `testing` | no | the module `testing` |
//!
//! # Versions
//! | `leptos-cognito` | Leptos | `leptos_router` | Rust |
//! | --- | --- | --- | --- |
//! | 0.1 | 0.8, from 0.8.20 | 0.8, from 0.8.17 | 1.95 or later |

// A release writes nothing for `{:?}` (`xtask/src/release/compiler.rs`).
#![cfg_attr(not(test), warn(clippy::use_debug))]

mod backend;
mod clock;
mod components;
mod context;
mod hooks;
mod navigation;
mod offline;
mod request;
mod sign_in;
mod signals;
mod state;
mod tokens;

pub mod guides;
pub mod inspect;
#[cfg(feature = "testing")]
pub mod testing;

pub use cognito_spa::protocol::return_to::checked as checked_return_to;
pub use cognito_spa::{
    AccessToken, Answer, ApiToken, AuthConfig, AuthError, AuthErrorKind, AuthEvent, AuthStatus,
    Claims, IdToken, Method, Renewal, SignIn, SignOutReason, TabSharing, TokenStorage, User,
    protocol,
};
pub use components::*;
pub use context::{Auth, try_use_auth, use_auth};
pub use hooks::use_return_to;
pub use request::RequestBuilder;
