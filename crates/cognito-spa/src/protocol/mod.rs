//! What the OAuth 2.0 flow decides: values in, values out. No browser, no clock, no network.
//!
//! Usable alone, also where there is no browser, such as on a server. A login is two steps: the address
//! to open, and what its callback is worth. The HTTP client is your own.
//!
//! ```
//! # use cognito_spa::*;
//! use protocol::json::SerdeJson;
//! use protocol::token::{self, FormPost};
//! use protocol::{
//!     Authorization, Callback, Config, Expected, Provider, Random, VerifiedClaims, callback, jwks,
//!     verify_id_token,
//! };
//! use std::error::Error;
//!
//! /// Begins a login: open its `url`, and keep the rest until the callback comes.
//! fn begin(config: &Config, now_ms: f64) -> Result<Authorization, Box<dyn Error>> {
//!     let provider = Provider::of_domain(config).ok_or("The configuration names no domain.")?;
//!     let (options, random) = (SignIn::default(), Random::generate()?);
//!     Ok(Authorization::new(config, &provider, &options, &random, now_ms))
//! }
//!
//! /// Who has signed in, verified. `post` sends a form and gives the status and the body of the answer;
//! /// `get` gives the body.
//! fn finish(
//!     config: &Config,
//!     login: &Authorization,
//!     query: &str,
//!     now_ms: f64,
//!     post: impl Fn(&FormPost) -> (u16, String),
//!     get: impl Fn(&str) -> String,
//! ) -> Result<VerifiedClaims, Box<dyn Error>> {
//!     let Callback::Answer { state, iss, outcome } = callback::parse(query) else {
//!         return Err("This is no callback.".into());
//!     };
//!     let pending = (state == login.state).then_some(&login.pending);
//!     let code = callback::validate(pending, iss.as_deref(), outcome, now_ms)?;
//!
//!     let (status, body) = post(&token::exchange(&login.pending, &code));
//!     let tokens = token::parse::<SerdeJson>(status, &body)?;
//!     let id_token = tokens.id_token.as_ref().ok_or("No ID token came.")?;
//!
//!     let jwks_uri = login.pending.jwks_uri.as_deref().ok_or("No issuer is configured.")?;
//!     let keys = jwks::parse::<SerdeJson>(&get(jwks_uri)).ok_or("This is no key set.")?;
//!     let now_s = now_ms / 1000.0;
//!     let expected = Expected::of_login(config, &login.pending, &tokens, now_s);
//!     Ok(verify_id_token(id_token.expose(), &keys, &expected)?)
//! }
//!
//! let config = AuthConfig::cognito("eu-west-1_AbCdEfGhI", "2v4929s76jtnepd4q0nj695gmb")
//!     .domain("https://login.example.com")
//!     .resolve::<SerdeJson>("https://app.example.com")?;
//! let login = begin(&config, 1_795_272_000_000.0)?;
//! # let query = format!("code=c0de&state={}", login.state);
//! # let post = |form: &FormPost| {
//! #     assert!(form.body.contains("code=c0de"));
//! #     let tokens = r#"{"access_token": "access", "id_token": "not.a.token", "token_type": "Bearer"}"#;
//! #     (200, tokens.to_string())
//! # };
//! # let get = |_: &str| r#"{"keys": []}"#.to_string();
//! # let error = finish(&config, &login, &query, 1_795_272_001_000.0, post, get).unwrap_err();
//! # let error = error.downcast::<protocol::IdTokenError>()?;
//! # assert_eq!(*error, protocol::IdTokenError::Malformed);
//! # Ok::<(), Box<dyn Error>>(())
//! ```
//!
//! | step | function |
//! | --- | --- |
//! | the address to open, with `state`, `nonce` and the PKCE challenge | [`Authorization::new`], in milliseconds |
//! | the answer in the redirect address | [`callback::parse`], then [`callback::validate`], in milliseconds |
//! | the form for the token endpoint, with the code and its verifier | [`token::exchange`] |
//! | the token endpoint's answer | [`token::parse`] |
//! | the issuer's keys | [`jwks::parse`] |
//! | the ID token: its claims, its nonce and its RS256 signature | [`Expected::of_login`], in seconds, then [`verify_id_token`] |
//!
//! Times that JavaScript gives are in milliseconds since 1970, those of tokens in seconds: the names of
//! the parameters end in `_ms` or `_s`.

pub mod address;
pub mod api;
pub mod audience;
pub mod authorize;
pub mod backend;
pub mod callback;
pub mod claims;
pub(crate) mod clock;
pub mod config;
pub mod curl;
pub mod form;
pub mod id_token;
pub mod json;
pub mod jwks;
pub mod jwt;
pub mod logout;
pub mod parameters;
pub mod pending;
pub mod pkce;
pub mod pretty;
pub mod provider;
pub mod random;
pub mod renewal;
pub mod return_to;
mod rs256;
pub mod secret;
pub mod sign_in;
pub mod stored;
pub mod tabs;
pub mod token;
pub mod trace;
pub mod user;
pub mod user_info;
pub mod value;

pub use authorize::{Authorization, AuthorizePage};
pub use callback::Callback;
pub use claims::Claims;
pub use config::Config;
pub use id_token::{Expected, IdTokenError, VerifiedClaims, verify_id_token};
pub use jwks::RsaKey;
pub use pending::Pending;
pub use provider::Provider;
pub use random::Random;
pub use sign_in::SignIn;
pub use user::User;
