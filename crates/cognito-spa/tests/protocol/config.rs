//! `config.json`: what it may say, and what is said of a mistake in it.

use crate::common::{
    CLIENT_ID, DOMAIN, ISSUER, ORIGIN, SerdeJson, config, config_json, damaged, padded,
};
use leptos_cognito::protocol::address::AddressError;
use leptos_cognito::protocol::config::{ApiAuthScheme, Config, ConfigError, TokenStorage, check};
use leptos_cognito::protocol::json::{DEPTH_LIMIT, TEXT_LIMIT};
use leptos_cognito::protocol::problem::AuthError;
use proptest::prelude::*;
use serde_json::{Value, json};

fn checked(changes: Value) -> Result<Config, ConfigError> {
    check::<SerdeJson>(&config_json(changes).to_string(), ORIGIN)
}

fn refusal(changes: Value) -> ConfigError {
    checked(changes).unwrap_err()
}

fn all_of(problem: &AuthError) -> String {
    [problem.what.as_str(), " ", &problem.next].concat()
}

#[test]
fn the_defaults_are_those_of_the_contract() {
    let config = config(json!({}));
    assert_eq!(config.issuer.as_deref(), Some(ISSUER));
    assert_eq!(config.domain.as_deref(), Some(DOMAIN));
    assert_eq!(config.client_id, CLIENT_ID);
    assert_eq!(config.redirect_uri, "http://localhost:3000/dashboard");
    assert_eq!(config.logout_uri, "http://localhost:3000/");
    assert_eq!(config.api_auth_scheme, ApiAuthScheme::Bearer);
    assert_eq!(config.storage, TokenStorage::Session);
    assert!((config.clock_tolerance_s - 300.0).abs() < f64::EPSILON);
    assert!(config.sign_up);
    assert_eq!(config.authorize_parameters, []);
}

#[test]
fn every_optional_key_is_read() {
    let config = config(json!({
        "api_auth_scheme": "raw",
        "storage": "memory",
        "clock_tolerance_s": 0,
        "sign_up": false,
        "logout_uri": "https://example.com/bye",
        "lang": "de",
    }));
    assert_eq!(config.api_auth_scheme, ApiAuthScheme::Raw);
    assert_eq!(config.storage, TokenStorage::Memory);
    assert!(config.clock_tolerance_s.abs() < f64::EPSILON);
    assert!(!config.sign_up);
    assert_eq!(config.logout_uri, "https://example.com/bye");
    assert_eq!(config.authorize_parameters, [("lang", "de".to_owned())]);
}

#[test]
fn a_required_key_that_is_missing_is_named() {
    for key in ["client_id", "scopes", "api_url"] {
        let error = refusal(json!({ key: null }));
        assert!(matches!(error, ConfigError::MissingKey(missing, _) if missing == key));
        assert!(all_of(&error.into()).contains(&format!("\"{key}\"")));
    }
}

#[test]
fn with_openid_the_issuer_is_required_and_never_derived() {
    let error = refusal(json!({ "issuer": null }));
    assert!(matches!(error, ConfigError::MissingKey("issuer", _)));
}

#[test]
fn without_openid_the_domain_alone_is_enough() {
    let config = config(json!({ "issuer": null, "scopes": ["api/read"] }));
    assert_eq!(config.issuer, None);
    assert!(!config.wants_id_token());
}

#[test]
fn the_issuer_alone_is_enough() {
    let config = config(json!({ "domain": null }));
    assert_eq!(config.domain, None);
    assert!(config.wants_id_token());
}

#[test]
fn without_issuer_and_domain_both_are_named() {
    let error = refusal(json!({ "issuer": null, "domain": null, "scopes": ["api/read"] }));
    let text = all_of(&error.into());
    assert!(
        text.contains("\"domain\"") && text.contains("\"issuer\""),
        "{text}"
    );
}

