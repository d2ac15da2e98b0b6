//! The library's API client in a browser: every method, bodies, repeats, cancelling. The app itself
//! only reads, so these drive `tests/api-app`.

use end_to_end::browser::time::SLEEP;
use end_to_end::scene::{Scene, Setup};
use local_cognito::{Endpoint, Entry, Fault};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;

const ECHO: &str = "/prod/awesomeapi/echo";
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
/// What sending twice does no more than sending once (RFC 9110 §9.2.2).
const IDEMPOTENT: [&str; 3] = ["GET", "PUT", "DELETE"];

fn play_signed_in(body: impl AsyncFnOnce(&Scene)) {
    play(async |scene: &Scene| {
        scene.tab.eval("app.log_in(); return null").await;
        scene.sign_in().await;
        scene
            .tab
            .becomes("return window.app?.session() == 'signed in'")
            .await;
        body(scene).await;
    });
}

fn play(body: impl AsyncFnOnce(&Scene)) {
    let folder = std::env::var_os("API_APP");
    let folder = folder.expect("API_APP, which `cargo xtask test` sets");
    let setup = Setup::default().script(SLEEP).site(PathBuf::from(folder));
    setup.play(async |scene: &Scene| {
        scene.open("/").await;
        let ready = "return window.app?.session() == 'signed out'";
        scene.tab.becomes(ready).await;
        body(scene).await;
    });
}

fn echo(scene: &Scene) -> String {
    scene.pool.origin().to_owned() + ECHO
}

/// Begins a call of the echo, with the text as its body if there is one.
async fn begin(scene: &Scene, method: &str, text: Option<&str>) {
    let arguments = json!([method, echo(scene), text]);
    let script = format!(
        "const [method, url, text] = {arguments};
        const body = text == null ? undefined : new TextEncoder().encode(text);
        window.call = app.send(method, url, body, 'text/plain', undefined);
        return null"
    );
    scene.tab.eval(&script).await;
}

/// What came of the call that was begun last.
async fn outcome(scene: &Scene) -> Value {
    read(&scene.tab.eval("return call.outcome").await)
}

async fn send(scene: &Scene, method: &str, text: Option<&str>) -> Value {
    begin(scene, method, text).await;
    outcome(scene).await
}

/// What comes of a call that is made by this script.
async fn made_by(scene: &Scene, script: &str) -> Value {
    read(&scene.tab.eval(&format!("return ({script}).outcome")).await)
}

fn read(text: &Value) -> Value {
    serde_json::from_str(text.as_str().expect("an outcome")).expect("JSON")
}

/// The calls that the API has received, preflights aside.
fn calls(scene: &Scene) -> Vec<Entry> {
    let mut log = scene.pool.log();
    log.retain(|entry| entry.path.starts_with("/prod/") && entry.method != "OPTIONS");
    log
}

fn api(status: u16, body: &str) -> Fault {
    Fault {
        status: Some(status),
        body: Some(body.to_owned()),
        ..Fault::at(Endpoint::Api)
    }
}

fn once(fault: Fault) -> Fault {
    Fault {
        times: Some(1),
        ..fault
    }
}

/// How often the token endpoint was asked, the login's own time included.
fn tokens_asked(scene: &Scene) -> usize {
    scene.received("POST", "/oauth2/token")
}

#[test]
fn every_method_sends_its_body_and_the_token() {
    play_signed_in(async |scene: &Scene| {
        for method in METHODS {
            let body = (method != "GET").then_some("grüße\0\n\"{");
            let answer = send(scene, method, body).await;
            assert_eq!(answer["status"], 200, "{method}: {answer}");
            assert_eq!(answer["text"], body.unwrap_or_default(), "{method}");
            let calls = calls(scene);
            let call = calls.last().unwrap();
            assert_eq!(call.method, method);
            assert!(call.headers["authorization"].starts_with("Bearer <"));
            assert_eq!(call.headers.contains_key("content-type"), body.is_some());
            for absent in ["cookie", "referer"] {
                assert!(!call.headers.contains_key(absent), "{absent}");
            }
        }
    });
}

#[test]
fn bytes_arrive_as_they_are() {
    play_signed_in(async |scene: &Scene| {
        let url = echo(scene);
        let script = format!(
            "app.send('PUT', '{url}', Uint8Array.from({{length: 200000}}, (_, i) => i * 7), \
             'application/octet-stream', undefined)"
        );
        let answer = made_by(scene, &script).await;
        let bytes = (0..200_000_u32).map(|i| i * 7 % 256);
        let sum = bytes.fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
        assert_eq!(
            (&answer["bytes"], &answer["sum"]),
            (&json!(200_000), &json!(sum))
        );
        let calls = calls(scene);
        assert_eq!(calls[0].headers["content-type"], "application/octet-stream");
    });
}

