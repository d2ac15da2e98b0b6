//! The ID token of a renewal: held to the one of the login (OpenID Connect Core §12.2).

use crate::id_token::{claiming, signed};
use end_to_end::browser::Role;
use end_to_end::harness::{Harness, run, short_code};
use local_cognito::{Endpoint, Fault, Signature};
use serde_json::json;

/// Renews with each fault, which has to end the session. Returns the short codes.
async fn refused_each_time(harness: &Harness, faults: Vec<Fault>) -> Vec<String> {
    harness.log_in().await;
    let mut codes = Vec::new();
    for fault in faults {
        eprintln!("forged: {:?}", fault.id_token);
        harness.fault(fault);
        harness.tab.press("Renew now").await;
        codes.push(harness.is_refused().await);
        harness.pool.set_faults(Vec::new());
        harness.tab.press("Log in").await;
        harness.is_signed_in().await;
    }
    codes
}

#[test]
fn one_of_another_person_or_another_login_is_refused() {
    run(async |harness: &Harness| {
        let faults = [json!({"sub": "another"}), json!({"nonce": "another"})];
        let codes = refused_each_time(harness, faults.map(claiming).into()).await;
        assert_eq!(codes, ["id_token.other_login"; 2]);
    });
}

#[test]
fn one_that_says_another_time_of_the_login_goes_on() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let since = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
        harness.fault(claiming(json!({"auth_time": since + 60})));
        harness.renew_now(2).await;
        harness.is_signed_in().await;
        assert!(!harness.tab.has(Role::Alert, "").await);
    });
}

#[test]
fn one_of_another_issuer_client_or_time_is_refused() {
    run(async |harness: &Harness| {
        let since = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
        let faults = [
            json!({"iss": "https://evil.example/us-east-1_local"}),
            json!({"aud": "another"}),
            json!({"iat": since - 3600}),
            json!({"exp": since - 1}),
            json!({"token_use": "access"}),
            json!({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}),
        ];
        let codes = refused_each_time(harness, faults.map(claiming).into()).await;
        let expected = ["issuer", "audience", "time", "time", "token_use", "at_hash"];
        assert_eq!(codes, expected.map(|code| format!("id_token.{code}")));
    });
}

#[test]
fn one_with_a_wrong_signature_is_refused() {
    run(async |harness: &Harness| {
        let faults = [Signature::Invalid, Signature::None];
        let codes = refused_each_time(harness, faults.map(signed).into()).await;
        let expected = ["signature", "algorithm"];
        assert_eq!(codes, expected.map(|code| format!("id_token.{code}")));
    });
}

/// A copy of the issuer's keys may be older than the token.
#[test]
fn one_with_an_unknown_key_is_not_used_and_ends_no_session() {
    run(async |harness: &Harness| {
        harness.rotates(0);
        harness.log_in().await;
        let before = harness.tokens().await;
        harness.fault(signed(Signature::UnknownKid));
        harness.tab.press("Renew now").await;
        let notice = harness.tab.sees(Role::Alert, "could not be renewed").await;
        assert_eq!(short_code(&notice), "id_token.key_unknown");
        let after = harness.tokens().await;
        assert!(after.access_token == before.access_token);
        assert!(after.id_token == before.id_token);
        // The provider takes the old one no more.
        assert!(after.refresh_token != before.refresh_token);
        // Keys that have just been asked for once more are read as at every renewal, and not again.
        let keys = "/us-east-1_local/.well-known/jwks.json";
        let read = harness.received("GET", keys);
        harness.tab.press("Renew now").await;
        harness
            .wait_until_received("POST", "/oauth2/token", 3)
            .await;
        harness.tab.sees(Role::Alert, "could not be renewed").await;
        assert_eq!(harness.received("GET", keys), read + 1);
        harness.pool.set_faults(Vec::new());
        harness.tab.press("Renew now").await;
        harness.tab.no_longer_sees(Role::Alert, "").await;
        harness.keeps_another_access_token_than(&before).await;
        harness.is_signed_in().await;
    });
}

#[test]
fn what_came_with_it_is_not_left_alive() {
    run(async |harness: &Harness| {
        harness.rotates(0);
        harness.log_in().await;
        harness.fault(claiming(json!({"sub": "another"})));
        harness.tab.press("Renew now").await;
        harness.is_refused().await;
        harness
            .wait_until_received("POST", "/oauth2/revoke", 1)
            .await;
    });
}

#[test]
fn an_answer_without_one_keeps_the_one_of_the_login() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let before = harness.tokens().await;
        harness.fault(Fault {
            answer: serde_json::from_value(json!({"id_token": null})).unwrap(),
            ..Fault::at(Endpoint::Token)
        });
        harness.renew_now(2).await;
        harness.keeps_another_access_token_than(&before).await;
        assert_eq!(harness.tokens().await.id_token, before.id_token);
        harness.is_signed_in().await;
    });
}

#[test]
fn one_that_cannot_be_verified_now_keeps_the_one_of_the_login() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let before = harness.tokens().await;
        harness.fault(Fault {
            status: Some(503),
            ..Fault::at(Endpoint::Jwks)
        });
        // A key set that was read for the login may answer from the browser's cache.
        harness
            .tab
            .devtools("Network.clearBrowserCache", json!({}))
            .await;
        harness.renew_now(2).await;
        harness.keeps_another_access_token_than(&before).await;
        assert_eq!(harness.tokens().await.id_token, before.id_token);
        harness.is_signed_in().await;
        assert!(!harness.tab.has(Role::Alert, "").await);
    });
}

#[test]
fn one_with_a_new_name_is_shown() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.fault(claiming(json!({"email": "renamed@example.com"})));
        harness.renew_now(2).await;
        harness.tab.says("renamed@example.com").await;
    });
}
