//! Sign-in with Amazon Cognito, or any OpenID provider, for single-page apps in WebAssembly: the
//! OAuth 2.0 authorization code flow with PKCE, without a server, without a client secret, and
//! without a framework.
//!
//! An app with Leptos wants the crate `leptos-cognito`, which turns the session into signals and
//! components. This one is for everything else:
//!
//! * [`Client`] is the session of a page: it signs in and out, renews, and calls APIs.
//! * [`SignInRedirect`] begins a login and nothing else, in a program that is there sooner.
//! * [`protocol`] decides: values in, values out. It needs no browser and is usable alone.
//!
//! ```no_run
//! use cognito_spa::{AuthConfig, AuthStatus, Client, SignIn};
//!
//! let config = AuthConfig::cognito("eu-west-1_AbCdEfGhI", "2v4929s76jtnepd4q0nj695gmb")
//!     .domain("https://login.example.com")
//!     .api("https://api.example.com/");
//! let client = Client::new(config);
//! client.start(|state| println!("{:?}", state.status()), |_event| {});
//! if client.state().status() == AuthStatus::SignedOut {
//!     client.sign_in(SignIn::default());
//! }
//! ```
//!
//! Every item exists on every target. Off the browser nothing happens: a [`Client`] stays
//! [`Loading`](AuthStatus::Loading), and what it is asked for is an error.

// A release writes nothing for `{:?}` (`xtask/src/release/compiler.rs`).
#![cfg_attr(not(test), warn(clippy::use_debug))]

mod browser;
mod client;
mod error;
mod platform;
pub mod protocol;
mod session;

pub use client::{Answer, BeginError, Client, Request, SignInRedirect, copy_to_clipboard};
pub use error::{AuthError, AuthErrorKind};
pub use http::Method;
pub use protocol::claims::Claims;
pub use protocol::config::{ApiToken, AuthConfig, Config, TabSharing, TokenStorage};
pub use protocol::json::Value;
pub use protocol::secret::{AccessToken, IdToken};
pub use protocol::sign_in::SignIn;
pub use protocol::trace::Step;
pub use protocol::user::User;
pub use session::{AuthEvent, AuthStatus, Renewal, SignOutReason, State};

// The example of the README is tested, too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
