//! The provider's endpoints: Cognito's under its domain, else those of the discovery document.

use crate::common::{DOMAIN, ISSUER, changed, config, damaged, padded};
use cognito_spa::AuthError;
use cognito_spa::protocol::json::{SerdeJson, TEXT_LIMIT};
use cognito_spa::protocol::provider::{
    DiscoveryError, LogoutEndpoint, Provider, discovery_address,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const OP: &str = "https://op.example.com";

fn document() -> Value {
    json!({
        "issuer": OP,
        "authorization_endpoint": "https://op.example.com/authorize",
        "token_endpoint": "https://op.example.com/token",
        "jwks_uri": "https://keys.example.com/jwks",
        "revocation_endpoint": "https://op.example.com/revoke",
        "end_session_endpoint": "https://op.example.com/end",
        "response_types_supported": ["code"],
        "authorization_response_iss_parameter_supported": true,
    })
}

fn discovered(changes: Value) -> Result<Provider, DiscoveryError> {
    let document = changed(document(), changes);
    Provider::of_discovery::<SerdeJson>(&document.to_string(), OP)
}

#[test]
fn with_a_domain_the_endpoints_are_cognitos() {
    let provider = Provider::of_domain(&config(json!({}))).unwrap();
    let at = |path: &str| format!("{DOMAIN}{path}");
    assert_eq!(provider.authorization_endpoint, at("/oauth2/authorize"));
    assert_eq!(provider.token_endpoint, at("/oauth2/token"));
    assert_eq!(provider.revocation_endpoint, Some(at("/oauth2/revoke")));
    assert_eq!(provider.logout, LogoutEndpoint::Cognito(at("/logout")));
    assert_eq!(provider.sign_up_endpoint, Some(at("/signup")));
}

#[test]
fn with_a_domain_the_keys_are_the_issuers() {
    let provider = Provider::of_domain(&config(json!({}))).unwrap();
    assert_eq!(
        provider.jwks_uri,
        Some(format!("{ISSUER}/.well-known/jwks.json"))
    );
    let without = config(json!({ "issuer": null, "scopes": ["api/read"] }));
    assert_eq!(Provider::of_domain(&without).unwrap().jwks_uri, None);
}

#[test]
fn cognito_is_not_required_to_name_itself_in_the_callback() {
    assert!(
        !Provider::of_domain(&config(json!({})))
            .unwrap()
            .iss_required
    );
}

#[test]
fn without_a_domain_there_is_nothing_without_discovery() {
    assert_eq!(
        Provider::of_domain(&config(json!({ "domain": null }))),
        None
    );
}

#[test]
fn the_discovery_document_is_under_the_issuer() {
    let expected = "https://op.example.com/tenant/.well-known/openid-configuration";
    assert_eq!(discovery_address("https://op.example.com/tenant"), expected);
    assert_eq!(
        discovery_address("https://op.example.com/tenant/"),
        expected
    );
}

#[test]
fn a_discovered_provider_has_the_documents_endpoints() {
    let provider = discovered(json!({})).unwrap();
    assert_eq!(
        provider.authorization_endpoint,
        "https://op.example.com/authorize"
    );
    assert_eq!(provider.token_endpoint, "https://op.example.com/token");
    assert_eq!(
        provider.jwks_uri.as_deref(),
        Some("https://keys.example.com/jwks")
    );
    assert_eq!(
        provider.revocation_endpoint.as_deref(),
        Some("https://op.example.com/revoke")
    );
    assert_eq!(
        provider.logout,
        LogoutEndpoint::EndSession("https://op.example.com/end".into())
    );
    assert_eq!(provider.sign_up_endpoint, None);
    assert!(provider.iss_required);
}

#[test]
fn what_is_optional_in_a_discovery_document_may_be_missing() {
    let provider = discovered(json!({
        "revocation_endpoint": null,
        "end_session_endpoint": null,
        "authorization_response_iss_parameter_supported": null,
    }))
    .unwrap();
    assert_eq!(provider.revocation_endpoint, None);
    assert_eq!(provider.logout, LogoutEndpoint::None);
    assert!(!provider.iss_required);
}

#[test]
fn cognitos_logout_is_its_own_where_it_is_discovered_too() {
    let logout = |end: &str, user_info: &str| {
        let endpoints = json!({ "end_session_endpoint": end, "userinfo_endpoint": user_info });
        discovered(endpoints).unwrap().logout
    };
    for domain in ["https://login.example.com", "http://localhost:9230"] {
        let end = format!("{domain}/logout");
        let user_info = format!("{domain}/oauth2/userInfo");
        assert_eq!(
            logout(&end, &user_info),
            LogoutEndpoint::Cognito(end.clone())
        );
        for (end, user_info) in [
            (end.as_str(), "https://op.example.com/oauth2/userInfo"),
            (&end, "https://login.example.com/oauth2/userinfo"),
            ("https://login.example.com/end", &user_info),
        ] {
            let other = LogoutEndpoint::EndSession(end.to_owned());
            assert_eq!(logout(end, user_info), other, "{end} {user_info}");
        }
    }
}

#[test]
fn pkce_needs_no_announcement() {
    // Cognito's own document does not list its methods.
    assert!(document().get("code_challenge_methods_supported").is_none());
    assert!(!discovered(json!({})).unwrap().has_pkce);
    let listed = json!({ "code_challenge_methods_supported": ["plain", "S256"] });
    assert!(discovered(listed).unwrap().has_pkce);
}

#[test]
fn a_refusal_names_what_was_found() {
    let other = discovered(json!({ "issuer": "https://evil.example" })).unwrap_err();
    let message = AuthError::from(other).message().to_owned();
    assert!(message.contains("https://evil.example") && message.contains(OP));
    let missing = AuthError::from(DiscoveryError::Status(404));
    assert!(missing.hint().contains("404"));
}

#[test]
fn the_document_speaks_for_the_configured_issuer_exactly() {
    for issuer in ["https://evil.example", "https://op.example.com/", ""] {
        assert_eq!(
            discovered(json!({ "issuer": issuer })),
            Err(DiscoveryError::OtherIssuer {
                found: issuer.into(),
                configured: OP.into(),
            }),
            "{issuer}"
        );
    }
}

#[test]
fn a_document_without_a_required_endpoint_is_malformed() {
    for name in ["issuer", "authorization_endpoint", "token_endpoint"] {
        assert_eq!(
            discovered(json!({ name: null })),
            Err(DiscoveryError::Malformed),
            "{name}"
        );
    }
}

#[test]
fn an_endpoint_that_secrets_may_not_be_sent_to_is_refused() {
    for name in [
        "authorization_endpoint",
        "token_endpoint",
        "jwks_uri",
        "revocation_endpoint",
        "end_session_endpoint",
    ] {
        for address in ["http://op.example.com/x", "javascript:alert(1)", "/x", ""] {
            assert_eq!(
                discovered(json!({ name: address })),
                Err(DiscoveryError::WrongEndpoint),
                "{name} {address}"
            );
        }
    }
}

#[test]
fn a_document_beyond_the_limit_is_not_read() {
    let text = padded(&document().to_string(), TEXT_LIMIT + 1);
    assert_eq!(
        Provider::of_discovery::<SerdeJson>(&text, OP),
        Err(DiscoveryError::Malformed)
    );
}

#[test]
fn every_refusal_names_the_key_to_check() {
    let other_issuer = DiscoveryError::OtherIssuer {
        found: "https://other.example.com".into(),
        configured: OP.into(),
    };
    for (error, code) in [
        (DiscoveryError::Malformed, "discovery.malformed"),
        (DiscoveryError::Status(404), "discovery.status"),
        (DiscoveryError::Redirected, "discovery.redirected"),
        (other_issuer, "discovery.other_issuer"),
        (DiscoveryError::WrongEndpoint, "discovery.wrong_endpoint"),
    ] {
        let error = AuthError::from(error);
        assert_eq!(error.code(), code);
        assert!(error.hint().contains("\"issuer\""));
    }
}

#[test]
fn a_byte_order_mark_before_a_document_is_passed_over() {
    let text = ["\u{feff}", &document().to_string()].concat();
    assert_eq!(
        Provider::of_discovery::<SerdeJson>(&text, OP),
        discovered(json!({}))
    );
}

proptest! {
    #[test]
    fn no_document_stops_the_program(text in damaged(document())) {
        let _ = Provider::of_discovery::<SerdeJson>(&text, OP);
    }
}
