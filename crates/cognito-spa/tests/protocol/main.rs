//! What the OAuth 2.0 flow decides, held to its specifications natively: one file a concern, and
//! every test's name says the rule that it checks.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod address;
mod api;
mod auth_config;
mod auth_error;
mod authorize;
mod callback;
mod claims;
mod common;
mod config;
mod corpus;
mod curl;
mod form;
mod id_token;
mod json;
mod jwks;
mod jwt;
mod logout;
mod pending;
mod pkce;
mod pretty;
mod provider;
mod renewal;
mod repeats;
mod return_to;
mod secret;
mod sign_in;
mod stored;
mod tabs;
mod token;
mod trace;
mod user;
mod user_info;
mod value;
mod verify;
