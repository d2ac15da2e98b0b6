//! The backend over HTTP, as a browser sees it and as an attacker does, against the local user pool.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod api;
mod browser;
mod held_store;
mod login;
mod program;
mod renewal;
mod secrecy;
mod world;
