//! The renewal of a session with its refresh token: nobody notices when it works, and nothing but
//! the provider's own word ends a session.

use end_to_end::browser::Role;
use end_to_end::browser::time::FILLS_UP;
use end_to_end::harness::{Harness, Setup, run, short_code};
use local_cognito::{Endpoint, Fault, Settings};
use serde_json::json;

#[test]
fn it_comes_before_the_access_token_ends_and_nobody_notices() {
    run(async |harness: &Harness| {
        harness.pool.set_faults(vec![Fault {
            times: Some(1),
            ..answering(json!({"expires_in": 3}))
        }]);
        harness.log_in().await;
        let before = harness.tokens().await;
        harness
            .wait_until_received("POST", "/oauth2/token", 2)
            .await;
        harness.keeps_another_access_token_than(&before).await;
        harness.is_signed_in().await;
        assert!(!harness.tab.has(Role::Alert, "").await);
        harness.arrives_at("/dashboard").await;
    });
}

#[test]
fn it_is_a_plain_form_with_the_refresh_token_and_the_client() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.renew_now(2).await;
        let log = harness.pool.log();
        let renewal = log.iter().rfind(|e| e.path == "/oauth2/token").unwrap();
        let names: Vec<_> = renewal.form.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names.len(), 3, "{names:?}");
        for name in ["grant_type", "client_id", "refresh_token"] {
            assert!(names.contains(&name), "{names:?}");
        }
        for name in ["cookie", "referer", "authorization"] {
            assert!(!renewal.headers.contains_key(name), "{name}");
        }
    });
}

#[test]
fn without_rotation_the_refresh_token_stays() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let before = harness.tokens().await;
        harness.renew_now(2).await;
        harness.keeps_another_access_token_than(&before).await;
        assert_eq!(harness.tokens().await.refresh_token, before.refresh_token);
        harness.renew_now(3).await;
        harness.is_signed_in().await;
    });
}

#[test]
fn with_rotation_the_new_refresh_token_takes_the_place_of_the_old_one() {
    run(async |harness: &Harness| {
        harness.rotates(0);
        harness.log_in().await;
        for times in [2, 3, 4] {
            let before = harness.tokens().await;
            harness.renew_now(times).await;
            harness.keeps_another_access_token_than(&before).await;
            assert_ne!(harness.tokens().await.refresh_token, before.refresh_token);
        }
        harness.is_signed_in().await;
        assert!(!harness.tab.has(Role::Alert, "").await);
    });
}

#[test]
fn presses_and_calls_while_one_is_under_way_take_part_in_it() {
    run(async |harness: &Harness| {
        harness.rotates(0);
        harness.log_in().await;
        harness.holds(Endpoint::Token);
        harness.tab.sees(Role::Button, "Renew now").await;
        let presses = "const renew = [...document.querySelectorAll('button')] \
                       .find((button) => button.textContent === 'Renew now'); \
                       for (let i = 0; i < 4; i++) renew.click(); return null";
        harness.tab.eval(presses).await;
        harness.tab.says("under way").await;
        harness.lets_go();
        harness.tab.says("by itself, before the time is up").await;
        assert_eq!(harness.received("POST", "/oauth2/token"), 2);
    });
}

#[test]
fn what_is_open_stays_open() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.tab.unfold().await;
        let issued = "return document.querySelector('#session ~ details').textContent";
        let before = harness.tab.eval(issued).await.as_str().unwrap().to_owned();
        // Claims tell the time in seconds.
        harness.pool.set_settings(Settings {
            clock_offset_s: 10,
            ..Settings::default()
        });
        harness.tab.press("Renew now").await;
        let renewed = format!("{issued} !== {}", serde_json::to_string(&before).unwrap());
        harness.tab.becomes(&renewed).await;
        let still = "return document.querySelector('#session ~ details').open";
        assert_eq!(harness.tab.eval(still).await, true);
    });
}

