//! The token endpoint (RFC 6749 §4.1.3, §5; RFC 7636 §4.5) and revocation (RFC 7009).

use crate::common::{ACCESS_TOKEN, CLIENT_ID, DOMAIN, changed, damaged, padded, pending};
use cognito_spa::AuthError;
use cognito_spa::protocol::form;
use cognito_spa::protocol::json::{SerdeJson, TEXT_LIMIT};
use cognito_spa::protocol::secret::{ClientSecret, Code, RefreshToken};
use cognito_spa::protocol::token::{
    TokenError, TokenSet, client_secret_basic, exchange, parse, revoke,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// An answer of Cognito's token endpoint, which has no `scope`.
fn granted() -> Value {
    json!({
        "access_token": ACCESS_TOKEN,
        "id_token": "a.b.c",
        "refresh_token": "d.e.f",
        "token_type": "Bearer",
        "expires_in": 3600,
    })
}

fn answer(changes: Value) -> Result<TokenSet, TokenError> {
    parse::<SerdeJson>(200, &changed(granted(), changes).to_string())
}

fn refused(error: &str, description: Option<&str>) -> TokenError {
    TokenError::Refused {
        error: error.into(),
        description: description.map(Into::into),
    }
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter()
        .map(|(name, value)| ((*name).into(), (*value).into()))
        .collect()
}

#[test]
fn the_code_is_exchanged_with_the_verifier_and_the_same_redirect_uri() {
    let pending = pending();
    let post = exchange(&pending, &Code::new("a code&x=y".into()));
    assert_eq!(post.url, format!("{DOMAIN}/oauth2/token"));
    assert_eq!(
        form::decode(&post.body),
        pairs(&[
            ("grant_type", "authorization_code"),
            ("client_id", CLIENT_ID),
            ("code", "a code&x=y"),
            ("redirect_uri", &pending.redirect_uri),
            ("code_verifier", pending.verifier.expose()),
        ])
    );
}

#[test]
fn nothing_secret_is_in_the_address_of_a_request() {
    let pending = pending();
    let post = exchange(&pending, &Code::new("c0de".into()));
    assert!(!post.url.contains("c0de") && !post.url.contains(pending.verifier.expose()));
    let post = revoke(
        "https://op.example.com/revoke",
        CLIENT_ID,
        &RefreshToken::new("r3fr".into()),
    );
    assert!(!post.url.contains("r3fr"));
}

#[test]
fn rfc_7009_2_1_revocation_names_the_token_its_kind_and_the_client() {
    let post = revoke(
        "https://op.example.com/revoke",
        "s6BhdRkqt3",
        &RefreshToken::new("45ghiukldjahdnhzdauz".into()),
    );
    assert_eq!(post.url, "https://op.example.com/revoke");
    assert_eq!(
        post.body,
        "token=45ghiukldjahdnhzdauz&token_type_hint=refresh_token&client_id=s6BhdRkqt3"
    );
}

#[test]
fn rfc_6749_5_1_answer_is_read_and_its_unknown_members_ignored() {
    let body = r#"{
        "access_token":"2YotnFZFEjr1zCsicMWpAA",
        "token_type":"example",
        "expires_in":3600,
        "refresh_token":"tGzv3JOkF0XG5Qx2TlKWIA",
        "example_parameter":"example_value"
    }"#;
    assert_eq!(parse::<SerdeJson>(200, body), Err(TokenError::WrongType));
    let tokens = parse::<SerdeJson>(200, &body.replace("\"example\"", "\"Bearer\"")).unwrap();
    assert_eq!(tokens.access_token.expose(), "2YotnFZFEjr1zCsicMWpAA");
    assert_eq!(
        tokens.refresh_token.unwrap().expose(),
        "tGzv3JOkF0XG5Qx2TlKWIA"
    );
    assert_eq!(tokens.expires_in, Some(3600.0));
    assert_eq!(tokens.id_token, None);
    assert_eq!(tokens.scope, None);
}

