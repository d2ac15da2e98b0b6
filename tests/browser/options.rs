//! What `/config.json` may choose.

use end_to_end::browser::Role;
use end_to_end::harness::{Harness, Setup};
use local_cognito::{API_SCOPE, Endpoint, Fault};
use serde_json::json;

#[test]
fn the_issuer_alone_is_enough_because_the_rest_is_discovered() {
    Setup::default()
        .config("domain", json!(null))
        .run(async |harness: &Harness| {
            harness.log_in().await;
            harness.tab.press("Call protected API").await;
            harness.tab.sees(Role::Region, "Response").await;
            harness.tab.press("Log out").await;
            // Cognito's own log-out page, which takes its own parameters alone and leads back.
            harness.tab.sees(Role::Control, "Log in").await;
            harness.arrives_at("/").await;
            let log = harness.pool.log();
            let left = log.iter().find(|entry| entry.path == "/logout").unwrap();
            let names: Vec<_> = left.query.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, ["client_id", "logout_uri"]);
            harness.keeps_no_token().await;
        });
}

#[test]
fn an_updated_issuer_is_one_like_any_other() {
    let with_domain = Setup::default().updated_issuer();
    let alone = Setup::default()
        .updated_issuer()
        .config("domain", json!(null));
    for setup in [with_domain, alone] {
        setup.run(async |harness: &Harness| {
            assert!(!harness.pool.issuer().starts_with(harness.pool.origin()));
            harness.log_in().await;
            harness.renew_now(2).await;
            harness.tab.press("Call protected API").await;
            harness.tab.says("Hello From Protected Resource").await;
            harness.tab.press("Log out").await;
            harness.arrives_at("/").await;
            harness.keeps_no_token().await;
        });
    }
}

#[test]
fn without_domain_there_is_no_sign_up() {
    Setup::default()
        .config("domain", json!(null))
        .run(async |harness: &Harness| {
            harness.open("/").await;
            harness.tab.sees(Role::Control, "Log in").await;
            assert!(!harness.tab.has(Role::Control, "Sign up").await);
        });
}

#[test]
fn with_domain_no_discovery_is_made() {
    Setup::default().run(async |harness: &Harness| {
        harness.log_in().await;
        let path = "/us-east-1_local/.well-known/openid-configuration";
        assert_eq!(harness.received("GET", path), 0);
    });
}

#[test]
fn discovery_that_fails_is_an_alert() {
    Setup::default()
        .config("domain", json!(null))
        .run(async |harness: &Harness| {
            harness.fault(Fault {
                status: Some(500),
                ..Fault::at(Endpoint::Discovery)
            });
            harness.open("/login").await;
            harness.tab.alert().await;
            assert_eq!(harness.received("GET", "/oauth2/authorize"), 0);
        });
}

#[test]
fn sign_up_can_be_hidden() {
    Setup::default()
        .config("sign_up", false)
        .run(async |harness: &Harness| {
            harness.open("/").await;
            harness.tab.sees(Role::Control, "Log in").await;
            assert!(!harness.tab.has(Role::Control, "Sign up").await);
        });
}

#[test]
fn without_openid_the_access_token_is_all_that_is_needed() {
    let scopes = json!([API_SCOPE]);
    Setup::default()
        .config("scopes", scopes)
        .run(async |harness: &Harness| {
            harness.begin_login().await;
            harness.sign_in().await;
            harness.tab.press("Call protected API").await;
            let response = harness.tab.sees(Role::Region, "Response").await;
            assert!(response.contains("200"), "{response}");
            harness.tab.reload().await;
            harness.tab.sees(Role::Button, "Call protected API").await;
        });
}

#[test]
fn without_openid_an_opaque_access_token_is_a_session_that_goes_on() {
    let scopes = json!([API_SCOPE]);
    Setup::default()
        .config("scopes", scopes)
        .run(async |harness: &Harness| {
            harness.fault(Fault {
                answer: serde_json::from_value(json!({"access_token": "opaque"})).unwrap(),
                ..Fault::at(Endpoint::Token)
            });
            harness.begin_login().await;
            harness.sign_in().await;
            let panel = harness.tab.sees(Role::Region, "Session").await;
            assert!(panel.contains(API_SCOPE), "{panel}");
            harness.tab.reload().await;
            harness.tab.sees(Role::Region, "Session").await;
            harness.renew_now(2).await;
            harness.tab.sees(Role::Button, "Call protected API").await;
            assert!(!harness.tab.has(Role::Alert, "").await);
        });
}

#[test]
fn raw_sends_the_bare_token() {
    Setup::default()
        .config("api_auth_scheme", "raw")
        .run(async |harness: &Harness| {
            harness.log_in().await;
            harness.tab.press("Call protected API").await;
            let response = harness.tab.sees(Role::Region, "Response").await;
            assert!(response.contains("200"), "{response}");
            let requests = harness.tab.requests().await;
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
        .run(async |harness: &Harness| {
            harness.log_in().await;
            harness.keeps_no_token().await;
            harness.tab.reload().await;
            harness.tab.sees(Role::Control, "Log in").await;
            assert!(!harness.tab.has(Role::Button, "Call protected API").await);
        });
}

#[test]
fn hints_are_forwarded_to_authorize() {
    Setup::default()
        .config("lang", "de")
        .config("login_hint", "a+b@example.com")
        .config("prompt", "login")
        .config("resource", "https://api.example.com/a b")
        .run(async |harness: &Harness| {
            harness.begin_login().await;
            let log = harness.pool.log();
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
            .run(async |harness: &Harness| {
                // The local pool has no other provider, and says so.
                harness.open("/login").await;
                assert_eq!(harness.is_refused().await, "callback.invalid_request");
                let log = harness.pool.log();
                let asked = log.iter().find(|e| e.path == "/oauth2/authorize").unwrap();
                let pair = (name.to_owned(), "Corp & Co".to_owned());
                assert!(asked.query.contains(&pair), "{:?}", asked.query);
            });
    }
}

#[test]
fn prompt_none_signs_in_without_a_form_where_the_provider_has_a_session_and_with_one_else() {
    let silent = Setup::default().config("prompt", "none");
    silent.run(async |harness: &Harness| {
        harness.open("/login").await;
        assert_eq!(harness.is_refused().await, "callback.login_required");
        harness.tab.press("Log in").await;
        harness.sign_in().await;
        harness.is_signed_in().await;
        harness
            .tab
            .eval("sessionStorage.clear(); return null")
            .await;
        harness.open("/login").await;
        harness.is_signed_in().await;
        let log = harness.pool.log();
        let asked = log.iter().filter(|e| e.path == "/oauth2/authorize");
        let silently = ("prompt".to_owned(), "none".to_owned());
        let silent: Vec<_> = asked.map(|e| e.query.contains(&silently)).collect();
        assert_eq!(silent, [true, false, true]);
    });
}
