//! An API's answer, whatever its status.

use cognito_spa::{Answer, AuthErrorKind};
use serde::Deserialize;

fn answer(status: u16, body: &[u8]) -> Answer {
    Answer {
        status,
        headers: vec![("retry-after".into(), "17".into())],
        body: body.to_vec(),
        millis: 1.0,
    }
}

#[derive(Debug, PartialEq, Deserialize)]
struct Items {
    items: Vec<u32>,
}

#[test]
fn an_answers_header_is_found_by_its_name() {
    let answer = answer(429, b"{}");
    assert_eq!(answer.header("retry-after"), Some("17"));
    assert_eq!(answer.header("content-type"), None);
    assert_eq!(answer.text(), "{}");
}

#[test]
fn a_body_is_read_as_the_form_that_is_wanted() {
    let items = answer(200, br#"{"items":[1,2],"next":null}"#).json::<Items>();
    assert_eq!(items, Ok(Items { items: vec![1, 2] }));
    let of_a_refusal = answer(404, br#"{"items":[]}"#).json::<Items>();
    assert_eq!(of_a_refusal, Ok(Items { items: vec![] }));
}

#[test]
fn a_body_of_another_form_is_an_error_that_repeats_nothing_of_it() {
    for body in [
        "",
        "<html>",
        "null",
        "[]",
        r#"{"items":["s3cr3t"]}"#,
        r#"{"items":[-1]}"#,
    ] {
        let error = answer(200, body.as_bytes()).json::<Items>().unwrap_err();
        assert_eq!(error.code(), "api.wrong_form", "{body}");
        assert_eq!(error.kind(), AuthErrorKind::Api);
        assert!(!format!("{error:?}").contains("s3cr3t"));
    }
}

#[test]
fn a_body_of_many_megabytes_is_read_and_spread_over_lines() {
    let items: Vec<u32> = (0..1_000_000).collect();
    let body = serde_json::json!({ "items": items }).to_string();
    assert!(body.len() > 6 << 20);
    let answer = answer(200, body.as_bytes());
    assert_eq!(answer.json(), Ok(Items { items }));
    assert!(answer.pretty().ends_with("\n    999999\n  ]\n}"));
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let answer = answer(200, b"\xef\xbb\xbf{\"items\":[1]}");
    assert_eq!(answer.json(), Ok(Items { items: vec![1] }));
    assert_eq!(answer.text(), "{\"items\":[1]}");
    assert_eq!(answer.pretty(), "{\n  \"items\": [\n    1\n  ]\n}");
}

#[test]
fn what_is_no_text_is_shown_as_far_as_it_is() {
    assert_eq!(answer(200, b"a\xffb").text(), "a\u{fffd}b");
    assert_eq!(answer(200, b"").text(), "");
}

#[test]
fn only_json_is_spread_over_lines() {
    for text in ["<p>a, b</p>", "a: [b]", "{"] {
        assert_eq!(answer(200, text.as_bytes()).pretty(), text);
    }
}

#[test]
fn a_success_is_any_2xx() {
    for (status, is_success) in [
        (199, false),
        (200, true),
        (204, true),
        (299, true),
        (300, false),
        (401, false),
        (500, false),
    ] {
        let answer = answer(status, b"body");
        assert_eq!(answer.is_success(), is_success, "{status}");
        assert_eq!(answer.clone().into_success().is_ok(), is_success);
        if is_success {
            assert_eq!(answer.clone().into_success(), Ok(answer));
        }
    }
}

#[test]
fn another_status_is_an_error_with_the_servers_own_words() {
    for (status, code) in [
        (401, "api.refused"),
        (403, "api.refused"),
        (404, "api.not_found"),
        (429, "api.too_many_requests"),
        (500, "api.server_error"),
        (503, "api.server_error"),
        (400, "api.status"),
        (302, "api.status"),
    ] {
        let error = answer(status, b"<b>its\nwords</b>")
            .into_success()
            .unwrap_err();
        assert_eq!(error.code(), code, "{status}");
        assert_eq!(error.detail(), Some("<b>its words</b>"));
    }
    let error = answer(500, b"").into_success().unwrap_err();
    assert_eq!(error.detail(), None);
}
