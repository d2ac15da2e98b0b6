//! What the OAuth 2.0 flow decides: values in, values out. No browser, no clock, no network.
//!
//! Usable alone, also where there is no browser, such as on a server. A login needs three of its
//! parts: [`Authorization::new`] makes the address to open, [`callback::parse`] and
//! [`callback::validate`] read what comes back, [`verify_id_token`] says who signed in.

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