#[test]
fn the_token_type_is_bearer_in_any_case() {
    for token_type in ["Bearer", "bearer", "BEARER"] {
        assert!(answer(json!({ "token_type": token_type })).is_ok());
    }
    for token_type in ["mac", "DPoP", "", "Bearer "] {
        assert_eq!(
            answer(json!({ "token_type": token_type })),
            Err(TokenError::WrongType),
            "{token_type:?}"
        );
    }
}

#[test]
fn an_access_token_and_its_type_are_required() {
    for name in ["access_token", "token_type"] {
        assert_eq!(answer(json!({ name: null })), Err(TokenError::Malformed));
    }
}

#[test]
fn the_other_tokens_may_be_missing() {
    let tokens = answer(json!({ "id_token": null, "refresh_token": null })).unwrap();
    assert_eq!(tokens.id_token, None);
    assert_eq!(tokens.refresh_token, None);
}

#[test]
fn a_token_that_could_not_stand_in_a_header_is_malformed() {
    for name in ["access_token", "id_token", "refresh_token"] {
        for token in ["", "a b", "a\r\nX-Evil: 1", "é", "a\0"] {
            assert_eq!(
                answer(json!({ name: token })),
                Err(TokenError::Malformed),
                "{name} {token:?}"
            );
        }
        assert_eq!(answer(json!({ name: 1 })), Err(TokenError::Malformed));
    }
}

#[test]
fn expires_in_is_optional_and_may_be_written_as_text() {
    let expires_in = |value| answer(json!({ "expires_in": value })).unwrap().expires_in;
    assert_eq!(expires_in(json!(300)), Some(300.0));
    assert_eq!(expires_in(json!("300")), Some(300.0));
    for other in [
        json!(null),
        json!("soon"),
        json!(-1),
        json!(0),
        json!([1]),
        json!("inf"),
    ] {
        assert_eq!(expires_in(other.clone()), None, "{other}");
    }
}

#[test]
fn the_granted_scope_is_read() {
    let tokens = answer(json!({ "scope": "openid api/read" })).unwrap();
    assert_eq!(tokens.scope.as_deref(), Some("openid api/read"));
}

#[test]
fn a_success_that_is_no_json_object_is_malformed() {
    for body in [
        "",
        "<html>",
        "[]",
        "null",
        "{",
        r#"{"error":"invalid_grant"}"#,
    ] {
        assert_eq!(
            parse::<SerdeJson>(200, body),
            Err(TokenError::Malformed),
            "{body}"
        );
    }
}

#[test]
fn an_answer_beyond_the_limit_is_not_read() {
    let long = |body: Value| padded(&body.to_string(), TEXT_LIMIT + 1);
    assert_eq!(
        parse::<SerdeJson>(200, &long(granted())),
        Err(TokenError::Malformed)
    );
    assert_eq!(
        parse::<SerdeJson>(400, &long(json!({ "error": "invalid_grant" }))),
        Err(TokenError::Status(400))
    );
}

#[test]
fn only_status_200_grants_tokens() {
    for status in [0, 100, 201, 204, 302, 400, 403, 500] {
        assert_eq!(
            parse::<SerdeJson>(status, &granted().to_string()),
            Err(TokenError::Status(status))
        );
    }
}

