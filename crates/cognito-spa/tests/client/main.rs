//! The client where there is no browser, and the values that it takes and gives.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod answer;
mod off_the_browser;
mod values;
