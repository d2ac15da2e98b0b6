//! The release build in a real browser, under the production headers; one module a concern.
//!
//! Every test also fails when anything was written to the console (see `Setup::run`).
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod api_answers;
mod api_calls;
mod api_client;
mod backend;
mod blocked_browser;
mod callback;
mod clipboard;
mod clock;
mod codes;
mod configuration;
mod corpus;
mod django_oauth_toolkit;
mod early_requests;
mod focus;
mod foreign_parameters;
mod guard;
mod guide;
mod headers;
mod id_token;
mod landing;
mod landing_program;
mod log_out_elsewhere;
mod login_page;
mod logout;
mod memory;
mod new_tabs;
mod not_found;
mod openid_provider;
mod options;
mod outage;
mod profile;
mod reload;
mod renewal;
mod renewed_id_token;
mod response;
mod secrets;
mod session;
mod session_limit;
mod sleep;
mod start;
mod tabs;
mod timeline;
mod token_endpoint;
mod translation;
mod traversal;
mod waits;
mod whole_flow;
