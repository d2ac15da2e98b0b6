//! `config.json`: what it may say, and what is said of a mistake in it.

use crate::common::{
    CLIENT_ID, DOMAIN, ISSUER, ORIGIN, SITE, check, config, config_json, damaged, padded,
};
use cognito_spa::AuthError;
use cognito_spa::protocol::address::AddressError;
use cognito_spa::protocol::config::{
    self, Api, ApiToken, Config, ConfigError, Site, TabSharing, TokenStorage,
};
use cognito_spa::protocol::json::{DEPTH_LIMIT, SerdeJson, TEXT_LIMIT};
use proptest::prelude::*;
use serde_json::{Value, json};

fn checked(changes: Value) -> Result<Config, ConfigError> {
    check(&config_json(changes).to_string())
}

fn api(url: &str, token: ApiToken) -> Api {
    Api {
        url: url.into(),
        token,
    }
}

fn refusal(changes: Value) -> ConfigError {
    checked(changes).unwrap_err()
}

fn all_of(error: &AuthError) -> String {
    [error.message(), " ", error.hint()].concat()
}

#[test]
fn the_defaults_are_those_of_the_contract() {
    let config = config(json!({}));
    assert_eq!(config.issuer.as_deref(), Some(ISSUER));
    assert_eq!(config.domain.as_deref(), Some(DOMAIN));
    assert_eq!(config.client_id, CLIENT_ID);
    assert_eq!(config.redirect_uri, "http://localhost:3000/dashboard");
    assert_eq!(config.logout_uri, "http://localhost:3000/");
    assert_eq!(
        config.apis,
        [api(
            "https://api.example.com/prod/awesomeapi",
            ApiToken::AccessBearer
        )]
    );
    assert_eq!(config.storage, TokenStorage::Session);
    assert_eq!(config.tabs, TabSharing::Shared);
    assert_eq!(config.session_limit_s, None);
    assert!((config.clock_tolerance_s - 300.0).abs() < f64::EPSILON);
    assert!(config.sign_up);
    assert_eq!(config.authorize_parameters, []);
}

#[test]
fn cognitos_updated_issuer_is_one_like_any_other() {
    let issuer = "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI";
    let config = config(json!({ "issuer": issuer }));
    assert_eq!(config.issuer.as_deref(), Some(issuer));
    let provider = cognito_spa::protocol::Provider::of_domain(&config).unwrap();
    assert_eq!(
        provider.jwks_uri,
        Some([issuer, "/.well-known/jwks.json"].concat())
    );
}

#[test]
fn every_optional_key_is_read() {
    let config = config(json!({
        "api_auth_scheme": "raw",
        "storage": "memory",
        "tabs": "separate",
        "session_limit_s": 28_800,
        "clock_tolerance_s": 0,
        "sign_up": false,
        "logout_uri": "https://example.com/bye",
        "lang": "de",
    }));
    assert_eq!(config.apis[0].token, ApiToken::AccessRaw);
    assert_eq!(config.storage, TokenStorage::Memory);
    assert_eq!(config.tabs, TabSharing::Separate);
    assert_eq!(config.session_limit_s, Some(28_800.0));
    assert!(config.clock_tolerance_s.abs() < f64::EPSILON);
    assert!(!config.sign_up);
    assert_eq!(config.logout_uri, "https://example.com/bye");
    assert_eq!(config.authorize_parameters, [("lang", "de".to_owned())]);
}

#[test]
fn a_required_key_that_is_missing_is_named() {
    for key in ["client_id", "scopes", "api_url"] {
        let error = refusal(json!({ key: null }));
        assert!(matches!(error, ConfigError::MissingKey(missing) if missing == key));
        assert!(all_of(&error.into()).contains(&format!("\"{key}\"")));
    }
}

#[test]
fn with_openid_the_issuer_is_required_and_never_derived() {
    let error = refusal(json!({ "issuer": null }));
    assert!(matches!(error, ConfigError::MissingKey("issuer")));
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
    let error = AuthError::from(ConfigError::ClientSecret);
    assert!(all_of(&error).contains("client_secret"));
}

