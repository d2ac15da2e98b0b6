//! The shop's components without a browser, a network or a user pool.
#![cfg(not(target_family = "wasm"))]

use leptos::prelude::*;
use leptos_cognito::{RequireAuth, User, testing};
use shop::pages::{Home, Stock};

#[test]
fn an_administrator_sees_the_stock() {
    Owner::new().with(|| {
        testing::provide_auth(User {
            groups: vec!["admins".into()],
            ..User::default()
        });
        let page = view! { <RequireAuth group="admins"><Stock/></RequireAuth> };
        assert!(page.to_html().contains("Teapots: 12."));
    });
}

#[test]
fn a_customer_does_not() {
    Owner::new().with(|| {
        testing::provide_auth(User::default());
        let page = view! { <RequireAuth group="admins"><Stock/></RequireAuth> };
        assert!(!page.to_html().contains("Teapots"));
    });
}

#[test]
fn a_visitor_can_log_in_in_two_ways() {
    Owner::new().with(|| {
        testing::provide_signed_out();
        let page = view! { <Home/> }.to_html();
        assert!(page.contains("Log in") && page.contains("Continue with Google"));
    });
}
