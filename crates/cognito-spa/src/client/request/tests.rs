//! Which requests are sent once more with a new token, and what is kept of one.

use super::Request;
use crate::client::Answer;
use crate::protocol::api::ApiError;
use http::Method;
use std::collections::BTreeMap;
use std::time::Duration;

const API: &str = "https://api.example.com/prod/awesomeapi";

const METHODS: [Method; 5] = [
    Method::GET,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
];

fn outcome(status: u16) -> Result<Answer, ApiError> {
    Ok(Answer {
        status,
        millis: 1.0,
        headers: Vec::new(),
        body: b"{}".to_vec(),
    })
}

fn is_sent_again(
    method: Method,
    outcome: &Result<Answer, ApiError>,
    token_has_ended: bool,
) -> bool {
    Request::new(method, API).is_worth_another_try(outcome, token_has_ended)
}

#[test]
fn whatever_was_not_authorized_is_sent_once_more() {
    for method in METHODS {
        assert!(is_sent_again(method.clone(), &outcome(401), false));
        for status in [200, 400, 403, 429, 500] {
            assert!(
                !is_sent_again(method.clone(), &outcome(status), true),
                "{method:?} {status}"
            );
        }
    }
}

#[test]
fn what_may_have_been_done_already_is_sent_once_more_only_where_that_does_no_harm() {
    for method in METHODS {
        let harmless = !matches!(method, Method::POST | Method::PATCH);
        assert_eq!(
            is_sent_again(method.clone(), &Err(ApiError::Network), true),
            harmless,
            "{method:?}"
        );
    }
}

#[test]
fn a_network_failure_says_nothing_of_a_token_that_is_good() {
    for error in [ApiError::Network, ApiError::Timeout, ApiError::OtherAddress] {
        assert!(!is_sent_again(Method::GET, &Err(error), false));
    }
    assert!(!is_sent_again(Method::GET, &Err(ApiError::Timeout), true));
}

#[test]
fn what_was_written_is_what_is_sent() {
    let request = Request::new(Method::POST, API)
        .header("idempotency-key", "17")
        .json(&["apples", "pears"])
        .timeout(Duration::from_millis(1_500));
    assert_eq!(request.method(), Method::POST);
    assert_eq!(request.url(), API);
    assert_eq!(request.headers, [("idempotency-key".into(), "17".into())]);
    assert_eq!(
        request.body,
        Some(Ok((
            br#"["apples","pears"]"#.to_vec(),
            "application/json".into()
        )))
    );
    assert_eq!(request.timeout, Duration::from_millis(1_500));
    let request = request.body("a;b", "text/csv");
    assert_eq!(request.body, Some(Ok((b"a;b".to_vec(), "text/csv".into()))));
}

#[test]
fn without_more_it_has_no_body_and_waits_as_long_as_a_person_would() {
    let request = Request::new(Method::GET, API);
    assert_eq!(request.body, None);
    assert_eq!(request.timeout, Duration::from_secs(20));
}

#[test]
fn a_body_that_cannot_be_written_is_an_error_of_the_request() {
    let keys_that_are_no_texts = BTreeMap::from([((1, 2), 3)]);
    let request = Request::new(Method::POST, API).json(&keys_that_are_no_texts);
    assert_eq!(request.body, Some(Err(ApiError::Request)));
}

#[test]
fn headers_and_body_are_not_shown() {
    let request = Request::new(Method::POST, API)
        .header("x-api-key", "s3cr3t")
        .body("s3cr3t", "text/plain");
    let shown = format!("{request:?}");
    assert!(shown.contains(API) && !shown.contains("s3cr3t"), "{shown}");
}
