//! A small tea shop: what an app with pages for members, pages for administrators and two APIs writes
//! to log in with leptos-cognito.

mod app;
mod config;
mod event_log;
mod failure;
pub mod pages;

pub use app::App;
