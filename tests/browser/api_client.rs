//! The library's API client in a browser: every method, bodies, repeats, cancelling. The app itself
//! only reads, so these drive `tests/api-app`.

use end_to_end::browser::time::SLEEP;
use end_to_end::harness::{Harness, Setup, held};
use local_cognito::{Endpoint, Entry, Fault};
use serde_json::{Value, json};
use std::path::PathBuf;

const ECHO: &str = "/prod/awesomeapi/echo";
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
/// What sending twice does no more than sending once (RFC 9110 §9.2.2).
const IDEMPOTENT: [&str; 3] = ["GET", "PUT", "DELETE"];

fn run_signed_in(body: impl AsyncFnOnce(&Harness)) {
    run(async |harness: &Harness| {
        harness.tab.eval("app.log_in(); return null").await;
        harness.sign_in().await;
        harness
            .tab
            .becomes("return window.app?.session() == 'signed in'")
            .await;
        body(harness).await;
    });
}

fn run(body: impl AsyncFnOnce(&Harness)) {
    let folder = std::env::var_os("API_APP");
    let folder = folder.expect("API_APP, which `cargo xtask test` sets");
    let setup = Setup::default().script(SLEEP).site(PathBuf::from(folder));
    setup.run(async |harness: &Harness| {
        harness.open("/").await;
        let ready = "return window.app?.session() == 'signed out'";
        harness.tab.becomes(ready).await;
        body(harness).await;
    });
}

fn echo(harness: &Harness) -> String {
    harness.pool.origin().to_owned() + ECHO
}

/// Begins a call of the echo, with the text as its body if there is one.
async fn begin(harness: &Harness, method: &str, text: Option<&str>) {
    let arguments = json!([method, echo(harness), text]);
    let script = format!(
        "const [method, url, text] = {arguments};
        const body = text == null ? undefined : new TextEncoder().encode(text);
        window.call = app.send(method, url, body, 'text/plain', undefined);
        return null"
    );
    harness.tab.eval(&script).await;
}

/// What came of the call that was begun last.
async fn outcome(harness: &Harness) -> Value {
    read(&harness.tab.eval("return call.outcome").await)
}

async fn send(harness: &Harness, method: &str, text: Option<&str>) -> Value {
    begin(harness, method, text).await;
    outcome(harness).await
}

/// What comes of a call that is made by this script.
async fn made_by(harness: &Harness, script: &str) -> Value {
    read(
        &harness
            .tab
            .eval(&format!("return ({script}).outcome"))
            .await,
    )
}

fn read(text: &Value) -> Value {
    serde_json::from_str(text.as_str().expect("an outcome")).expect("JSON")
}

/// The calls that the API has received, preflights aside.
fn calls(harness: &Harness) -> Vec<Entry> {
    let mut log = harness.pool.log();
    log.retain(|entry| entry.path.starts_with("/prod/") && entry.method != "OPTIONS");
    log
}

fn once(fault: Fault) -> Fault {
    Fault {
        times: Some(1),
        ..fault
    }
}

/// How often the token endpoint was asked, the login's own time included.
fn tokens_asked(harness: &Harness) -> usize {
    harness.received("POST", "/oauth2/token")
}

