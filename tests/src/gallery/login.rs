//! On the way in, and on the way out.

use local_cognito::Endpoint;

use super::{State, awaited};
use crate::browser::Role;
use crate::scene::Scene;

pub(super) fn states() -> Vec<State> {
    vec![
        State::new("login-starting", |scene| {
            Box::pin(async move {
                scene.no_page_opens();
                scene.open("/login").await;
                let asked = "/oauth2/authorize";
                scene.wait_until_received("GET", asked, 1).await;
                scene.tab.sees(Role::Status, "").await;
            })
        }),
        State::new("login-after-back", |scene| {
            Box::pin(comes_back(scene, "/login", "/oauth2/authorize", "Log in"))
        }),
        State::new("sign-up-after-back", |scene| {
            Box::pin(comes_back(scene, "/signup", "/signup", "Sign up"))
        }),
        State::new("login-exchanging", |scene| {
            Box::pin(async move {
                scene.begin_login().await;
                scene.fault(awaited(Endpoint::Token));
                scene.sign_in().await;
                scene.arrives_at("/dashboard").await;
                scene.tab.sees(Role::Status, "").await;
            })
        }),
        State::new("login-denied", |scene| {
            Box::pin(async move {
                let state = scene.begin_login().await;
                let denied = "error=access_denied&error_description=User+is+not+enabled";
                let answer = format!("/dashboard?{denied}&state={state}");
                scene.open(&answer).await;
                scene.tab.alert().await;
                scene.tab.sees(Role::Control, "Log in").await;
            })
        }),
        State::new("login-storage-blocked", |scene| {
            Box::pin(async move {
                let full = "Storage.prototype.setItem = () => {
                    throw new DOMException('full', 'QuotaExceededError');
                };";
                scene.tab.before_every_page(full).await;
                scene.open("/login").await;
                scene.tab.alert().await;
            })
        }),
        State::new("signing-out", |scene| {
            Box::pin(async move {
                scene.log_in().await;
                scene.no_page_opens();
                scene.tab.press("Log out").await;
                scene.wait_until_received("GET", "/logout", 1).await;
                scene.tab.sees(Role::Status, "").await;
            })
        }),
    ]
}

/// Leaves `path` for the provider's page and comes back to it with Back.
async fn comes_back(scene: &Scene, path: &str, asked: &str, offered: &str) {
    scene.no_page_opens();
    scene.open(path).await;
    scene.wait_until_received("GET", asked, 1).await;
    scene.open("/nowhere").await;
    scene.tab.back().await;
    scene.arrives_at(path).await;
    scene.tab.sees(Role::Control, offered).await;
}