#[test]
fn a_client_secret_is_refused_before_anything_else() {
    for key in ["client_secret", "clientSecret", "CLIENT-SECRET"] {
        let error = refusal(json!({ key: "hunter2", "nonsense": 1, "client_id": null }));
        assert_eq!(error, ConfigError::ClientSecret, "{key}");
    }
    let problem = AuthError::from(ConfigError::ClientSecret);
    assert!(all_of(&problem).contains("client_secret"));
}

#[test]
fn the_value_of_a_client_secret_is_not_shown() {
    let problem = AuthError::from(refusal(json!({ "client_secret": "hunter2" })));
    assert!(!format!("{problem:?}").contains("hunter2"));
}

#[test]
fn a_misspelt_key_is_refused_with_the_nearest_name() {
    for (misspelt, meant) in [
        ("clientId", "client_id"),
        ("client-id", "client_id"),
        ("scope", "scopes"),
        ("apiUrl", "api_url"),
        ("api", "api_url"),
        ("domian", "domain"),
        ("isuer", "issuer"),
        ("issuer_url", "issuer"),
        ("userPoolClientId", "client_id"),
        ("redirect_url", "redirect_uri"),
        ("redirectUri", "redirect_uri"),
        ("logout_url", "logout_uri"),
        ("clock_tolerance", "clock_tolerance_s"),
        ("signup", "sign_up"),
        ("identityProvider", "identity_provider"),
    ] {
        let error = refusal(json!({ misspelt: "x" }));
        assert_eq!(error, ConfigError::UnknownKey(misspelt.into(), Some(meant)));
        let text = all_of(&error.into());
        assert!(text.contains(misspelt) && text.contains(meant), "{text}");
    }
}

#[test]
fn a_key_that_resembles_nothing_is_refused_without_a_guess() {
    for key in ["x", "password", "userPoolClientName", ""] {
        assert_eq!(
            refusal(json!({ key: "x" })),
            ConfigError::UnknownKey(key.into(), None)
        );
    }
}

#[test]
fn a_misspelt_key_is_named_before_the_one_that_is_missing_for_it() {
    let error = refusal(json!({ "client_id": null, "clientid": "x" }));
    assert_eq!(
        error,
        ConfigError::UnknownKey("clientid".into(), Some("client_id"))
    );
}

#[test]
fn plain_http_is_refused_in_every_address() {
    for key in ["issuer", "domain", "api_url", "redirect_uri", "logout_uri"] {
        let error = refusal(json!({ key: "http://example.com" }));
        assert_eq!(
            error,
            ConfigError::WrongAddress(key, AddressError::Insecure)
        );
        assert!(all_of(&error.into()).contains(&format!("\"{key}\"")));
    }
}

#[test]
fn plain_http_is_accepted_on_loopback() {
    for host in ["localhost", "127.0.0.1", "127.8.9.10", "[::1]"] {
        let address = format!("http://{host}:9230");
        let changes = json!({ "issuer": address, "domain": address, "api_url": address });
        assert!(checked(changes).is_ok(), "{host}");
    }
}

#[test]
fn an_address_carries_its_scheme() {
    for key in ["issuer", "domain", "api_url", "redirect_uri", "logout_uri"] {
        assert_eq!(
            refusal(json!({ key: "example.com" })),
            ConfigError::WrongAddress(key, AddressError::Malformed)
        );
    }
}

#[test]
fn the_domain_has_no_path() {
    for rest in ["/", "/oauth2", "?a=b"] {
        assert!(matches!(
            refusal(json!({ "domain": format!("{DOMAIN}{rest}") })),
            ConfigError::WrongValue("domain", _)
        ));
    }
}

#[test]
fn the_redirect_uri_is_on_this_origin() {
    for other in [
        "https://localhost:3000/dashboard",
        "http://localhost:3001/dashboard",
        "http://127.0.0.1:3000/dashboard",
        "https://example.com/dashboard",
    ] {
        let error = refusal(json!({ "redirect_uri": other }));
        assert!(matches!(error, ConfigError::OtherOrigin(..)), "{other}");
        let text = all_of(&error.into());
        assert!(text.contains("\"redirect_uri\"") && text.contains(ORIGIN));
    }
}

