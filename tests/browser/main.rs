//! The release build in a real browser, under the production headers; one module a concern.
//!
//! Every test also fails when anything was written to the console (see `Setup::play`).
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod api_answers;
mod blocked_browser;
mod callback;
mod configuration;
mod guard;
mod headers;
mod id_token;
mod login_page;
mod logout;
mod not_found;
mod options;
mod session;
mod token_endpoint;
mod whole_flow;
