//! Sign-in with Amazon Cognito, or any other OpenID provider, for Leptos apps that run in the
//! browser: the OAuth 2.0 authorization code flow with PKCE, without a server of one's own.
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
//!         .redirect_path("/callback")
//!         .api("https://api.example.com/")
//!         .api("https://billing.example.com/v1");
//!     view! {
//!         <AuthProvider config=config>
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

mod backend;
mod components;
mod context;
mod hooks;
mod navigation;
mod offline;
mod request;
mod signals;

pub mod guides;
pub mod inspect;
#[cfg(feature = "testing")]
pub mod testing;

pub use cognito_spa::{
    AccessToken, Answer, ApiToken, AuthConfig, AuthError, AuthErrorKind, AuthEvent, AuthStatus,
    Claims, IdToken, Method, Renewal, SignIn, SignOutReason, TabSharing, TokenStorage, User,
    protocol,
};
pub use components::*;
pub use context::{Auth, try_use_auth, use_auth};
pub use hooks::use_return_to;
pub use request::RequestBuilder;