#[test]
fn the_path_of_the_redirect_uri_is_dashboard() {
    for rest in ["", "/", "/callback", "/dashboard/", "/dashboard?x=1"] {
        assert!(matches!(
            refusal(json!({ "redirect_uri": format!("{ORIGIN}{rest}") })),
            ConfigError::WrongValue("redirect_uri", _)
        ));
    }
}

#[test]
fn a_page_on_plain_http_is_no_place_to_send_a_code_to() {
    let text = config_json(json!({})).to_string();
    for origin in ["http://192.168.1.2:3000", "http://example.com", "null"] {
        let error = check::<SerdeJson>(&text, origin).unwrap_err();
        assert_eq!(error, ConfigError::InsecurePage(origin.into()));
        assert!(all_of(&error.into()).contains(origin));
    }
}

#[test]
fn scopes_are_a_list_of_scope_names() {
    for scopes in [
        json!("openid"),
        json!([]),
        json!([""]),
        json!(["openid email"]),
        json!(["openid", 1]),
        json!(["a\"b"]),
        json!({}),
    ] {
        assert!(matches!(
            refusal(json!({ "scopes": scopes })),
            ConfigError::WrongValue("scopes", _)
        ));
    }
}

#[test]
fn a_value_of_the_wrong_form_is_named_with_its_key() {
    for (key, value) in [
        ("client_id", json!("")),
        ("client_id", json!(" 2v49")),
        ("client_id", json!(["2v49"])),
        ("login_hint", json!("a\nb")),
        ("api_auth_scheme", json!("bearer")),
        ("storage", json!("local")),
        ("storage", json!(true)),
        ("clock_tolerance_s", json!(-1)),
        ("clock_tolerance_s", json!("300")),
        ("sign_up", json!("no")),
        ("issuer", json!("https://example.com/?tenant=1")),
        ("domain", json!(7)),
    ] {
        let error = refusal(json!({ key: value }));
        assert!(matches!(error, ConfigError::WrongValue(named, _) if named == key));
        assert!(all_of(&error.into()).contains(&format!("\"{key}\"")));
    }
}

#[test]
fn what_is_not_a_json_object_is_refused() {
    for text in ["", "<!doctype html>", "[]", "null", "\"x\"", "{", "{}}"] {
        assert_eq!(
            check::<SerdeJson>(text, ORIGIN),
            Err(ConfigError::NotJson),
            "{text}"
        );
    }
}

#[test]
fn what_is_too_long_or_too_deep_is_refused() {
    let long = padded(&config_json(json!({})).to_string(), TEXT_LIMIT + 1);
    let deep = format!(
        "{{\"x\":{}1{}}}",
        "[".repeat(DEPTH_LIMIT),
        "]".repeat(DEPTH_LIMIT)
    );
    for text in [long, deep] {
        assert_eq!(check::<SerdeJson>(&text, ORIGIN), Err(ConfigError::NotJson));
    }
}

proptest! {
    #[test]
    fn no_config_stops_the_program(text in damaged(config_json(json!({
        "redirect_uri": "http://localhost:3000/dashboard",
        "storage": "memory",
        "clock_tolerance_s": 10,
        "prompt": "login",
    })))) {
        if let Err(error) = check::<SerdeJson>(&text, ORIGIN) {
            let problem = AuthError::from(error);
            prop_assert!(problem.code.starts_with("config."));
        }
    }

    #[test]
    fn whatever_is_accepted_sends_secrets_to_https_or_loopback_only(
        address in "https?://(localhost|127\\.0\\.0\\.1|example\\.com|\\[::1\\])(:[0-9]{1,4})?",
    ) {
        let is_safe = !address.starts_with("http://example");
        let changes = json!({ "issuer": address, "domain": address, "api_url": address });
        prop_assert_eq!(checked(changes).is_ok(), is_safe);
    }
}
