//! Components in a browser, mounted and clicked. They run with `wasm-bindgen-test-runner` and
//! ChromeDriver:
//!
//! ```sh
//! cargo test -p leptos-cognito --target wasm32-unknown-unknown --test browser
//! ```
#![cfg(target_family = "wasm")]
#![allow(clippy::panic, clippy::unwrap_used)]

mod page;
mod redirect_page;
mod session;
mod test_session;

use leptos_cognito::User;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// Somebody who is in the group `editors`.
fn ada() -> User {
    User {
        sub: "17".into(),
        email: Some("ada@example.com".into()),
        groups: vec!["editors".into()],
        ..User::default()
    }
}