#[test]
fn json_is_written_and_read_as_a_type() {
    play_signed_in(async |scene: &Scene| {
        let url = echo(scene);
        let script = format!("app.send_note('POST', '{url}', 'a \"quoted\" ☕ title', 7)");
        let answer = made_by(scene, &script).await;
        let note = json!({ "title": "a \"quoted\" ☕ title", "count": 7, "done": null });
        assert_eq!(answer["note"], note);
        assert_eq!(calls(scene)[0].headers["content-type"], "application/json");
    });
}

#[test]
fn a_401_is_answered_once_with_a_new_token_and_the_same_body_whatever_the_method() {
    play_signed_in(async |scene: &Scene| {
        for (nth, method) in METHODS.into_iter().enumerate() {
            scene.fault(once(api(401, "{}")));
            let body = (method != "GET").then_some("once more");
            let answer = send(scene, method, body).await;
            assert_eq!(answer["status"], 200, "{method}: {answer}");
            assert_eq!(answer["text"], body.unwrap_or_default(), "{method}");
            assert_eq!(calls(scene).len(), (nth + 1) * 2, "{method}");
            assert_eq!(tokens_asked(scene), nth + 2, "{method}");
        }
        scene.fault(api(401, "{}"));
        assert_eq!(send(scene, "PUT", Some("x")).await["status"], 401);
        assert_eq!(calls(scene).len(), METHODS.len() * 2 + 2, "no third time");
    });
}

/// Begins a call that API Gateway answers without CORS headers, after its token has ended.
async fn fails_opaquely_after_its_token_has_ended(scene: &Scene, method: &str) {
    scene.fault(once(Fault {
        delay_ms: 700,
        no_cors: true,
        ..api(401, "{}")
    }));
    let body = (method != "GET").then_some("once more");
    begin(scene, method, body).await;
    scene.wait_until_received(method, ECHO, 1).await;
    scene.sleeps().await;
}

#[test]
fn an_opaque_failure_with_an_ended_token_repeats_what_may_be_sent_twice() {
    for method in IDEMPOTENT {
        play_signed_in(async |scene: &Scene| {
            fails_opaquely_after_its_token_has_ended(scene, method).await;
            let answer = outcome(scene).await;
            assert_eq!(answer["status"], 200, "{method}: {answer}");
            let body = if method == "GET" { "" } else { "once more" };
            assert_eq!(answer["text"], body, "{method}");
            assert_eq!(
                (calls(scene).len(), tokens_asked(scene)),
                (2, 2),
                "{method}"
            );
        });
    }
}

#[test]
fn an_opaque_failure_repeats_nothing_that_may_be_sent_only_once() {
    for method in ["POST", "PATCH"] {
        play_signed_in(async |scene: &Scene| {
            fails_opaquely_after_its_token_has_ended(scene, method).await;
            assert_eq!(outcome(scene).await["code"], "api.network", "{method}");
            assert_eq!(calls(scene).len(), 1, "{method}");
        });
    }
}

#[test]
fn an_opaque_failure_with_a_good_token_repeats_nothing() {
    play_signed_in(async |scene: &Scene| {
        for method in METHODS {
            scene.fault(once(Fault {
                no_cors: true,
                ..api(401, "{}")
            }));
            let before = calls(scene).len();
            assert_eq!(send(scene, method, None).await["code"], "api.network");
            assert_eq!(calls(scene).len(), before + 1, "{method}");
        }
        assert_eq!(tokens_asked(scene), 1);
    });
}

#[test]
fn calls_at_once_with_a_token_that_has_ended_share_one_renewal() {
    play_signed_in(async |scene: &Scene| {
        scene.sleeps().await;
        let url = echo(scene);
        let script = format!(
            "const calls = [1, 2, 3, 4, 5].map(() => app.send('GET', '{url}', undefined, '', undefined));
            return Promise.all(calls.map(call => call.outcome))"
        );
        let outcomes = scene.tab.eval(&script).await;
        for outcome in outcomes.as_array().unwrap() {
            assert_eq!(read(outcome)["status"], 200);
        }
        assert_eq!((calls(scene).len(), tokens_asked(scene)), (5, 2));
    });
}

#[test]
fn a_call_that_is_dropped_is_aborted() {
    play_signed_in(async |scene: &Scene| {
        scene.fault(once(Fault {
            delay_ms: 1000,
            ..Fault::at(Endpoint::Api)
        }));
        begin(scene, "PUT", Some("x")).await;
        scene.wait_until_received("PUT", ECHO, 1).await;
        scene.tab.eval("call.cancel(); return null").await;
        assert_eq!(outcome(scene).await, json!({ "cancelled": true }));
        tokio::time::sleep(Duration::from_millis(1500)).await;
        assert_eq!(calls(scene)[0].status, None, "the API has answered it");
        assert_eq!(send(scene, "PUT", Some("y")).await["text"], "y");
        assert_eq!(calls(scene).len(), 2);
    });
}

