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
mod google;
mod groups;
mod host;
mod login;
mod logout;
mod refresh;
mod registered;
mod revoke;
mod second_origin;
mod signup;
mod token;
mod userinfo;
mod well_known;
