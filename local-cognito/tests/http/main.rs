//! The local pool over HTTP: a real server on any port, and a client that follows no redirect.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod api;
mod authorize;
mod browser;
mod control;
mod cors;
mod faults;
mod host;
mod login;
mod logout;
mod refresh;
mod revoke;
mod signup;
mod token;
mod userinfo;
mod well_known;
