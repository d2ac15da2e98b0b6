//! What a token endpoint may answer. Each failure and its code is in `codes.rs`.

use end_to_end::browser::Role;
use end_to_end::harness::{Harness, run};
use local_cognito::{Endpoint, Fault};
use serde_json::json;

#[test]
fn unusual_but_correct_answers_sign_in() {
    run(async |harness: &Harness| {
        for change in [
            json!({"token_type": "bearer"}),
            json!({"token_type": "BEARER"}),
            json!({"expires_in": null}),
            json!({"refresh_token": null}),
            json!({"scope": "openid", "unknown": {"a": [1]}}),
        ] {
            harness.fault(Fault {
                answer: serde_json::from_value(change).unwrap(),
                ..Fault::at(Endpoint::Token)
            });
            harness.open("/").await;
            harness.tab.press("Log in").await;
            harness.sign_in().await;
            harness.is_signed_in().await;
            harness.log_out().await;
        }
    });
}

#[test]
fn the_error_description_is_shown_as_short_text() {
    run(async |harness: &Harness| {
        let words = format!("<b id=evil>bold</b> {}", "x".repeat(5000));
        let body = json!({"error": "invalid_grant", "error_description": words});
        harness.fault(Fault::answering(Endpoint::Token, 400, &body.to_string()));
        harness.begin_login().await;
        harness.sign_in().await;
        let alert = harness.tab.alert().await;
        assert!(alert.contains("<b id=evil>bold</b>"), "{alert}");
        assert!(alert.len() < 1000);
        harness.is_refused().await;
    });
}

#[test]
fn an_error_without_cors_headers_signs_nobody_in() {
    run(async |harness: &Harness| {
        let fault = Fault {
            no_cors: true,
            ..Fault::answering(Endpoint::Token, 400, "{\"error\":\"invalid_grant\"}")
        };
        harness.fault(fault);
        harness.begin_login().await;
        harness.sign_in().await;
        assert_eq!(harness.is_refused().await, "token.cors");
    });
}

#[test]
fn a_slow_answer_is_waited_for_with_a_status() {
    run(async |harness: &Harness| {
        harness.holds(Endpoint::Token);
        harness.begin_login().await;
        harness.sign_in().await;
        harness.tab.sees(Role::Status, "Signing you in").await;
        harness.lets_go();
        harness.arrives_at("/dashboard").await;
        harness.is_signed_in().await;
    });
}

#[test]
fn a_redirect_is_not_followed() {
    run(async |harness: &Harness| {
        let mut fault = Fault::answering(Endpoint::Token, 307, "");
        let elsewhere = format!("{}/elsewhere", harness.pool.origin());
        fault.headers.insert("location".to_owned(), elsewhere);
        harness.fault(fault);
        harness.begin_login().await;
        harness.sign_in().await;
        assert_eq!(harness.is_refused().await, "token.redirected");
        assert_eq!(harness.received("POST", "/elsewhere"), 0);
    });
}
