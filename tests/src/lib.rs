//! What the tests stand on: providers, a plain HTTP user agent, a real browser, and the built site.
//!
//! The tests themselves are in `contract/` (any provider, plain HTTP), `browser/` (the release build
//! in Chromium, under the production headers), `a11y/` (the accessibility of every state) and
//! `hosting/`; `screenshots/` takes pictures of what they see, `bench/` measures how long it takes.
//! `emulator/` runs a command beside an emulator of AWS.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

pub mod agent;
pub mod backend_site;
pub mod browser;
pub mod child;
pub mod cloud;
#[cfg(test)]
mod failures;
pub mod form;
#[cfg(test)]
mod guide;
pub mod harness;
pub mod jwt;
pub mod login;
pub mod pkce;
pub mod provider;
pub mod session;
mod site_under_test;
pub mod states;
#[cfg(test)]
mod view_rule;
