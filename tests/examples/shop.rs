//! `examples/shop`.

use end_to_end::browser::Role;
use local_cognito::GOOGLE_USERS;

use crate::harness::{self, Harness};

fn run(body: impl AsyncFnOnce(&Harness)) {
    harness::run("shop", body);
}

#[test]
fn logs_in_and_out_and_logs_both() {
    run(async |shop: &Harness| {
        shop.open("/").await;
        shop.tab.press("Log in").await;
        shop.sign_in().await;
        shop.arrives_at("/").await;
        shop.tab.says("Welcome, demo@example.com.").await;
        shop.tab.says("demo@example.com logged in.").await;
        shop.log_out().await;
    });
}

#[test]
fn google_logs_in_without_the_password_form() {
    run(async |shop: &Harness| {
        shop.open("/").await;
        shop.tab.press("Continue with Google").await;
        shop.tab.press(GOOGLE_USERS[0]).await;
        shop.arrives_at("/").await;
        let welcome = format!("Welcome, {}.", GOOGLE_USERS[0]);
        shop.tab.says(&welcome).await;
        assert_eq!(shop.received("GET", "/login"), 0);
    });
}

#[test]
fn a_guarded_page_begins_a_login_that_ends_there() {
    run(async |shop: &Harness| {
        shop.open("/orders?sort=new").await;
        shop.sign_in().await;
        shop.arrives_at("/orders?sort=new").await;
        shop.tab.says("1 × Teapot (A-1001)").await;
    });
}

#[test]
fn each_api_gets_the_token_that_it_wants() {
    run(async |shop: &Harness| {
        shop.open("/account").await;
        shop.sign_in().await;
        shop.tab.press("Say hello").await;
        shop.tab.says("Hello From Protected Resource").await;
        shop.tab.press("Orders").await;
        shop.tab.says("6 × Cup (A-1002)").await;
        assert_eq!(shop.received("GET", "/oauth2/authorize"), 1);
    });
}

#[test]
fn an_administrator_sees_the_stock() {
    run(async |shop: &Harness| {
        shop.open("/stock").await;
        shop.sign_in_as_admin().await;
        shop.arrives_at("/stock").await;
        shop.tab.says("Teapots: 12.").await;
    });
}

#[test]
fn a_customer_is_told_that_the_stock_is_for_others() {
    run(async |shop: &Harness| {
        shop.open("/stock").await;
        shop.sign_in().await;
        shop.arrives_at("/stock").await;
        shop.tab.sees(Role::Alert, "not allowed").await;
        assert!(!shop.tab.text().await.contains("Teapots"));
    });
}

#[test]
fn the_error_page_says_why_a_login_failed_and_leads_back_to_the_page_that_was_wanted() {
    run(async |shop: &Harness| {
        shop.open("/orders").await;
        shop.tab.press("Continue with Google").await;
        shop.tab.press("Cancel").await;
        shop.arrives_at("/callback").await;
        shop.tab.says("You are not logged in").await;
        shop.tab.sees(Role::Alert, "callback.access_denied").await;
        shop.tab
            .says("A login failed: The login was cancelled")
            .await;
        shop.tab.press("Try again").await;
        shop.sign_in().await;
        shop.arrives_at("/orders").await;
        shop.tab.says("Teapot").await;
    });
}

#[test]
fn after_a_failed_login_a_guarded_page_asks_instead_of_beginning_another() {
    run(async |shop: &Harness| {
        shop.open("/").await;
        shop.tab.press("Continue with Google").await;
        shop.tab.press("Cancel").await;
        shop.arrives_at("/callback").await;
        shop.tab.press("Orders").await;
        shop.tab.press("Log in").await;
        shop.sign_in().await;
        shop.arrives_at("/orders").await;
    });
}

#[test]
fn a_renewal_leaves_a_guarded_page_as_it_is() {
    run(async |shop: &Harness| {
        shop.open("/orders").await;
        shop.sign_in().await;
        shop.tab.says("Teapot").await;
        shop.tab
            .eval("window.list = document.querySelector('main ul'); return null")
            .await;
        shop.tab.press("Renew now").await;
        shop.tab.says("The session was renewed.").await;
        let same = "return window.list === document.querySelector('main ul')";
        assert_eq!(shop.tab.eval(same).await, true);
        // Mounted twice, the page would have asked the API twice.
        assert_eq!(shop.received("GET", "/prod/orders"), 1);
        assert_eq!(shop.received("POST", "/oauth2/token"), 2);
    });
}
