//! The shop's components in a browser, without a network or a user pool:
//!
//! ```sh
//! cargo test -p shop --target wasm32-unknown-unknown --test browser
//! ```
#![cfg(target_family = "wasm")]

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos_cognito::{User, testing};
use shop::pages::Orders;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn the_orders_are_those_of_the_api() {
    let orders = r#"{"orders": [{"id": "A-7", "item": "Teapot", "quantity": 2}]}"#;
    testing::on_request("http://localhost:9231/prod/orders", 200, orders);
    let _page = mount_to(body(), || {
        testing::provide_auth(User::default());
        view! { <Orders/> }
    });
    wait_for("2 × Teapot (A-7)").await;
}

#[wasm_bindgen_test]
async fn a_failure_of_the_api_is_told() {
    testing::on_request("http://localhost:9231/prod/orders", 500, "{}");
    let _page = mount_to(body(), || {
        testing::provide_auth(User::default());
        view! { <Orders/> }
    });
    wait_for("(api.").await;
}

fn body() -> leptos::web_sys::HtmlElement {
    document().body().expect("a page has a body")
}

/// Waits until the page says `text`, for two seconds at most.
async fn wait_for(text: &str) {
    for _ in 0..200 {
        if body().inner_text().contains(text) {
            return;
        }
        TimeoutFuture::new(10).await;
    }
    panic!("{text:?} is not on the page: {}", body().inner_text());
}
