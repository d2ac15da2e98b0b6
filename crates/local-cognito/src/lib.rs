//! A user pool, its hosted login and protected APIs on loopback, for development and tests only.
//!
//! One server speaks as three: the domain (`/oauth2/…`, `/login`, `/signup`, `/logout`), the
//! issuer (`/us-east-1_local/.well-known/…`) and the API Gateway stage (`/prod/…`).
//! `/config.json` is a configuration for the app that fits. A second port serves the APIs again,
//! as another origin.
//!
//! Only loopback is listened on, requests for a foreign `Host` get 421, and control requests with
//! an `Origin` get 403.
//!
//! # Who can sign in
//!
//! [`DEMO_USER`] is in no group, [`ADMIN_USER`] in [`ADMIN_GROUP`]; [`Options::users`] adds more,
//! and people can sign up. [`GOOGLE_USERS`] come from a fake Google: the login page has a button
//! for it, and `identity_provider=Google` (or `idp_identifier=google`) at `/oauth2/authorize`
//! leads straight to its choice of accounts.
//!
//! # The APIs
//!
//! `GET /prod/awesomeapi` wants an access token with the scope [`API_SCOPE`], `GET /prod/orders` an ID
//! token; [`Options::apis`] adds more, for every method.
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
mod authorize_request;
mod client;
mod control;
mod cookies;
mod date;
mod error;
mod faults;
mod google;
mod host;
mod inject_faults;
mod keys;
mod log;
mod login;
mod logout;
mod oauth;
mod options;
mod pages;
mod params;
mod paths;
mod pool;
mod random;
mod record;
mod redirect;
mod revoke;
mod router;
mod running;
mod server;
mod settings;
mod signup;
mod start_error;
mod store;
mod summary;
mod token;
mod tokens;
mod userinfo;
mod users;
mod validate_options;
mod well_known;

pub use client::CLIENT_ID;
pub use faults::{Endpoint, Fault, Tampering};
pub use keys::Signature;
pub use log::Entry;
pub use options::{API_SCOPE, Api, DEFAULT_PORT, Group, NewUser, Options};
pub use running::{LocalCognito, Running};
pub use settings::Settings;
pub use start_error::StartError;
pub use users::{ADMIN_GROUP, ADMIN_PASSWORD, ADMIN_USER, DEMO_PASSWORD, DEMO_USER, GOOGLE_USERS};

// The configuration in the README is compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