#[test]
fn a_call_that_takes_longer_than_it_may_is_aborted() {
    play_signed_in(async |scene: &Scene| {
        scene.fault(Fault {
            delay_ms: 1500,
            ..Fault::at(Endpoint::Api)
        });
        let url = echo(scene);
        let script = format!("app.send('DELETE', '{url}', undefined, '', 300)");
        assert_eq!(made_by(scene, &script).await["code"], "api.timeout");
        tokio::time::sleep(Duration::from_millis(2000)).await;
        let statuses: Vec<_> = calls(scene).iter().map(|call| call.status).collect();
        assert_eq!(statuses, [None], "answered, or sent again");
    });
}

#[test]
fn no_address_outside_of_the_api_is_asked_at_all() {
    play_signed_in(async |scene: &Scene| {
        let origin = scene.pool.origin().to_owned();
        for url in [
            format!("{origin}/oauth2/userInfo"),
            format!("{origin}/prod/awesomeapis"),
            format!("{origin}/prod/awesomeapi/../other"),
            format!("{origin}/prod/awesomeapi/%2e%2e/other"),
            format!("{origin}/prod/awesomeapi\\\\..\\\\other"),
            format!("{origin}@localhost/prod/awesomeapi"),
            format!("{origin}.localhost/prod/awesomeapi"),
            "/prod/awesomeapi".to_owned(),
            String::new(),
        ] {
            for method in ["GET", "PUT"] {
                let script = format!("app.send('{method}', '{url}', undefined, '', undefined)");
                assert_eq!(
                    made_by(scene, &script).await["code"],
                    "api.other_address",
                    "{url}"
                );
            }
        }
        assert_eq!(calls(scene), []);
        let requests = scene.tab.requests().await;
        let mut with_token = requests
            .iter()
            .filter(|r| r.headers.contains_key("authorization"));
        assert!(with_token.next().is_none());
    });
}

#[test]
fn no_redirect_is_followed_whatever_the_method() {
    play_signed_in(async |scene: &Scene| {
        for (status, method) in [301, 302, 303, 307, 308].into_iter().zip(METHODS) {
            let mut redirect = api(status, "");
            let onward = format!("{}{ECHO}?onward", scene.pool.origin());
            redirect.headers.insert("location".to_owned(), onward);
            scene.fault(once(redirect));
            assert_eq!(send(scene, method, None).await["code"], "api.network");
        }
        assert!(calls(scene).iter().all(|call| call.query.is_empty()));
    });
}

#[test]
fn every_status_and_body_is_an_answer() {
    play_signed_in(async |scene: &Scene| {
        let huge = format!("[\"{}\"]", "x".repeat(5_000_000));
        for (status, body) in [
            (200, ""),
            (204, ""),
            (200, "<!DOCTYPE html>"),
            (200, "{\"title\":\"cut"),
            (200, "{\"title\":5,\"count\":\"five\"}"),
            (200, &huge),
            (400, "{\"message\":\"Bad\"}"),
            (403, "{\"message\":\"Missing Authentication Token\"}"),
            (429, "{\"message\":\"Too Many Requests\"}"),
            (500, "<h1>Oops</h1>"),
        ] {
            scene.fault(api(status, body));
            let answer = send(scene, "POST", Some("x")).await;
            assert_eq!(answer["status"], status, "{answer}");
            assert_eq!(answer["bytes"], body.len(), "{status}");
            assert_eq!(answer["note"], Value::Null, "{status}");
        }
        assert_eq!(
            (calls(scene).len(), tokens_asked(scene)),
            (10, 1),
            "nothing is repeated"
        );
    });
}

#[test]
fn the_time_to_wait_is_read_where_the_gateway_exposes_it() {
    play_signed_in(async |scene: &Scene| {
        let mut busy = api(429, "");
        busy.headers
            .insert("retry-after".to_owned(), "17".to_owned());
        scene.fault(busy.clone());
        assert_eq!(send(scene, "GET", None).await["retry_after"], Value::Null);
        let expose = "access-control-expose-headers";
        busy.headers
            .insert(expose.to_owned(), "Retry-After".to_owned());
        scene.fault(busy);
        assert_eq!(send(scene, "GET", None).await["retry_after"], "17");
    });
}

#[test]
fn while_nobody_is_signed_in_nothing_is_asked() {
    play(async |scene: &Scene| {
        assert_eq!(
            send(scene, "PUT", Some("x")).await["code"],
            "api.signed_out"
        );
        let profile = read(&scene.tab.eval("return app.user_info()").await);
        assert_eq!(profile["code"], "user_info.signed_out");
        assert!(scene.pool.log().is_empty());
    });
}

#[test]
fn no_answer_is_taken_from_a_cache() {
    play_signed_in(async |scene: &Scene| {
        let mut cacheable = api(200, "answer");
        let header = ("cache-control".to_owned(), "max-age=600".to_owned());
        cacheable.headers.extend([header]);
        scene.fault(cacheable);
        for nth in 1..=2 {
            assert_eq!(send(scene, "GET", None).await["text"], "answer");
            assert_eq!(calls(scene).len(), nth);
        }
    });
}