#[test]
fn a_refresh_token_that_has_ended_ends_the_session_with_its_reason() {
    run(async |harness: &Harness| {
        harness.pool.set_settings(Settings {
            refresh_token_lifetime_s: -1,
            ..Settings::default()
        });
        harness.log_in().await;
        harness.tab.press("Renew now").await;
        assert_eq!(harness.is_refused().await, "session.expired");
        harness.arrives_at("/dashboard").await;
        harness.pool.set_settings(Settings::default());
        harness.tab.press("Log in").await;
        harness.is_signed_in().await;
        assert!(!harness.tab.has(Role::Alert, "").await);
    });
}

#[test]
fn every_refusal_of_rfc_6749_ends_the_session() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        for error in ["invalid_grant", "invalid_client", "unauthorized_client"] {
            harness.fault(Fault::answering(
                Endpoint::Token,
                400,
                &json!({ "error": error }).to_string(),
            ));
            harness.tab.press("Renew now").await;
            assert_eq!(harness.is_refused().await, "session.expired", "{error}");
            harness.pool.set_faults(Vec::new());
            harness.tab.press("Log in").await;
            harness.is_signed_in().await;
        }
    });
}

#[test]
fn a_session_that_cannot_be_renewed_ends_with_its_access_token() {
    run(async |harness: &Harness| {
        harness.pool.set_faults(vec![Fault {
            times: Some(1),
            ..answering(json!({"expires_in": 6, "refresh_token": null}))
        }]);
        harness.log_in().await;
        assert!(harness.tab.text().await.contains("not offered"));
        assert_eq!(harness.is_refused().await, "session.expired");
        assert_eq!(harness.received("POST", "/oauth2/token"), 1);
    });
}

#[test]
fn asking_for_one_that_is_not_offered_ends_nothing() {
    run(async |harness: &Harness| {
        harness.fault(answering(json!({"refresh_token": null})));
        harness.log_in().await;
        let before = harness.tokens().await;
        if harness.tab.has(Role::Button, "Renew now").await {
            harness.tab.press("Renew now").await;
        }
        harness.tab.press("Call protected API").await;
        harness.tab.sees(Role::Region, "Response").await;
        harness.is_signed_in().await;
        assert_eq!(harness.tokens().await, before);
    });
}

#[test]
fn a_session_in_memory_is_renewed_in_memory() {
    let memory = Setup::default().config("storage", "memory");
    memory.run(async |harness: &Harness| {
        harness.rotates(0);
        harness.log_in().await;
        harness.renew_now(2).await;
        harness.renew_now(3).await;
        harness.is_signed_in().await;
        harness.keeps_no_token().await;
    });
}

#[test]
fn one_that_the_browser_cannot_store_says_so_and_leaves_no_old_token_behind() {
    let filling = Setup::default().script(FILLS_UP);
    filling.run(async |harness: &Harness| {
        harness.rotates(0);
        harness.log_in().await;
        harness.tab.eval("fill()").await;
        harness.tab.press("Renew now").await;
        assert_eq!(short_code(&harness.tab.alert().await), "storage.full");
        harness.is_signed_in().await;
        harness.keeps_no_token().await;
    });
}

#[test]
fn the_dashboard_keeps_what_it_shows() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.tab.press("Call protected API").await;
        harness.tab.sees(Role::Region, "Response").await;
        harness.renew_now(2).await;
        assert!(harness.tab.has(Role::Region, "Response").await);
    });
}

#[test]
fn with_the_issuer_alone_its_token_endpoint_is_discovered() {
    let issuer_alone = Setup::default().config("domain", json!(null));
    issuer_alone.run(async |harness: &Harness| {
        harness.log_in().await;
        harness.renew_now(2).await;
        harness.is_signed_in().await;
    });
}

pub(crate) fn answering(members: serde_json::Value) -> Fault {
    Fault {
        answer: serde_json::from_value(members).unwrap(),
        ..Fault::at(Endpoint::Token)
    }
}
