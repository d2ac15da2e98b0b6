//! `/login` and `/signup`: plain addresses that lead to the provider.

use end_to_end::browser::Role;
use end_to_end::scene::{Scene, Setup, play};
use local_cognito::{Endpoint, Fault};
use serde_json::Value;
use std::time::Duration;

#[test]
fn login_starts_at_once() {
    play(async |scene: &Scene| {
        scene.open("/login").await;
        scene.at_login_form().await;
        scene.sign_in().await;
        scene.is_signed_in().await;
        scene.arrives_at("/dashboard").await;
    });
}

#[test]
fn login_leaves_no_history_entry_of_its_own() {
    play(async |scene: &Scene| {
        scene.begin_login().await;
        let login = scene.at("/login");
        for url in scene.tab.history().await {
            assert!(!url.starts_with(&login), "{url}");
        }
        scene.tab.back().await;
        scene.arrives_at("/").await;
    });
}

#[test]
fn login_reached_by_back_offers_itself_and_does_not_navigate() {
    play(async |scene: &Scene| {
        // An answer without a page leaves the browser where it was.
        scene.fault(Fault {
            status: Some(204),
            ..Fault::at(Endpoint::Authorize)
        });
        scene.open("/login").await;
        scene
            .wait_until_received("GET", "/oauth2/authorize", 1)
            .await;
        scene.open("/nowhere").await;
        scene.tab.back().await;
        scene.arrives_at("/login").await;
        scene.tab.sees(Role::Control, "Log in").await;
        assert_eq!(scene.received("GET", "/oauth2/authorize"), 1);
        scene.pool.set_faults(Vec::new());
        scene.tab.press("Log in").await;
        scene.at_login_form().await;
    });
}

#[test]
fn login_returns_to_a_path_of_this_site() {
    play(async |scene: &Scene| {
        scene
            .open("/login?return_to=%2Fdashboard%3Fa%3D1%26b%3D2")
            .await;
        scene.sign_in().await;
        scene.is_signed_in().await;
        scene.arrives_at("/dashboard?a=1&b=2").await;
    });
}

#[test]
fn login_while_signed_in_goes_there_without_asking_the_provider() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.open("/login?return_to=%2Fdashboard%3Fa%3D1").await;
        scene.arrives_at("/dashboard?a=1").await;
        scene.open("/login").await;
        scene.arrives_at("/dashboard").await;
        assert_eq!(scene.received("GET", "/oauth2/authorize"), 1);
    });
}

#[test]
fn a_return_to_that_leads_away_is_dropped_after_a_login() {
    play(async |scene: &Scene| {
        scene
            .open("/login?return_to=%2F%2Fevil.example%2Fdashboard")
            .await;
        scene.sign_in().await;
        scene.is_signed_in().await;
        scene.arrives_at("/dashboard").await;
    });
}

#[test]
fn a_return_to_that_leads_away_is_dropped_while_signed_in() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        for hostile in [
            "//evil.example",
            "https:%2F%2Fevil.example%2F",
            "%2F%5Cevil.example",
            "%5C%5Cevil.example",
            "%2F%09%2Fevil.example",
            "%2F%0A%2Fevil.example",
            "%20//evil.example",
            "javascript:document.title=1",
            "data:text%2Fhtml,x",
            "http:%2F%2Flocalhost:1%2F",
            "https:evil.example",
            "%2F..%2F%2Fevil.example",
            "",
        ] {
            scene.open(&format!("/login?return_to={hostile}")).await;
            scene.arrives_at("/dashboard").await;
            scene.is_signed_in().await;
        }
    });
}

#[test]
fn sign_up_leads_to_the_providers_form_with_pkce() {
    play(async |scene: &Scene| {
        scene.open("/").await;
        scene.tab.press("Sign up").await;
        scene.tab.sees(Role::Button, "Sign up").await;
        let url = scene.tab.url().await;
        assert!(url.as_str().starts_with(scene.pool.origin()), "{url}");
        assert_eq!(url.path(), "/signup");
        let names: Vec<_> = url
            .query_pairs()
            .map(|(name, _)| name.into_owned())
            .collect();
        for name in [
            "client_id",
            "redirect_uri",
            "state",
            "nonce",
            "code_challenge",
        ] {
            assert!(names.iter().any(|n| n == name), "{name}");
        }
    });
}

/// Asserts that `/login` has tried once, and waits for the person.
async fn tried_once(scene: &Scene, path: &str) {
    scene.open("/login").await;
    scene.tab.alert().await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(scene.tab.has(Role::Control, "Log in").await);
    let requests = scene.tab.requests().await;
    let times = requests.iter().filter(|r| r.url.path() == path).count();
    assert_eq!(times, 1, "{path}");
}

#[test]
fn a_login_that_the_provider_refuses_at_once_is_tried_once() {
    let silent = Setup::default().config("prompt", "none");
    silent.play(async |scene: &Scene| tried_once(scene, "/oauth2/authorize").await);
}

#[test]
fn a_login_that_cannot_begin_is_tried_once() {
    let issuer_alone = Setup::default().config("domain", Value::Null);
    issuer_alone.play(async |scene: &Scene| {
        scene.fault(Fault {
            status: Some(503),
            ..Fault::at(Endpoint::Discovery)
        });
        let path = "/us-east-1_local/.well-known/openid-configuration";
        tried_once(scene, path).await;
    });
}

#[test]
fn the_page_that_was_asked_for_is_not_forgotten_when_a_login_is_cancelled() {
    play(async |scene: &Scene| {
        scene.open("/login?return_to=%2Fnowhere%3Fa%3D1").await;
        scene.at_login_form().await;
        let url = scene.tab.url().await;
        let state = end_to_end::agent::query(&url, "state").unwrap();
        scene
            .open(&format!("/dashboard?error=access_denied&state={state}"))
            .await;
        assert_eq!(scene.is_refused().await, "callback.access_denied");
        scene.tab.press("Log in").await;
        scene.sign_in().await;
        scene.tab.says("Page not found").await;
        scene.arrives_at("/nowhere?a=1").await;
    });
}
