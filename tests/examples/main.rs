//! The examples, built as an adopter builds them, in a real browser.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod harness;
mod native;
mod shop;
mod ten_lines;
