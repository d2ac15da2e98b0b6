//! Components and requests without a browser, with the sessions of `leptos_cognito::testing`.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used)]

mod components;
mod provider;
mod requests;
mod signals;

use leptos_cognito::User;

/// Somebody who is in the group `editors`.
fn ada() -> User {
    User {
        sub: "17".into(),
        email: Some("ada@example.com".into()),
        groups: vec!["editors".into()],
        ..User::default()
    }
}
