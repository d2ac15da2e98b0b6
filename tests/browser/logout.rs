//! Log out: forgets first, revokes, and ends the session at the provider.

use end_to_end::agent::Agent;
use end_to_end::browser::Role;
use end_to_end::harness::{Harness, Setup, held, run, short_code};
use local_cognito::{Endpoint, Fault};
use serde_json::{Value, json};

#[test]
fn revokes_the_refresh_token_and_visits_the_providers_logout() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        log_out(harness).await;
        let log = harness.pool.log();
        let revoked: Vec<_> = log.iter().filter(|e| e.path == "/oauth2/revoke").collect();
        assert_eq!(revoked.len(), 1);
        let names: Vec<_> = revoked[0]
            .form
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        assert!(
            names.contains(&"token") && names.contains(&"client_id"),
            "{names:?}"
        );
        assert_eq!(revoked[0].status, Some(200));
        let left = log
            .iter()
            .find(|e| e.path == "/logout")
            .expect("/logout was visited");
        let query = |name: &str| {
            left.query
                .iter()
                .find(|(n, _)| n == name)
                .map(|(_, v)| v.clone())
        };
        assert_eq!(
            query("client_id").as_deref(),
            Some(harness.pool.client_id())
        );
        assert_eq!(query("logout_uri"), Some(harness.at("/")));
    });
}

#[test]
fn works_from_the_landing_page_too() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.open("/").await;
        log_out(harness).await;
    });
}

#[test]
fn the_provider_asks_for_the_password_again() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        log_out(harness).await;
        harness.tab.press("Log in").await;
        harness.at_login_form().await;
    });
}

#[test]
fn tokens_are_forgotten_before_the_provider_is_visited() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.fault(Fault {
            status: Some(200),
            body: Some("provider is down".to_owned()),
            content_type: Some("text/plain".to_owned()),
            ..Fault::at(Endpoint::Logout)
        });
        harness.tab.press("Log out").await;
        harness.tab.says("provider is down").await;
        harness.open("/").await;
        harness.tab.sees(Role::Control, "Log in").await;
        harness.keeps_no_token().await;
    });
}

#[test]
fn a_revocation_that_fails_or_never_ends_does_not_hold_it_up() {
    run(async |harness: &Harness| {
        for fault in [
            Fault {
                drop: true,
                ..Fault::at(Endpoint::Revoke)
            },
            held(Endpoint::Revoke),
        ] {
            harness.log_in().await;
            harness.fault(fault);
            log_out(harness).await;
            harness.pool.set_faults(Vec::new());
        }
    });
}

const KEPT: &str = "may still know you";

#[test]
fn a_provider_that_may_still_know_the_person_is_told() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.fault(Fault {
            status: Some(401),
            ..Fault::at(Endpoint::Revoke)
        });
        harness.tab.press("Log out").await;
        let alert = harness.tab.sees(Role::Alert, KEPT).await;
        assert_eq!(short_code(&alert), "session.kept_at_provider");
        harness.arrives_at("/").await;
        harness.keeps_no_token().await;
        harness.open("/").await;
        harness.tab.sees(Role::Control, "Log in").await;
        assert!(!harness.tab.has(Role::Alert, KEPT).await);
    });
}

#[test]
fn a_provider_without_a_log_out_page_is_told() {
    let issuer_alone = Setup::default().config("domain", json!(null));
    issuer_alone.run(async |harness: &Harness| {
        let address = format!("{}/.well-known/openid-configuration", harness.pool.issuer());
        let mut metadata = Agent::default().get(&address).await.json();
        metadata["end_session_endpoint"] = Value::Null;
        harness.fault(Fault {
            body: Some(metadata.to_string()),
            ..Fault::at(Endpoint::Discovery)
        });
        // Not from the landing page, which the app shows anew for such a configuration: a click at that
        // moment is lost.
        harness.open("/login").await;
        harness.sign_in().await;
        harness.is_signed_in().await;
        harness.tab.press("Log out").await;
        harness.tab.sees(Role::Alert, KEPT).await;
        harness.arrives_at("/").await;
    });
}

#[test]
fn offline_it_forgets_all_the_same() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.offline(true).await;
        harness.tab.press("Log out").await;
        let left = "return !document.querySelector('#main')";
        harness.tab.becomes(left).await;
        harness.offline(false).await;
        harness.open("/").await;
        harness.tab.sees(Role::Control, "Log in").await;
        harness.keeps_no_token().await;
    });
}

#[test]
fn back_after_log_out_shows_nobodys_data() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        log_out(harness).await;
        harness.tab.back().await;
        harness.tab.sees(Role::Control, "Log in").await;
        assert!(!harness.tab.text().await.contains("demo@example.com"));
        assert!(!harness.tab.has(Role::Button, "Call protected API").await);
    });
}

async fn log_out(harness: &Harness) {
    harness.tab.press("Log out").await;
    harness.tab.sees(Role::Control, "Log in").await;
    harness.arrives_at("/").await;
    harness.keeps_no_token().await;
}
