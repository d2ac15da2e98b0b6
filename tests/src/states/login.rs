//! On the way in, and on the way out.

use local_cognito::Endpoint;

use super::State;
use crate::browser::Role;
use crate::harness::Harness;

pub(super) fn states() -> Vec<State> {
    vec![
        State::new("login-starting", |harness| {
            Box::pin(async move {
                harness.no_page_opens();
                harness.open("/login").await;
                let asked = "/oauth2/authorize";
                harness.wait_until_received("GET", asked, 1).await;
                harness.tab.sees(Role::Status, "").await;
            })
        }),
        State::new("login-after-back", |harness| {
            Box::pin(comes_back(harness, "/login", "/oauth2/authorize", "Log in"))
        }),
        State::new("sign-up-after-back", |harness| {
            Box::pin(comes_back(harness, "/signup", "/signup", "Sign up"))
        }),
        State::new("login-exchanging", |harness| {
            Box::pin(async move {
                harness.begin_login().await;
                harness.holds(Endpoint::Token);
                harness.sign_in().await;
                harness.arrives_at("/dashboard").await;
                harness.tab.sees(Role::Status, "").await;
            })
        }),
        State::new("login-denied", |harness| {
            Box::pin(async move {
                let state = harness.begin_login().await;
                let denied = "error=access_denied&error_description=User+is+not+enabled";
                let answer = format!("/dashboard?{denied}&state={state}");
                harness.open(&answer).await;
                harness.tab.alert().await;
                harness.tab.sees(Role::Control, "Log in").await;
            })
        }),
        State::new("login-storage-blocked", |harness| {
            Box::pin(async move {
                let full = "Storage.prototype.setItem = () => {
                    throw new DOMException('full', 'QuotaExceededError');
                };";
                harness.tab.before_every_page(full).await;
                harness.open("/login").await;
                harness.tab.alert().await;
            })
        }),
        State::new("signing-out", |harness| {
            Box::pin(async move {
                harness.log_in().await;
                harness.no_page_opens();
                harness.tab.press("Log out").await;
                harness.wait_until_received("GET", "/logout", 1).await;
                harness.tab.sees(Role::Status, "").await;
            })
        }),
    ]
}

/// Leaves `path` for the provider's page and comes back to it with Back.
async fn comes_back(harness: &Harness, path: &str, asked: &str, offered: &str) {
    harness.no_page_opens();
    harness.open(path).await;
    harness.wait_until_received("GET", asked, 1).await;
    harness.open("/nowhere").await;
    harness.tab.back().await;
    harness.arrives_at(path).await;
    harness.tab.sees(Role::Control, offered).await;
}