#[test]
fn rfc_6749_5_2_refusals_are_read_with_400_and_401() {
    for status in [400, 401] {
        assert_eq!(
            parse::<SerdeJson>(status, r#"{"error":"invalid_request"}"#),
            Err(refused("invalid_request", None))
        );
    }
    assert_eq!(
        parse::<SerdeJson>(
            400,
            r#"{"error":"invalid_grant","error_description":"used","error_uri":"x"}"#
        ),
        Err(refused("invalid_grant", Some("used")))
    );
}

#[test]
fn a_refusal_without_a_reason_keeps_its_status() {
    for body in [
        "",
        "<html>",
        "{}",
        r#"{"error":1}"#,
        r#"{"message":"Forbidden"}"#,
    ] {
        assert_eq!(
            parse::<SerdeJson>(400, body),
            Err(TokenError::Status(400)),
            "{body}"
        );
    }
}

#[test]
fn a_server_that_is_broken_or_overloaded_has_not_judged_the_grant() {
    for status in [429, 500, 502, 503] {
        assert_eq!(
            parse::<SerdeJson>(status, r#"{"error":"invalid_grant"}"#),
            Err(TokenError::Status(status))
        );
    }
}

#[test]
fn every_failure_has_a_code_of_its_own() {
    for (error, code) in [
        (TokenError::Network, "token.network"),
        (TokenError::Timeout, "token.timeout"),
        (TokenError::Status(429), "token.too_many_requests"),
        (TokenError::Status(500), "token.server_error"),
        (TokenError::Status(599), "token.server_error"),
        (TokenError::Status(404), "token.unexpected_status"),
        (TokenError::Malformed, "token.malformed"),
        (TokenError::WrongType, "token.wrong_type"),
        (TokenError::IdTokenMissing, "token.id_token_missing"),
        (refused("invalid_request", None), "token.invalid_request"),
        (refused("invalid_client", None), "token.invalid_client"),
        (refused("invalid_grant", None), "token.invalid_grant"),
        (
            refused("unauthorized_client", None),
            "token.unauthorized_client",
        ),
        (
            refused("unsupported_grant_type", None),
            "token.unsupported_grant_type",
        ),
        (refused("invalid_scope", None), "token.invalid_scope"),
        (refused("<script>", None), "token.refused"),
    ] {
        assert_eq!(AuthError::from(error).code(), code);
    }
}

#[test]
fn a_client_that_may_not_do_this_is_to_be_checked_for_its_redirect_uri_and_grants() {
    let error = AuthError::from(refused("unauthorized_client", None));
    assert!(error.hint().contains("redirect_uri") && error.hint().contains("grants"));
}

#[test]
fn the_providers_words_are_carried_shortened_and_apart_from_ours() {
    let error = AuthError::from(refused("invalid_grant", Some(&"<b>".repeat(1_000))));
    let detail = error.detail().unwrap();
    assert!(detail.starts_with("invalid_grant: <b>") && detail.chars().count() <= 201);
    assert!(!error.message().contains('<') && !error.hint().contains('<'));
}

#[test]
fn a_byte_order_mark_before_an_answer_is_passed_over() {
    let text = ["\u{feff}", &granted().to_string()].concat();
    assert_eq!(parse::<SerdeJson>(200, &text), answer(json!({})));
    assert_eq!(
        parse::<SerdeJson>(400, "\u{feff}{\"error\":\"invalid_grant\"}"),
        Err(refused("invalid_grant", None))
    );
}

proptest! {
    #[test]
    fn no_answer_stops_the_program(
        status in prop_oneof![Just(200_u16), Just(400), any::<u16>()],
        body in prop_oneof![
            damaged(granted()),
            damaged(json!({ "error": "invalid_grant", "error_description": "x" })),
        ],
    ) {
        match parse::<SerdeJson>(status, &body) {
            Ok(tokens) => {
                prop_assert_eq!(status, 200);
                prop_assert!(tokens.access_token.expose().bytes().all(|b| b.is_ascii_graphic()));
                prop_assert!(tokens.expires_in.is_none_or(|s| s.is_finite() && s > 0.0));
            }
            Err(error) => prop_assert!(AuthError::from(error).code().starts_with("token.")),
        }
    }
}

#[test]
fn a_client_secret_is_form_encoded_before_it_is_joined_to_the_client_id() {
    let header = client_secret_basic("a client:ü", &ClientSecret::new("+/:%".into()));
    // base64 of `a%20client%3A%C3%BC:%2B%2F%3A%25`
    assert_eq!(header, "Basic YSUyMGNsaWVudCUzQSVDMyVCQzolMkIlMkYlM0ElMjU=");
}
