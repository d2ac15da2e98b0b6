//! What `/config.json` may choose.

use end_to_end::browser::Role;
use end_to_end::scene::{Scene, Setup};
use local_cognito::{API_SCOPE, Endpoint, Fault};
use serde_json::json;

#[test]
fn the_issuer_alone_is_enough_because_the_rest_is_discovered() {
    Setup::default()
        .config("domain", json!(null))
        .play(async |scene: &Scene| {
            scene.log_in().await;
            scene.tab.press("Call protected API").await;
            scene.tab.sees(Role::Region, "Response").await;
            scene.tab.press("Log out").await;
            scene.wait_until_received("GET", "/logout", 1).await;
            let log = scene.pool.log();
            let left = log.iter().find(|entry| entry.path == "/logout").unwrap();
            let names: Vec<_> = left.query.iter().map(|(name, _)| name.as_str()).collect();
            assert!(names.contains(&"client_id"), "{names:?}");
            assert!(names.contains(&"post_logout_redirect_uri"), "{names:?}");
            scene.open("/").await;
            scene.tab.sees(Role::Control, "Log in").await;
            scene.keeps_no_token().await;
        });
}

#[test]
fn without_domain_there_is_no_sign_up() {
    Setup::default()
        .config("domain", json!(null))
        .play(async |scene: &Scene| {
            scene.open("/").await;
            scene.tab.sees(Role::Control, "Log in").await;
            assert!(!scene.tab.has(Role::Control, "Sign up").await);
        });
}

#[test]
fn with_domain_no_discovery_is_made() {
    Setup::default().play(async |scene: &Scene| {
        scene.log_in().await;
        let path = "/us-east-1_local/.well-known/openid-configuration";
        assert_eq!(scene.received("GET", path), 0);
    });
}

#[test]
fn discovery_that_fails_is_an_alert() {
    Setup::default()
        .config("domain", json!(null))
        .play(async |scene: &Scene| {
            scene.fault(Fault {
                status: Some(500),
                ..Fault::at(Endpoint::Discovery)
            });
            scene.open("/login").await;
            scene.tab.alert().await;
            assert_eq!(scene.received("GET", "/oauth2/authorize"), 0);
        });
}

#[test]
fn sign_up_can_be_hidden() {
    Setup::default()
        .config("sign_up", false)
        .play(async |scene: &Scene| {
            scene.open("/").await;
            scene.tab.sees(Role::Control, "Log in").await;
            assert!(!scene.tab.has(Role::Control, "Sign up").await);
        });
}

#[test]
fn without_openid_the_access_token_is_all_that_is_needed() {
    let scopes = json!([API_SCOPE]);
    Setup::default()
        .config("scopes", scopes)
        .play(async |scene: &Scene| {
            scene.begin_login().await;
            scene.sign_in().await;
            scene.tab.press("Call protected API").await;
            let response = scene.tab.sees(Role::Region, "Response").await;
            assert!(response.contains("200"), "{response}");
            scene.tab.reload().await;
            scene.tab.sees(Role::Button, "Call protected API").await;
        });
}

#[test]
fn without_openid_an_opaque_access_token_is_a_session_that_goes_on() {
    let scopes = json!([API_SCOPE]);
    Setup::default()
        .config("scopes", scopes)
        .play(async |scene: &Scene| {
            scene.fault(Fault {
                answer: serde_json::from_value(json!({"access_token": "opaque"})).unwrap(),
                ..Fault::at(Endpoint::Token)
            });
            scene.begin_login().await;
            scene.sign_in().await;
            let panel = scene.tab.sees(Role::Region, "Session").await;
            assert!(panel.contains(API_SCOPE), "{panel}");
            scene.tab.reload().await;
            scene.tab.sees(Role::Region, "Session").await;
            scene.renew_now(2).await;
            scene.tab.sees(Role::Button, "Call protected API").await;
            assert!(!scene.tab.has(Role::Alert, "").await);
        });
}

#[test]
fn raw_sends_the_bare_token() {
    Setup::default()
        .config("api_auth_scheme", "raw")
        .play(async |scene: &Scene| {
            scene.log_in().await;
            scene.tab.press("Call protected API").await;
            let response = scene.tab.sees(Role::Region, "Response").await;
            assert!(response.contains("200"), "{response}");
            let requests = scene.tab.requests().await;
            let mut sent = requests
                .iter()
                .filter_map(|r| r.headers.get("authorization"));
            assert!(sent.all(|value| value.starts_with("eyJ")));
        });
}

#[test]
fn memory_keeps_no_token_and_a_reload_signs_out() {
    Setup::default()
        .config("storage", "memory")
        .play(async |scene: &Scene| {
            scene.log_in().await;
            scene.keeps_no_token().await;
            scene.tab.reload().await;
            scene.tab.sees(Role::Control, "Log in").await;
            assert!(!scene.tab.has(Role::Button, "Call protected API").await);
        });
}

#[test]
fn hints_are_forwarded_to_authorize() {
    Setup::default()
        .config("lang", "de")
        .config("login_hint", "a+b@example.com")
        .config("prompt", "login")
        .config("resource", "https://api.example.com/a b")
        .play(async |scene: &Scene| {
            scene.begin_login().await;
            let log = scene.pool.log();
            let asked = log
                .iter()
                .find(|entry| entry.path == "/oauth2/authorize")
                .unwrap();
            for (name, value) in [
                ("lang", "de"),
                ("login_hint", "a+b@example.com"),
                ("prompt", "login"),
                ("resource", "https://api.example.com/a b"),
            ] {
                let pair = (name.to_owned(), value.to_owned());
                assert!(asked.query.contains(&pair), "{name}: {:?}", asked.query);
            }
        });
}

#[test]
fn an_identity_provider_is_forwarded_to_authorize() {
    for name in ["identity_provider", "idp_identifier"] {
        Setup::default()
            .config(name, "Corp & Co")
            .play(async |scene: &Scene| {
                // The local pool has no other provider, and says so.
                scene.open("/login").await;
                assert_eq!(scene.is_refused().await, "callback.invalid_request");
                let log = scene.pool.log();
                let asked = log.iter().find(|e| e.path == "/oauth2/authorize").unwrap();
                let pair = (name.to_owned(), "Corp & Co".to_owned());
                assert!(asked.query.contains(&pair), "{:?}", asked.query);
            });
    }
}

#[test]
fn prompt_none_signs_in_without_a_form_where_the_provider_has_a_session_and_with_one_else() {
    let silent = Setup::default().config("prompt", "none");
    silent.play(async |scene: &Scene| {
        scene.open("/login").await;
        assert_eq!(scene.is_refused().await, "callback.login_required");
        scene.tab.press("Log in").await;
        scene.sign_in().await;
        scene.is_signed_in().await;
        scene.tab.eval("sessionStorage.clear(); return null").await;
        scene.open("/login").await;
        scene.is_signed_in().await;
        let log = scene.pool.log();
        let asked = log.iter().filter(|e| e.path == "/oauth2/authorize");
        let silently = ("prompt".to_owned(), "none".to_owned());
        let silent: Vec<_> = asked.map(|e| e.query.contains(&silently)).collect();
        assert_eq!(silent, [true, false, true]);
    });
}
