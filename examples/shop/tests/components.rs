//! The shop's components without a browser, a network or a user pool.
#![cfg(not(target_family = "wasm"))]

use leptos::prelude::*;
use leptos_cognito::{RequireAuth, User, testing};
use leptos_router::location::RequestUrl;
use shop::App;
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
fn the_whole_app_shows_the_page_at_an_address_to_whoever_is_signed_in() {
    Owner::new().with(|| {
        testing::provide_auth(User {
            email: Some("ada@example.com".into()),
            ..User::default()
        });
        provide_context(RequestUrl::new("/account"));
        let page = view! { <App/> }.to_html();
        assert!(page.contains("Your account") && page.contains("ada@example.com"));
    });
}

#[test]
fn the_whole_app_shows_no_guarded_page_to_a_visitor() {
    Owner::new().with(|| {
        testing::provide_signed_out();
        provide_context(RequestUrl::new("/account"));
        let page = view! { <App/> }.to_html();
        assert!(page.contains("Log in") && !page.contains("Your account"));
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