#[test]
fn the_value_of_a_client_secret_is_not_shown() {
    let error = AuthError::from(refusal(json!({ "client_secret": "hunter2" })));
    assert!(!format!("{error:?}").contains("hunter2"));
}

#[test]
fn a_misspelt_key_is_refused_with_the_nearest_name() {
    for (misspelt, meant) in [
        ("clientId", "client_id"),
        ("client-id", "client_id"),
        ("scope", "scopes"),
        ("apiUrl", "api_url"),
        ("api", "apis"),
        ("apiurl_", "api_url"),
        ("tab", "tabs"),
        ("session_limit", "session_limit_s"),
        ("sessionLimit", "session_limit_s"),
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
        assert_eq!(error, ConfigError::UnknownKey(misspelt.into()));
        let text = all_of(&error.into());
        assert!(text.contains(misspelt) && text.contains(meant), "{text}");
    }
}

#[test]
fn a_key_that_resembles_nothing_is_refused_without_a_guess() {
    for key in ["x", "password", "userPoolClientName", ""] {
        let error = refusal(json!({ key: "x" }));
        assert_eq!(error, ConfigError::UnknownKey(key.into()));
        let text = all_of(&error.into());
        assert!(!text.contains("Did you mean"), "{text}");
    }
}

#[test]
fn a_misspelt_key_is_named_before_the_one_that_is_missing_for_it() {
    let error = refusal(json!({ "client_id": null, "clientid": "x" }));
    assert_eq!(error, ConfigError::UnknownKey("clientid".into()));
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
            ConfigError::WrongValue("domain")
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
            ConfigError::OtherPath(path) if path == "/dashboard"
        ));
    }
}

#[test]
fn a_page_on_plain_http_is_no_place_to_send_a_code_to() {
    let text = config_json(json!({})).to_string();
    for origin in ["http://192.168.1.2:3000", "http://example.com", "null"] {
        let site = Site { origin, ..SITE };
        let error = config::check::<SerdeJson>(&text, &site).unwrap_err();
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
            ConfigError::WrongValue("scopes")
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
        ("tabs", json!("Shared")),
        ("tabs", json!(true)),
        ("session_limit_s", json!(0)),
        ("session_limit_s", json!(-1)),
        ("session_limit_s", json!("3600")),
        ("apis", json!("https://api.example.com")),
        ("apis", json!({ "url": "https://api.example.com" })),
        ("apis", json!([7])),
        ("apis", json!([null])),
        ("apis", json!([{}])),
        ("apis", json!([{ "token": "id_raw" }])),
        ("apis", json!([{ "url": 7 }])),
        (
            "apis",
            json!([{ "url": "https://api.example.com", "token": "id" }]),
        ),
        (
            "apis",
            json!([{ "url": "https://api.example.com", "token": 1 }]),
        ),
        (
            "apis",
            json!([{ "url": "https://api.example.com", "scheme": "raw" }]),
        ),
        ("sign_up", json!("no")),
        ("logout_id_token_hint", json!("yes")),
        ("issuer", json!("https://example.com/?tenant=1")),
        ("domain", json!(7)),
    ] {
        let error = refusal(json!({ key: value }));
        assert!(matches!(error, ConfigError::WrongValue(named) if named == key));
        assert!(all_of(&error.into()).contains(&format!("\"{key}\"")));
    }
}

#[test]
fn further_apis_stand_after_the_first_with_the_token_that_each_wants() {
    let config = config(json!({
        "api_auth_scheme": "raw",
        "apis": [
            "https://a.example.com",
            { "url": "https://b.example.com" },
            { "url": "https://c.example.com", "token": "access_bearer" },
            { "url": "https://d.example.com", "token": "access_raw" },
            { "url": "https://e.example.com", "token": "id_bearer" },
            { "url": "https://f.example.com", "token": "id_raw" },
            { "url": "https://g.example.com", "token": null },
        ],
    }));
    assert_eq!(
        config.apis,
        [
            api(
                "https://api.example.com/prod/awesomeapi",
                ApiToken::AccessRaw
            ),
            api("https://a.example.com", ApiToken::AccessRaw),
            api("https://b.example.com", ApiToken::AccessRaw),
            api("https://c.example.com", ApiToken::AccessBearer),
            api("https://d.example.com", ApiToken::AccessRaw),
            api("https://e.example.com", ApiToken::IdBearer),
            api("https://f.example.com", ApiToken::IdRaw),
            api("https://g.example.com", ApiToken::AccessRaw),
        ]
    );
}

