//! The authorization response (RFC 6749 §4.1.2, RFC 9207).

use crate::common::{ISSUER, NOW_MS, bytes_as_text, pending};
use cognito_spa::AuthError;
use cognito_spa::protocol::callback::{Callback, CallbackError, Outcome, parse, validate};
use cognito_spa::protocol::pending::PENDING_LIFETIME_MS;
use cognito_spa::protocol::secret::Code;
use proptest::prelude::*;

fn code(text: &str) -> Outcome {
    Outcome::Code(Code::new(text.into()))
}

fn error(error: &str, description: Option<&str>) -> Outcome {
    Outcome::Error {
        error: error.into(),
        description: description.map(Into::into),
    }
}

fn answer(state: &str, iss: Option<&str>, outcome: Outcome) -> Callback {
    Callback::Answer {
        state: state.into(),
        iss: iss.map(Into::into),
        outcome,
    }
}

fn denied(error: &str, description: Option<&str>) -> CallbackError {
    CallbackError::Denied {
        error: error.into(),
        description: description.map(Into::into),
        is_silent: false,
        has_pkce: true,
    }
}

fn error_of(error: &str, description: Option<&str>) -> AuthError {
    denied(error, description).into()
}

#[test]
fn rfc_6749_4_1_2_answer_with_a_code() {
    assert_eq!(
        parse("?code=SplxlOBeZQQYbYS6WxSbIA&state=xyz"),
        answer("xyz", None, code("SplxlOBeZQQYbYS6WxSbIA"))
    );
}

#[test]
fn rfc_6749_4_1_2_1_answer_with_an_error() {
    assert_eq!(
        parse("error=access_denied&state=xyz"),
        answer("xyz", None, error("access_denied", None))
    );
}

#[test]
fn rfc_9207_2_1_answer_with_an_issuer() {
    assert_eq!(
        parse(
            "code=x1848ZT64p4IirMPT0R-X3141MFPTuBX-VFL_cvaplMH58&state=ZWVlNDBlYzA1NjdkMDNhYjg3ZjUxZjAyNGQzMTM2NzI&iss=https%3A%2F%2Fhonest.as.example"
        ),
        answer(
            "ZWVlNDBlYzA1NjdkMDNhYjg3ZjUxZjAyNGQzMTM2NzI",
            Some("https://honest.as.example"),
            code("x1848ZT64p4IirMPT0R-X3141MFPTuBX-VFL_cvaplMH58")
        )
    );
}

#[test]
fn parameters_are_found_by_name_in_any_order() {
    assert_eq!(
        parse("error_description=PreSignUp+failed&state=xyz&error=invalid_request"),
        answer(
            "xyz",
            None,
            error("invalid_request", Some("PreSignUp failed"))
        )
    );
}

#[test]
fn parameters_that_are_not_known_are_ignored() {
    assert_eq!(
        parse("session_state=1&session_state=2&code=a&state=b"),
        answer("b", None, code("a"))
    );
}

#[test]
fn a_query_without_code_and_error_is_no_callback() {
    for query in [
        "",
        "?",
        "tab=1",
        "state=xyz",
        "iss=x&state=y",
        "Code=a&state=b",
        "xcode=1",
    ] {
        assert_eq!(parse(query), Callback::None, "{query}");
    }
}

#[test]
fn a_parameter_that_occurs_twice_is_refused() {
    for query in [
        "code=a&code=b&state=x",
        "code=a&code=a&state=x",
        "code=a&state=x&state=y",
        "code=a&state=x&iss=i&iss=i",
        "error=a&error=b&state=x",
        "error=a&error_description=b&error_description=c&state=x",
        "code=a&c%6fde=b&state=x",
        "code=a&code&state=x",
    ] {
        assert_eq!(
            parse(query),
            Callback::Malformed(CallbackError::Duplicate),
            "{query}"
        );
    }
}

#[test]
fn code_and_error_together_are_refused() {
    assert_eq!(
        parse("code=a&error=b&state=x"),
        Callback::Malformed(CallbackError::Contradiction)
    );
}

#[test]
fn an_empty_code_or_error_is_refused() {
    for query in ["code=&state=x", "code&state=x", "error=&state=x"] {
        assert_eq!(
            parse(query),
            Callback::Malformed(CallbackError::Contradiction),
            "{query}"
        );
    }
}

#[test]
fn a_missing_or_empty_state_is_refused_for_errors_too() {
    for query in [
        "code=a",
        "code=a&state=",
        "code=a&state",
        "error=access_denied",
    ] {
        assert_eq!(
            parse(query),
            Callback::Malformed(CallbackError::StateMissing),
            "{query}"
        );
    }
}

#[test]
fn a_code_without_a_pending_login_is_not_exchanged() {
    assert_eq!(
        validate(None, None, code("a"), NOW_MS),
        Err(CallbackError::StateUnknown)
    );
}

#[test]
fn the_state_is_compared_before_an_error_is_believed() {
    assert_eq!(
        validate(None, None, error("access_denied", None), NOW_MS),
        Err(CallbackError::StateUnknown)
    );
}

#[test]
fn a_code_for_a_pending_login_is_exchanged() {
    assert_eq!(
        validate(Some(&pending()), None, code("a"), NOW_MS),
        Ok(Code::new("a".into()))
    );
}

