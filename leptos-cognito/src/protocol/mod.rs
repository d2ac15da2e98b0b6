//! What the OAuth 2.0 flow decides: values in, values out. No browser, no clock, no network.

pub mod address;
pub mod authorize;
pub mod callback;
mod clock;
pub mod config;
pub mod curl;
pub mod form;
pub mod id_token;
pub mod json;
pub mod jwks;
pub mod jwt;
pub mod logout;
pub mod pkce;
pub mod pretty;
pub mod problem;
pub mod provider;
pub mod renewal;
pub mod return_to;
pub mod secret;
pub mod stored;
pub mod tabs;
pub mod token;
pub mod trace;
pub mod user_info;
pub mod value;