#[test]
fn a_further_api_is_an_address_that_may_see_a_token() {
    for (address, error) in [
        ("http://api.example.com", AddressError::Insecure),
        ("api.example.com", AddressError::Malformed),
        ("", AddressError::Malformed),
    ] {
        for api in [json!(address), json!({ "url": address })] {
            assert_eq!(
                refusal(json!({ "apis": [api] })),
                ConfigError::WrongAddress("apis", error)
            );
        }
    }
}

#[test]
fn a_list_of_apis_does_not_replace_the_first() {
    let error = refusal(json!({ "api_url": null, "apis": ["https://api.example.com"] }));
    assert!(matches!(error, ConfigError::MissingKey("api_url")));
    let elsewhere = Site {
        api_required: false,
        ..SITE
    };
    let text = config_json(json!({ "api_url": null })).to_string();
    let config = config::check::<SerdeJson>(&text, &elsewhere).unwrap();
    assert_eq!(config.apis, []);
}

#[test]
fn an_address_belongs_to_the_api_that_it_lies_under_most_closely() {
    let config = config(json!({
        "api_url": "https://api.example.com/",
        "apis": [
            { "url": "https://api.example.com/billing", "token": "id_bearer" },
            { "url": "https://api.example.com/billing/raw", "token": "id_raw" },
        ],
    }));
    let token = |url| config.api_of(url).map(|api| api.token);
    for (url, wanted) in [
        ("https://api.example.com/", Some(ApiToken::AccessBearer)),
        (
            "https://api.example.com/orders",
            Some(ApiToken::AccessBearer),
        ),
        ("https://api.example.com/billing", Some(ApiToken::IdBearer)),
        (
            "https://api.example.com/billing/1",
            Some(ApiToken::IdBearer),
        ),
        (
            "https://api.example.com/billing/raw?x",
            Some(ApiToken::IdRaw),
        ),
        (
            "https://api.example.com/billings",
            Some(ApiToken::AccessBearer),
        ),
        ("https://api.example.com.evil.example/", None),
        ("https://api.example.com", None),
        ("https://api.example.com/billing/../x", None),
        ("", None),
    ] {
        assert_eq!(token(url), wanted, "{url}");
    }
}

#[test]
fn sessions_are_shared_where_tabs_share_and_tokens_are_stored() {
    for (tabs, storage, shares) in [
        ("shared", "session", true),
        ("shared", "memory", false),
        ("separate", "session", false),
    ] {
        let config = config(json!({ "tabs": tabs, "storage": storage }));
        assert_eq!(config.shares_sessions(), shares, "{tabs} {storage}");
    }
}

#[test]
fn an_issuer_of_any_form_is_an_issuer() {
    for issuer in [
        "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_Pv8PpmMzQ",
        "https://id.example.com",
        "https://id.example.com/realms/a/",
    ] {
        let config = config(json!({ "issuer": issuer }));
        assert_eq!(config.issuer.as_deref(), Some(issuer));
    }
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let text = ["\u{feff}", &config_json(json!({})).to_string()].concat();
    assert_eq!(check(&text), Ok(config(json!({}))));
}

#[test]
fn what_is_not_a_json_object_is_refused() {
    for text in ["", "<!doctype html>", "[]", "null", "\"x\"", "{", "{}}"] {
        assert_eq!(check(text), Err(ConfigError::NotJson), "{text}");
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
        assert_eq!(check(&text), Err(ConfigError::NotJson));
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
        if let Err(error) = check(&text) {
            let error = AuthError::from(error);
            prop_assert!(error.code().starts_with("config."));
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
