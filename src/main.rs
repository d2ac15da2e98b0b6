//! A single-page app that signs in with Amazon Cognito and calls a protected API.

mod address;
mod app;
mod components;
mod effect;
mod markup;
mod pages;
mod routes;
mod traversal;

use leptos::{mount::mount_to, tachys::dom::document, wasm_bindgen::JsCast};

/// 2.6 kB less to load than the allocator that comes with Rust.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

fn main() {
    if let Some(main) = document().get_element_by_id("main") {
        mount_to(main.unchecked_into(), app::app).forget();
    }
}
