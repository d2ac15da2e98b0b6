//! The configuration, key by key.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use cognito_backend::{Config, ConfigError};
use serde_json::{Value, json};

fn checked(changes: Value) -> Result<Config, ConfigError> {
    let mut config = json!({
        "site": "https://app.example.com",
        "issuer": "https://id.example.com",
        "client_id": "client",
        "scopes": ["openid"],
    });
    for (key, value) in changes.as_object().unwrap() {
        config[key] = value.clone();
    }
    Config::from_json(&config.to_string())
}

fn wrong(key: &'static str) -> ConfigError {
    ConfigError::WrongValue { key }
}

#[test]
fn the_site_is_named_or_follows_from_the_redirect_uri() {
    let config = checked(json!({})).unwrap();
    assert_eq!(config.site(), "https://app.example.com");
    assert_eq!(
        config.redirect_uri(),
        "https://app.example.com/auth/callback"
    );
    let redirect_uri = "https://other.example.com/bff/auth/callback";
    let config = checked(json!({ "site": null, "redirect_uri": redirect_uri })).unwrap();
    assert_eq!(config.site(), "https://other.example.com");
    assert_eq!(config.redirect_uri(), redirect_uri);
    let nowhere = checked(json!({ "site": null }));
    assert_eq!(nowhere.unwrap_err(), ConfigError::SiteMissing);
}

#[test]
fn a_site_is_an_origin_as_browsers_write_it() {
    for site in [
        "app.example.com",
        "http://app.example.com",
        "https://app.example.com/path",
        "https://app.example.com:443",
        "https://APP.example.com",
        "https://user@app.example.com",
        "",
    ] {
        assert_eq!(
            checked(json!({ "site": site })).unwrap_err(),
            wrong("site"),
            "{site}"
        );
    }
    for site in [
        "https://app.example.com/",
        "http://localhost:3000",
        "https://a.example:8443",
    ] {
        assert!(checked(json!({ "site": site })).is_ok(), "{site}");
    }
}

#[test]
fn the_callback_is_this_routers() {
    for uri in [
        "https://app.example.com/callback",
        "https://evil.example.com/auth/callback",
        "https://app.example.com/auth/callback?a=b",
        "https://app.example.com.evil.example/auth/callback",
    ] {
        let error = checked(json!({ "redirect_uri": uri })).unwrap_err();
        assert_eq!(error, ConfigError::RedirectUri, "{uri}");
    }
}

#[test]
fn secrets_and_what_is_for_browsers_are_refused() {
    let error = checked(json!({ "client_secret": "x" })).unwrap_err();
    assert_eq!(error, ConfigError::ClientSecret);
    for key in ["storage", "tabs", "logout_id_token_hint", "backend"] {
        let error = checked(json!({ key: "x" })).unwrap_err();
        assert_eq!(error, ConfigError::BrowserKey(key));
    }
    let error = checked(json!({ "session_idle": 1 })).unwrap_err();
    assert!(
        error.to_string().contains("unknown key \"session_idle\""),
        "{error}"
    );
}

#[test]
fn numbers_are_in_their_range() {
    for (key, value) in [
        ("session_idle_s", json!(0)),
        ("session_idle_s", json!("60")),
        ("session_idle_s", json!(1e300)),
        ("api_timeout_s", json!(-1)),
        ("provider_timeout_s", json!(null)),
        ("body_limit_bytes", json!(0)),
        ("body_limit_bytes", json!(1.5)),
        ("api_concurrency", json!(1_u64 << 40)),
        ("provider_concurrency", json!("8")),
        ("proxy_from_env", json!("yes")),
    ] {
        let outcome = checked(json!({ key: value }));
        match value.is_null() {
            true => drop(outcome.unwrap()),
            false => assert_eq!(outcome.unwrap_err(), wrong(key), "{value}"),
        }
    }
    assert!(checked(json!({ "session_limit_s": 1e300 })).is_ok());
}

#[test]
fn apis_have_plain_names_and_addresses_without_a_query() {
    for apis in [
        json!(["https://api.example.com"]),
        json!({ "..": "https://api.example.com" }),
        json!({ "a/b": "https://api.example.com" }),
        json!({ "": "https://api.example.com" }),
        json!({ "a": "https://api.example.com?b" }),
    ] {
        assert_eq!(
            checked(json!({ "apis": apis })).unwrap_err(),
            wrong("apis"),
            "{apis}"
        );
    }
    for apis in [
        json!({ "a": "http://api.example.com" }),
        json!({ "a": { "url": 1 } }),
    ] {
        let error = checked(json!({ "apis": apis })).unwrap_err();
        assert!(matches!(error, ConfigError::Client(_)), "{error}");
    }
    let with_query = json!({ "api_url": "https://api.example.com/?a" });
    assert_eq!(checked(with_query).unwrap_err(), wrong("api_url"));
}
