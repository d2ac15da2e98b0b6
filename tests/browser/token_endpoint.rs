//! A token endpoint that fails: nobody is signed in, it is told, and the next login works.

use end_to_end::browser::Role;
use end_to_end::harness::{Harness, run};
use local_cognito::{Endpoint, Fault};
use serde_json::json;

fn answer(status: u16, body: &str) -> Fault {
    Fault {
        status: Some(status),
        body: Some(body.to_owned()),
        ..Fault::at(Endpoint::Token)
    }
}

/// Logs in once for each fault; the form is asked only the first time. Returns the short codes.
pub(crate) async fn refused_each_time(harness: &Harness, faults: Vec<Fault>) -> Vec<String> {
    let mut codes = Vec::new();
    for fault in faults {
        eprintln!("{fault:?}");
        harness.fault(fault);
        harness.open("/").await;
        harness.tab.press("Log in").await;
        if codes.is_empty() {
            harness.sign_in().await;
        }
        codes.push(harness.is_refused().await);
    }
    harness.pool.set_faults(Vec::new());
    harness.tab.press("Log in").await;
    harness.is_signed_in().await;
    codes
}

#[test]
fn server_errors_sign_nobody_in() {
    run(async |harness: &Harness| {
        let faults = [500, 502, 503, 429, 404]
            .map(|status| answer(status, ""))
            .into();
        refused_each_time(harness, faults).await;
    });
}

#[test]
fn bodies_that_are_no_token_response_sign_nobody_in() {
    run(async |harness: &Harness| {
        let mut html = answer(200, "<!doctype html><title>Proxy</title>");
        html.content_type = Some("text/html".to_owned());
        let mut faults = vec![html];
        for body in [
            "",
            "{",
            "null",
            "[]",
            "\"text\"",
            "{}",
            "{\"access_token\":5}",
            "\u{feff}{}",
        ] {
            faults.push(answer(200, body));
        }
        let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
        faults.push(answer(200, &deep));
        refused_each_time(harness, faults).await;
    });
}

#[test]
fn members_that_are_missing_or_wrong_sign_nobody_in() {
    run(async |harness: &Harness| {
        let changes = [
            json!({"access_token": null}),
            json!({"access_token": ""}),
            json!({"access_token": {"a": 1}}),
            json!({"token_type": null}),
            json!({"token_type": "mac"}),
            json!({"token_type": 1}),
            json!({"id_token": null}),
            json!({"id_token": "no.token"}),
            json!({"id_token": ""}),
        ];
        let faults = changes.into_iter().map(|change| Fault {
            answer: serde_json::from_value(change).unwrap(),
            ..Fault::at(Endpoint::Token)
        });
        refused_each_time(harness, faults.collect()).await;
    });
}

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
fn each_error_of_rfc_6749_is_told_apart() {
    run(async |harness: &Harness| {
        let errors = [
            "invalid_request",
            "invalid_client",
            "invalid_grant",
            "unauthorized_client",
            "unsupported_grant_type",
            "invalid_scope",
        ];
        let faults = errors
            .map(|error| answer(400, &json!({ "error": error }).to_string()))
            .into();
        let codes = refused_each_time(harness, faults).await;
        for (i, code) in codes.iter().enumerate() {
            assert!(!codes[..i].contains(code), "{code} stands for two errors");
        }
    });
}

#[test]
fn odd_error_bodies_are_survived() {
    run(async |harness: &Harness| {
        let faults = [
            answer(401, "{\"error\":\"invalid_client\"}"),
            answer(400, "{\"error\":5}"),
            answer(400, "{}"),
            answer(400, "<p>Bad Request"),
            answer(400, "{\"error\":\"something_new\"}"),
        ];
        refused_each_time(harness, faults.into()).await;
    });
}

#[test]
fn the_error_description_is_shown_as_short_text() {
    run(async |harness: &Harness| {
        let words = format!("<b id=evil>bold</b> {}", "x".repeat(5000));
        let body = json!({"error": "invalid_grant", "error_description": words});
        harness.fault(answer(400, &body.to_string()));
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
            ..answer(400, "{\"error\":\"invalid_grant\"}")
        };
        harness.fault(fault);
        harness.begin_login().await;
        harness.sign_in().await;
        assert_eq!(harness.is_refused().await, "token.cors");
    });
}

#[test]
fn a_dropped_connection_signs_nobody_in() {
    run(async |harness: &Harness| {
        let fault = Fault {
            drop: true,
            ..Fault::at(Endpoint::Token)
        };
        refused_each_time(harness, vec![fault]).await;
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
        let mut fault = answer(307, "");
        let elsewhere = format!("{}/elsewhere", harness.pool.origin());
        fault.headers.insert("location".to_owned(), elsewhere);
        harness.fault(fault);
        harness.begin_login().await;
        harness.sign_in().await;
        assert_eq!(harness.is_refused().await, "token.redirected");
        assert_eq!(harness.received("POST", "/elsewhere"), 0);
    });
}