#[test]
fn every_method_sends_its_body_and_the_token() {
    run_signed_in(async |harness: &Harness| {
        for method in METHODS {
            let body = (method != "GET").then_some("grüße\0\n\"{");
            let answer = send(harness, method, body).await;
            assert_eq!(answer["status"], 200, "{method}: {answer}");
            assert_eq!(answer["text"], body.unwrap_or_default(), "{method}");
            let calls = calls(harness);
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
    run_signed_in(async |harness: &Harness| {
        let url = echo(harness);
        let script = format!(
            "app.send('PUT', '{url}', Uint8Array.from({{length: 200000}}, (_, i) => i * 7), \
             'application/octet-stream', undefined)"
        );
        let answer = made_by(harness, &script).await;
        let bytes = (0..200_000_u32).map(|i| i * 7 % 256);
        let sum = bytes.fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
        assert_eq!(
            (&answer["bytes"], &answer["sum"]),
            (&json!(200_000), &json!(sum))
        );
        let calls = calls(harness);
        assert_eq!(calls[0].headers["content-type"], "application/octet-stream");
    });
}

#[test]
fn json_is_written_and_read_as_a_type() {
    run_signed_in(async |harness: &Harness| {
        let url = echo(harness);
        let script = format!("app.send_note('POST', '{url}', 'a \"quoted\" ☕ title', 7)");
        let answer = made_by(harness, &script).await;
        let note = json!({ "title": "a \"quoted\" ☕ title", "count": 7, "done": null });
        assert_eq!(answer["note"], note);
        assert_eq!(
            calls(harness)[0].headers["content-type"],
            "application/json"
        );
    });
}

#[test]
fn a_401_is_answered_once_with_a_new_token_and_the_same_body_whatever_the_method() {
    run_signed_in(async |harness: &Harness| {
        for (nth, method) in METHODS.into_iter().enumerate() {
            harness.fault(once(Fault::answering(Endpoint::Api, 401, "{}")));
            let body = (method != "GET").then_some("once more");
            let answer = send(harness, method, body).await;
            assert_eq!(answer["status"], 200, "{method}: {answer}");
            assert_eq!(answer["text"], body.unwrap_or_default(), "{method}");
            assert_eq!(calls(harness).len(), (nth + 1) * 2, "{method}");
            assert_eq!(tokens_asked(harness), nth + 2, "{method}");
        }
        harness.fault(Fault::answering(Endpoint::Api, 401, "{}"));
        assert_eq!(send(harness, "PUT", Some("x")).await["status"], 401);
        assert_eq!(calls(harness).len(), METHODS.len() * 2 + 2, "no third time");
    });
}

/// Begins a call that API Gateway answers without CORS headers, after its token has ended.
async fn fails_opaquely_after_its_token_has_ended(harness: &Harness, method: &str) {
    harness.fault(once(Fault {
        held: true,
        no_cors: true,
        ..Fault::answering(Endpoint::Api, 401, "{}")
    }));
    let body = (method != "GET").then_some("once more");
    begin(harness, method, body).await;
    harness.wait_until_received(method, ECHO, 1).await;
    harness.sleeps().await;
    harness.lets_go();
}

#[test]
fn an_opaque_failure_with_an_ended_token_repeats_what_may_be_sent_twice() {
    for method in IDEMPOTENT {
        run_signed_in(async |harness: &Harness| {
            fails_opaquely_after_its_token_has_ended(harness, method).await;
            let answer = outcome(harness).await;
            assert_eq!(answer["status"], 200, "{method}: {answer}");
            let body = if method == "GET" { "" } else { "once more" };
            assert_eq!(answer["text"], body, "{method}");
            assert_eq!(
                (calls(harness).len(), tokens_asked(harness)),
                (2, 2),
                "{method}"
            );
        });
    }
}

#[test]
fn an_opaque_failure_repeats_nothing_that_may_be_sent_only_once() {
    for method in ["POST", "PATCH"] {
        run_signed_in(async |harness: &Harness| {
            fails_opaquely_after_its_token_has_ended(harness, method).await;
            assert_eq!(outcome(harness).await["code"], "api.network", "{method}");
            assert_eq!(calls(harness).len(), 1, "{method}");
        });
    }
}

#[test]
fn an_opaque_failure_with_a_good_token_repeats_nothing() {
    run_signed_in(async |harness: &Harness| {
        for method in METHODS {
            harness.fault(once(Fault {
                no_cors: true,
                ..Fault::answering(Endpoint::Api, 401, "{}")
            }));
            let before = calls(harness).len();
            assert_eq!(send(harness, method, None).await["code"], "api.network");
            assert_eq!(calls(harness).len(), before + 1, "{method}");
        }
        assert_eq!(tokens_asked(harness), 1);
    });
}

#[test]
fn calls_at_once_with_a_token_that_has_ended_share_one_renewal() {
    run_signed_in(async |harness: &Harness| {
        harness.sleeps().await;
        let url = echo(harness);
        let script = format!(
            "const calls = [1, 2, 3, 4, 5].map(() => app.send('GET', '{url}', undefined, '', undefined));
            return Promise.all(calls.map(call => call.outcome))"
        );
        let outcomes = harness.tab.eval(&script).await;
        for outcome in outcomes.as_array().unwrap() {
            assert_eq!(read(outcome)["status"], 200);
        }
        assert_eq!((calls(harness).len(), tokens_asked(harness)), (5, 2));
    });
}

#[test]
fn a_call_that_is_dropped_is_aborted() {
    run_signed_in(async |harness: &Harness| {
        harness.fault(once(held(Endpoint::Api)));
        begin(harness, "PUT", Some("x")).await;
        harness.wait_until_received("PUT", ECHO, 1).await;
        harness.tab.eval("call.cancel(); return null").await;
        assert_eq!(outcome(harness).await, json!({ "cancelled": true }));
        harness.abandoned("PUT", ECHO).await;
        assert_eq!(send(harness, "PUT", Some("y")).await["text"], "y");
        assert_eq!(calls(harness).len(), 2);
    });
}

#[test]
fn a_call_that_takes_longer_than_it_may_is_aborted() {
    run_signed_in(async |harness: &Harness| {
        harness.fault(once(held(Endpoint::Api)));
        let url = echo(harness);
        let script = format!("app.send('DELETE', '{url}', undefined, '', 300)");
        assert_eq!(made_by(harness, &script).await["code"], "api.timeout");
        harness.abandoned("DELETE", ECHO).await;
        assert_eq!(send(harness, "PUT", Some("y")).await["text"], "y");
        assert_eq!(calls(harness).len(), 2, "it was sent again");
    });
}

#[test]
fn no_address_outside_of_the_api_is_asked_at_all() {
    run_signed_in(async |harness: &Harness| {
        let origin = harness.pool.origin().to_owned();
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
                    made_by(harness, &script).await["code"],
                    "api.other_address",
                    "{url}"
                );
            }
        }
        assert_eq!(calls(harness), []);
        let requests = harness.tab.requests().await;
        let mut with_token = requests
            .iter()
            .filter(|r| r.headers.contains_key("authorization"));
        assert!(with_token.next().is_none());
    });
}

