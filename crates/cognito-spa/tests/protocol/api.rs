//! Which addresses may see the access token (RFC 9700 §4.9.3), and which calls are sent once more.

use leptos_cognito::api::{Answer, ApiError, Method, Request, is_under};
use proptest::prelude::*;
use url::Url;

const API: &str = "https://api.example.com/prod/awesomeapi";

const METHODS: [Method; 5] = [
    Method::Get,
    Method::Post,
    Method::Put,
    Method::Patch,
    Method::Delete,
];

#[test]
fn the_configured_address_and_what_lies_under_it_gets_the_token() {
    for rest in [
        "",
        "/",
        "/items",
        "/items/1?x=1",
        "?x=1",
        "/..items",
        "?up=/../x",
    ] {
        assert!(is_under(API, &[API, rest].concat()), "{rest}");
    }
    assert!(is_under(
        "https://api.example.com/",
        "https://api.example.com/x"
    ));
}

#[test]
fn no_other_address_does() {
    for other in [
        "https://api.example.com/prod/awesomeapi2",
        "https://api.example.com/prod",
        "https://api.example.com.evil.example/prod/awesomeapi",
        "https://evil.example/?https://api.example.com/prod/awesomeapi",
        "http://api.example.com/prod/awesomeapi",
        "//api.example.com/prod/awesomeapi",
        "/prod/awesomeapi",
        "",
    ] {
        assert!(!is_under(API, other), "{other}");
    }
}

#[test]
fn no_path_climbs_out_of_it() {
    for rest in [
        "/..",
        "/../",
        "/../other",
        "/%2e%2e/other",
        "/.%2E/other",
        "/./x",
        "/x/../../y",
        "\\..\\other",
        "/x#y",
        "/ x",
    ] {
        assert!(!is_under(API, &[API, rest].concat()), "{rest}");
    }
}

fn outcome(status: u16) -> Result<Answer, ApiError> {
    Ok(Answer {
        status,
        millis: 1.0,
        headers: vec![("retry-after".into(), "17".into())],
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
        assert!(is_sent_again(method, &outcome(401), false), "{method:?}");
        for status in [200, 400, 403, 429, 500] {
            assert!(
                !is_sent_again(method, &outcome(status), true),
                "{method:?} {status}"
            );
        }
    }
}

#[test]
fn what_may_have_been_done_already_is_sent_once_more_only_where_that_does_no_harm() {
    for method in METHODS {
        let harmless = !matches!(method, Method::Post | Method::Patch);
        assert_eq!(
            is_sent_again(method, &Err(ApiError::Network), true),
            harmless,
            "{method:?}"
        );
    }
}

#[test]
fn a_network_failure_says_nothing_of_a_token_that_is_good() {
    for error in [ApiError::Network, ApiError::Timeout, ApiError::OtherAddress] {
        assert!(!is_sent_again(Method::Get, &Err(error), false), "{error:?}");
    }
    assert!(!is_sent_again(Method::Get, &Err(ApiError::Timeout), true));
}

#[test]
fn a_refusal_names_the_scopes_that_the_token_has_not() {
    let asked = ["openid".to_owned(), "photos/read".to_owned()];
    let missing = |status, challenge: Option<&str>, granted| {
        let headers = challenge.map(|text| ("www-authenticate".to_owned(), text.to_owned()));
        let answer = Answer {
            headers: headers.into_iter().collect(),
            ..outcome(status).unwrap()
        };
        answer.missing_scopes(&asked, granted).join(" ")
    };
    for status in [401, 403] {
        assert_eq!(missing(status, None, "openid"), "photos/read");
        assert_eq!(missing(status, None, "photos/read openid"), "");
        assert_eq!(missing(status, None, ""), "photos/read");
        assert_eq!(missing(status, None, "openid photos/reader"), "photos/read");
        let challenge = r#"Bearer error="insufficient_scope", scope="photos/read photos/write""#;
        assert_eq!(
            missing(status, Some(challenge), "photos/read"),
            "photos/write"
        );
        assert_eq!(missing(status, Some("Bearer scope=\"\""), ""), "");
        let challenge = r#"Bearer realm="a scope=", scope="photos/write""#;
        assert_eq!(missing(status, Some(challenge), ""), "photos/write");
        let challenge = "Bearer scope=photos/write";
        assert_eq!(missing(status, Some(challenge), "openid"), "photos/read");
    }
    assert_eq!(missing(200, None, ""), "");
    assert_eq!(missing(404, None, ""), "");
}

#[test]
fn an_answers_header_is_found_by_its_name() {
    let answer = outcome(429).unwrap();
    assert_eq!(answer.header("retry-after"), Some("17"));
    assert_eq!(answer.header("content-type"), None);
    assert_eq!(answer.text(), "{}");
}

proptest! {
    #[test]
    fn what_gets_the_token_is_under_the_address_as_browsers_read_it(rest in "[-a-z./%2eE?&=\\\\#@: ]{0,16}") {
        let url = [API, &rest].concat();
        if is_under(API, &url) {
            let read = Url::parse(&url).unwrap();
            prop_assert_eq!(read.host_str(), Some("api.example.com"));
            prop_assert!(read.path().starts_with("/prod/awesomeapi"), "{}", read);
        }
    }
}
