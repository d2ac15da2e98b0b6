#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]
//! A user pool, its hosted login and a protected API on loopback, for development and tests only.
//!
//! One server speaks as three: the domain (`/oauth2/…`, `/login`, `/signup`, `/logout`), the
//! issuer (`/us-east-1_local/.well-known/…`) and the API Gateway stage (`/prod/awesomeapi`).
//! `/config.json` is a configuration for the app that fits.
//!
//! Only loopback is listened on, requests for a foreign `Host` get 421, and control requests with
//! an `Origin` get 403.
//!
//! # In a test
//!
//! ```no_run
//! # async fn test() -> Result<(), local_cognito::StartError> {
//! use local_cognito::{Endpoint, Fault, LocalCognito, Options};
//!
//! let pool = LocalCognito::start(Options::for_test("http://localhost:3000")).await?;
//! pool.set_faults(vec![Fault { times: Some(1), status: Some(500), ..Fault::at(Endpoint::Token) }]);
//! // … sign in at pool.origin() …
//! pool.stop().await;
//! # Ok(())
//! # }
//! ```
#![doc = include_str!("control.md")]

mod api;
mod authorize;
mod client;
mod control;
mod cookies;
mod faults;
mod host;
mod keys;
mod log;
mod login;
mod logout;
mod oauth;
mod options;
mod pages;
mod params;
mod pool;
mod random;
mod redirect;
mod revoke;
mod running;
mod server;
mod signup;
mod store;
mod token;
mod tokens;
mod userinfo;
mod well_known;

pub use client::CLIENT_ID;
pub use control::Settings;
pub use faults::{Endpoint, Fault, Signature, Tampering};
pub use log::Entry;
pub use options::{API_SCOPE, DEFAULT_PORT, Options};
pub use running::{LocalCognito, Running, StartError};
pub use store::{DEMO_PASSWORD, DEMO_USER};
