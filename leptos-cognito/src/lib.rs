//! Sign-in with Amazon Cognito, or any OpenID provider, for single-page apps in WebAssembly:
//! the OAuth 2.0 authorization code flow with PKCE, without a server and without a secret.
//!
//! * [`protocol`] decides: values in, values out, tested natively.
//! * `browser` does: one thin adapter a web API.
//! * `session` strings the two together, and `leptos` gives it to components.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

pub mod api;
pub mod protocol;
pub mod session;

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
mod flow;
#[cfg(target_arch = "wasm32")]
mod leptos;
#[cfg(target_arch = "wasm32")]
mod verify;

#[cfg(target_arch = "wasm32")]
pub use crate::browser::json::write as json_text;
#[cfg(target_arch = "wasm32")]
pub use crate::leptos::{Auth, copy, provide_auth, start_auth, use_auth};
pub use api::{Answer, Method, Request};
pub use protocol::problem::Problem;
pub use protocol::stored::{Claims, Identity};
pub use protocol::trace::Step;
pub use session::{Renewal, Session};
