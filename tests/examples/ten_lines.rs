//! `examples/ten-lines`.

use end_to_end::browser::Role;

use crate::harness::{self, Harness};

fn run(body: impl AsyncFnOnce(&Harness)) {
    harness::run("ten-lines", body);
}

#[test]
fn logs_in_and_out() {
    run(async |app: &Harness| {
        app.open("/").await;
        app.tab.press("Log in").await;
        app.sign_in().await;
        app.arrives_at("/").await;
        app.tab.says("Hello demo@example.com").await;
        app.log_out().await;
    });
}

#[test]
fn a_reload_keeps_the_person_signed_in() {
    run(async |app: &Harness| {
        app.open("/").await;
        app.tab.press("Log in").await;
        app.sign_in().await;
        app.tab.says("Hello demo@example.com").await;
        app.tab.reload().await;
        app.tab.says("Hello demo@example.com").await;
        assert_eq!(app.received("GET", "/oauth2/authorize"), 1);
    });
}

#[test]
fn the_redirect_page_alone_says_that_nobody_is_logged_in_and_offers_a_login() {
    run(async |app: &Harness| {
        app.open("/callback").await;
        app.tab.sees(Role::Button, "Log in").await;
        app.tab.press("Log in").await;
        app.sign_in().await;
        app.arrives_at("/").await;
        app.tab.says("Hello demo@example.com").await;
    });
}
