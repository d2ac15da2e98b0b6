//! Components without a browser: what they show, as HTML, and what a renewal makes run again.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use leptos::prelude::*;
use leptos_cognito::*;

fn ada() -> User {
    User {
        sub: "17".into(),
        email: Some("ada@example.com".into()),
        groups: vec!["editors".into()],
        ..User::default()
    }
}

#[test]
fn x() {
    Owner::new().with(|| {
        testing::provide_auth(ada());
        assert_eq!(view! { <RequireAuth>"a"</RequireAuth> }.to_html(), "a");
    });
}
