//! What an API's refusal means.

use cognito_spa::protocol::api::{ApiError, missing_scopes};
use cognito_spa::{AuthError, AuthErrorKind};

#[test]
fn a_refusal_names_the_scopes_that_the_token_has_not() {
    let asked = ["openid".to_owned(), "photos/read".to_owned()];
    let missing = |status, challenge: Option<&str>, granted| {
        missing_scopes(status, challenge.unwrap_or_default(), &asked, granted).join(" ")
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
fn scopes_of_the_provider_are_not_what_an_api_misses() {
    let asked = ["openid", "profile", "email", "address", "phone"].map(String::from);
    assert!(missing_scopes(403, "", &asked, "").is_empty());
}

#[test]
fn every_failure_has_a_code_and_a_kind() {
    let (api, network) = (AuthErrorKind::Api, AuthErrorKind::Network);
    for (error, code, kind, is_retryable) in [
        (
            ApiError::SignedOut,
            "api.signed_out",
            AuthErrorKind::SignedOut,
            false,
        ),
        (ApiError::TokenEnded, "api.token_ended", api, true),
        (ApiError::NoIdToken, "api.no_id_token", api, false),
        (ApiError::OtherAddress, "api.other_address", api, false),
        (ApiError::Request, "api.request", api, false),
        (ApiError::Network, "api.network", network, true),
        (
            ApiError::Timeout,
            "api.timeout",
            AuthErrorKind::Timeout,
            true,
        ),
        (ApiError::Status(401), "api.refused", api, false),
        (ApiError::Status(403), "api.refused", api, false),
        (ApiError::Status(404), "api.not_found", api, false),
        (ApiError::Status(429), "api.too_many_requests", api, true),
        (ApiError::Status(500), "api.server_error", api, true),
        (ApiError::Status(503), "api.server_error", api, true),
        (ApiError::Status(400), "api.status", api, false),
        (ApiError::Status(422), "api.status", api, false),
        (ApiError::TooLarge, "api.too_large", api, false),
        (ApiError::WrongForm, "api.wrong_form", api, false),
    ] {
        let error = AuthError::from(error);
        assert_eq!(error.code(), code);
        assert_eq!(error.kind(), kind, "{code}");
        assert_eq!(error.is_retryable(), is_retryable, "{code}");
        assert!(!error.message().is_empty() && !error.hint().is_empty());
    }
}
