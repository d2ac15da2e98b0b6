//! A single-page app that signs in with Amazon Cognito and calls a protected API, written with
//! `leptos-cognito`.
//!
//! * `app` is its map: providers and routes.
//! * `pages` has one file a page, `components` what they share.
//! * `texts` has every word that it says.

// A release writes nothing for `{:?}` (`xtask/src/release/compiler.rs`).
#![cfg_attr(not(test), warn(clippy::use_debug))]
// A page's type names every element in it.
#![recursion_limit = "256"]
#![expect(
    unreachable_pub,
    reason = "`#[component]` makes public types of a component's properties"
)]

mod app;
mod components;
#[cfg(feature = "ssr")]
mod landing_html;
mod mount;
mod pages;
mod texts;
mod traversal;

#[cfg(feature = "ssr")]
pub use landing_html::landing_html;
pub use mount::mount;