#[test]
fn no_redirect_is_followed_whatever_the_method() {
    run_signed_in(async |harness: &Harness| {
        for (status, method) in [301, 302, 303, 307, 308].into_iter().zip(METHODS) {
            let mut redirect = Fault::answering(Endpoint::Api, status, "");
            let onward = format!("{}{ECHO}?onward", harness.pool.origin());
            redirect.headers.insert("location".to_owned(), onward);
            harness.fault(once(redirect));
            assert_eq!(send(harness, method, None).await["code"], "api.redirected");
        }
        assert!(calls(harness).iter().all(|call| call.query.is_empty()));
    });
}

#[test]
fn every_status_and_body_is_an_answer() {
    run_signed_in(async |harness: &Harness| {
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
            harness.fault(Fault::answering(Endpoint::Api, status, body));
            let answer = send(harness, "POST", Some("x")).await;
            assert_eq!(answer["status"], status, "{answer}");
            assert_eq!(answer["bytes"], body.len(), "{status}");
            assert_eq!(answer["note"], Value::Null, "{status}");
        }
        assert_eq!(
            (calls(harness).len(), tokens_asked(harness)),
            (10, 1),
            "nothing is repeated"
        );
    });
}

#[test]
fn an_answer_that_is_too_large_is_not_read() {
    run_signed_in(async |harness: &Harness| {
        for (bytes, code) in [
            (32 << 20, Value::Null),
            ((32 << 20) + 1, "api.too_large".into()),
        ] {
            harness.fault(once(Fault::answering(
                Endpoint::Api,
                200,
                &"x".repeat(bytes),
            )));
            assert_eq!(send(harness, "GET", None).await["code"], code, "{bytes}");
        }
        assert_eq!(
            send(harness, "GET", None).await["status"],
            200,
            "the page goes on"
        );
    });
}

#[test]
fn the_time_to_wait_is_read_where_the_gateway_exposes_it() {
    run_signed_in(async |harness: &Harness| {
        let mut busy = Fault::answering(Endpoint::Api, 429, "");
        busy.headers
            .insert("retry-after".to_owned(), "17".to_owned());
        harness.fault(busy.clone());
        assert_eq!(send(harness, "GET", None).await["retry_after"], Value::Null);
        let expose = "access-control-expose-headers";
        busy.headers
            .insert(expose.to_owned(), "Retry-After".to_owned());
        harness.fault(busy);
        assert_eq!(send(harness, "GET", None).await["retry_after"], "17");
    });
}

#[test]
fn while_nobody_is_signed_in_nothing_is_asked() {
    run(async |harness: &Harness| {
        assert_eq!(
            send(harness, "PUT", Some("x")).await["code"],
            "api.signed_out"
        );
        let profile = read(&harness.tab.eval("return app.user_info()").await);
        assert_eq!(profile["code"], "user_info.signed_out");
        assert!(harness.pool.log().is_empty());
    });
}

#[test]
fn no_answer_is_taken_from_a_cache() {
    run_signed_in(async |harness: &Harness| {
        let mut cacheable = Fault::answering(Endpoint::Api, 200, "answer");
        let header = ("cache-control".to_owned(), "max-age=600".to_owned());
        cacheable.headers.extend([header]);
        harness.fault(cacheable);
        for nth in 1..=2 {
            assert_eq!(send(harness, "GET", None).await["text"], "answer");
            assert_eq!(calls(harness).len(), nth);
        }
    });
}
