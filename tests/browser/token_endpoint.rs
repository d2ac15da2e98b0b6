//! A token endpoint that fails: nobody is signed in, it is told, and the next login works.

use end_to_end::browser::Role;
use end_to_end::scene::{Scene, play};
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
pub(crate) async fn refused_each_time(scene: &Scene, faults: Vec<Fault>) -> Vec<String> {
    let mut codes = Vec::new();
    for fault in faults {
        eprintln!("{fault:?}");
        scene.fault(fault);
        scene.open("/").await;
        scene.tab.press("Log in").await;
        if codes.is_empty() {
            scene.sign_in().await;
        }
        codes.push(scene.is_refused().await);
    }
    scene.pool.set_faults(Vec::new());
    scene.tab.press("Log in").await;
    scene.is_signed_in().await;
    codes
}

#[test]
fn server_errors_sign_nobody_in() {
    play(async |scene: &Scene| {
        let faults = [500, 502, 503, 429, 404]
            .map(|status| answer(status, ""))
            .into();
        refused_each_time(scene, faults).await;
    });
}

#[test]
fn bodies_that_are_no_token_response_sign_nobody_in() {
    play(async |scene: &Scene| {
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
        refused_each_time(scene, faults).await;
    });
}

#[test]
fn members_that_are_missing_or_wrong_sign_nobody_in() {
    play(async |scene: &Scene| {
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
        refused_each_time(scene, faults.collect()).await;
    });
}

#[test]
fn unusual_but_correct_answers_sign_in() {
    play(async |scene: &Scene| {
        for change in [
            json!({"token_type": "bearer"}),
            json!({"token_type": "BEARER"}),
            json!({"expires_in": null}),
            json!({"refresh_token": null}),
            json!({"scope": "openid", "unknown": {"a": [1]}}),
        ] {
            scene.fault(Fault {
                answer: serde_json::from_value(change).unwrap(),
                ..Fault::at(Endpoint::Token)
            });
            scene.open("/").await;
            scene.tab.press("Log in").await;
            scene.sign_in().await;
            scene.is_signed_in().await;
            scene.log_out().await;
        }
    });
}

#[test]
fn each_error_of_rfc_6749_is_told_apart() {
    play(async |scene: &Scene| {
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
        let codes = refused_each_time(scene, faults).await;
        for (i, code) in codes.iter().enumerate() {
            assert!(!codes[..i].contains(code), "{code} stands for two errors");
        }
    });
}

#[test]
fn odd_error_bodies_are_survived() {
    play(async |scene: &Scene| {
        let faults = [
            answer(401, "{\"error\":\"invalid_client\"}"),
            answer(400, "{\"error\":5}"),
            answer(400, "{}"),
            answer(400, "<p>Bad Request"),
            answer(400, "{\"error\":\"something_new\"}"),
        ];
        refused_each_time(scene, faults.into()).await;
    });
}

#[test]
fn the_error_description_is_shown_as_short_text() {
    play(async |scene: &Scene| {
        let words = format!("<b id=evil>bold</b> {}", "x".repeat(5000));
        let body = json!({"error": "invalid_grant", "error_description": words});
        scene.fault(answer(400, &body.to_string()));
        scene.begin_login().await;
        scene.sign_in().await;
        let alert = scene.tab.alert().await;
        assert!(alert.contains("<b id=evil>bold</b>"), "{alert}");
        assert!(alert.len() < 1000);
        scene.is_refused().await;
    });
}

#[test]
fn an_error_without_cors_headers_signs_nobody_in() {
    play(async |scene: &Scene| {
        let fault = Fault {
            no_cors: true,
            ..answer(400, "{\"error\":\"invalid_grant\"}")
        };
        refused_each_time(scene, vec![fault]).await;
    });
}

#[test]
fn a_dropped_connection_signs_nobody_in() {
    play(async |scene: &Scene| {
        let fault = Fault {
            drop: true,
            ..Fault::at(Endpoint::Token)
        };
        refused_each_time(scene, vec![fault]).await;
    });
}

#[test]
fn a_slow_answer_is_waited_for_with_a_status() {
    play(async |scene: &Scene| {
        scene.fault(Fault {
            delay_ms: 1500,
            ..Fault::at(Endpoint::Token)
        });
        scene.begin_login().await;
        scene.sign_in().await;
        scene.tab.sees(Role::Status, "").await;
        scene.arrives_at("/dashboard").await;
        scene.is_signed_in().await;
    });
}

#[test]
fn a_redirect_is_not_followed() {
    play(async |scene: &Scene| {
        let mut fault = answer(307, "");
        let elsewhere = format!("{}/elsewhere", scene.pool.origin());
        fault.headers.insert("location".to_owned(), elsewhere);
        scene.fault(fault);
        scene.begin_login().await;
        scene.sign_in().await;
        scene.is_refused().await;
        assert_eq!(scene.received("POST", "/elsewhere"), 0);
    });
}