#[test]
fn a_login_that_began_too_long_ago_is_refused() {
    let late = NOW_MS + PENDING_LIFETIME_MS + 1.0;
    assert_eq!(
        validate(Some(&pending()), None, code("a"), late),
        Err(CallbackError::Expired)
    );
}

#[test]
fn an_issuer_in_the_answer_has_to_be_the_configured_one_exactly() {
    let with_slash = format!("{ISSUER}/");
    let in_capitals = ISSUER.to_uppercase();
    for other in ["https://evil.example", "", &with_slash, &in_capitals] {
        for outcome in [code("a"), error("access_denied", None)] {
            assert_eq!(
                validate(Some(&pending()), Some(other), outcome, NOW_MS),
                Err(CallbackError::OtherIssuer),
                "{other}"
            );
        }
    }
    assert!(validate(Some(&pending()), Some(ISSUER), code("a"), NOW_MS).is_ok());
}

#[test]
fn an_announced_issuer_may_not_be_missing() {
    let mut pending = pending();
    pending.iss_required = true;
    for outcome in [code("a"), error("access_denied", None)] {
        assert_eq!(
            validate(Some(&pending), None, outcome, NOW_MS),
            Err(CallbackError::IssuerMissing)
        );
    }
    assert!(validate(Some(&pending), Some(ISSUER), code("a"), NOW_MS).is_ok());
}

#[test]
fn an_error_to_a_pending_login_is_reported() {
    assert_eq!(
        validate(
            Some(&pending()),
            None,
            error("access_denied", Some("no")),
            NOW_MS
        ),
        Err(denied("access_denied", Some("no")))
    );
}

#[test]
fn a_provider_wants_the_person_only_where_it_was_told_to_ask_nobody() {
    for error in ["login_required", "consent_required"] {
        let asked = error_of(error, None);
        assert_eq!(asked.message(), error_of("access_denied", None).message());
        let CallbackError::Denied { error, .. } = denied(error, None) else {
            unreachable!();
        };
        let silent = AuthError::from(CallbackError::Denied {
            error,
            description: None,
            is_silent: true,
            has_pkce: true,
        });
        assert!(silent.message().contains("sign in there first"));
        assert_eq!(silent.code(), asked.code());
    }
}

#[test]
fn pkce_is_named_where_the_provider_does_not_say_that_it_has_it() {
    let mut pending = pending();
    let refused = |pending: &cognito_spa::protocol::Pending| {
        let outcome = error("invalid_request", None);
        AuthError::from(validate(Some(pending), None, outcome, NOW_MS).unwrap_err())
    };
    assert!(!refused(&pending).message().contains("PKCE"));
    pending.has_pkce = false;
    assert!(refused(&pending).message().contains("PKCE"));
    assert_eq!(refused(&pending).code(), "callback.invalid_request");
}

#[test]
fn every_error_of_the_specifications_has_its_advice() {
    let expected = [
        // RFC 6749 §4.1.2.1
        ("invalid_request", "callback.invalid_request"),
        ("unauthorized_client", "callback.unauthorized_client"),
        ("access_denied", "callback.access_denied"),
        (
            "unsupported_response_type",
            "callback.unsupported_response_type",
        ),
        ("invalid_scope", "callback.invalid_scope"),
        ("server_error", "callback.server_error"),
        (
            "temporarily_unavailable",
            "callback.temporarily_unavailable",
        ),
        // OpenID Connect Core §3.1.2.6
        ("interaction_required", "callback.interaction_required"),
        ("login_required", "callback.login_required"),
        (
            "account_selection_required",
            "callback.account_selection_required",
        ),
        ("consent_required", "callback.consent_required"),
        ("invalid_request_uri", "callback.invalid_request_uri"),
        ("invalid_request_object", "callback.invalid_request_object"),
        ("request_not_supported", "callback.request_not_supported"),
        (
            "request_uri_not_supported",
            "callback.request_uri_not_supported",
        ),
        (
            "registration_not_supported",
            "callback.registration_not_supported",
        ),
        // Anything else
        ("something_new", "callback.denied"),
        ("<script>", "callback.denied"),
    ];
    for (error, code) in expected {
        assert_eq!(error_of(error, None).code(), code, "{error}");
    }
}

#[test]
fn the_providers_words_are_carried_shortened_and_apart_from_ours() {
    let error = error_of("access_denied", Some(&"<b>".repeat(1_000)));
    let detail = error.detail().unwrap();
    assert!(detail.starts_with("access_denied: <b><b>"));
    assert!(detail.chars().count() <= 201);
    assert!(!error.message().contains('<') && !error.hint().contains('<'));
}

proptest! {
    #[test]
    fn no_query_stops_the_program(query in prop_oneof![
        any::<String>(),
        bytes_as_text(),
        "(&?(code|state|error|iss|error_description|%63ode)(=[a-c%+0-9]{0,4})?){0,6}",
    ]) {
        if let Callback::Answer { state, iss, outcome } = parse(&query) {
            prop_assert!(!state.is_empty());
            let _ = validate(Some(&pending()), iss.as_deref(), outcome, NOW_MS);
        }
    }

    #[test]
    fn any_code_and_state_arrive_as_they_were_sent(sent in ".{1,40}", state in ".{1,40}") {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("state", &state)
            .append_pair("code", &sent)
            .finish();
        prop_assert_eq!(parse(&query), answer(&state, None, code(&sent)));
    }
}
