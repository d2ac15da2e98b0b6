//! The configuration as an app writes it: in code, read from a file, or both.

use crate::common::{CLIENT_ID, DOMAIN, ISSUER, config_json};
use cognito_spa::protocol::address::AddressError;
use cognito_spa::protocol::config::{
    Api, ApiToken, AuthConfig, Config, ConfigError, TabSharing, TokenStorage,
};
use cognito_spa::protocol::json::SerdeJson;
use cognito_spa::{AuthError, AuthErrorKind};
use serde_json::json;
use std::time::Duration;

const ORIGIN: &str = "https://app.example.com";
const POOL: &str = "us-east-1_Pv8PpmMzQ";

fn resolved(config: &AuthConfig) -> Result<Config, ConfigError> {
    config.resolve::<SerdeJson>(ORIGIN)
}

fn cognito() -> AuthConfig {
    AuthConfig::cognito(POOL, CLIENT_ID)
}

/// What is wrong with a pool's configuration after `change`.
fn mistake(change: impl FnOnce(AuthConfig) -> AuthConfig) -> ConfigError {
    resolved(&change(cognito())).unwrap_err()
}

#[test]
fn a_pool_and_a_client_are_enough() {
    let config = resolved(&cognito()).unwrap();
    assert_eq!(config.issuer.as_deref(), Some(ISSUER));
    assert_eq!(config.client_id, CLIENT_ID);
    assert_eq!(config.domain, None);
    assert_eq!(config.scopes, ["openid"]);
    assert_eq!(config.apis, []);
    assert_eq!(config.redirect_uri, "https://app.example.com/callback");
    assert_eq!(config.logout_uri, "https://app.example.com/");
    assert_eq!(config.storage, TokenStorage::Session);
    assert_eq!(config.tabs, TabSharing::Shared);
    assert_eq!(config.session_limit_s, None);
    assert!((config.clock_tolerance_s - 300.0).abs() < f64::EPSILON);
    assert!(config.sign_up);
    assert_eq!(config.authorize_parameters, []);
}

#[test]
fn the_issuer_is_derived_from_the_pool_as_aws_documents_it() {
    for (pool, issuer) in [
        (
            "eu-west-1_AbCdEfGhI",
            "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI",
        ),
        (
            "us-gov-west-1_0",
            "https://cognito-idp.us-gov-west-1.amazonaws.com/us-gov-west-1_0",
        ),
        (
            "cn-north-1_AbCdEfGhI",
            "https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_AbCdEfGhI",
        ),
        (
            "cn-northwest-1_x",
            "https://cognito-idp.cn-northwest-1.amazonaws.com.cn/cn-northwest-1_x",
        ),
    ] {
        let config = resolved(&AuthConfig::cognito(pool, CLIENT_ID)).unwrap();
        assert_eq!(config.issuer.as_deref(), Some(issuer));
    }
}

#[test]
fn what_is_no_pools_id_is_refused() {
    for pool in [
        "",
        "_",
        "eu-west-1",
        "eu-west-1_",
        "_AbCdEfGhI",
        "EU-WEST-1_AbCdEfGhI",
        "eu-west-1_AbC/../x",
        "eu-west-1_AbC?x",
        "evil.example/_x",
        "eu-west-1_A b",
        " eu-west-1_AbC",
        "eu-west-1_Äbc",
        "arn:aws:cognito-idp:eu-west-1:1:userpool/eu-west-1_AbC",
        "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC",
        CLIENT_ID,
    ] {
        let error = resolved(&AuthConfig::cognito(pool, CLIENT_ID)).unwrap_err();
        assert!(
            matches!(error, ConfigError::WrongValue("pool_id")),
            "{pool}"
        );
    }
}

#[test]
fn another_issuer_takes_the_place_of_the_derived_one() {
    let updated = "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_Pv8PpmMzQ";
    let config = resolved(&cognito().issuer(updated)).unwrap();
    assert_eq!(config.issuer.as_deref(), Some(updated));
    let proxied = AuthConfig::cognito("any", CLIENT_ID).issuer("https://id.example.com");
    assert!(resolved(&proxied).is_ok());
}

#[test]
fn any_provider_has_an_issuer_and_a_client() {
    let config = resolved(&AuthConfig::oidc("https://op.example.com/tenant", "spa")).unwrap();
    assert_eq!(
        config.issuer.as_deref(),
        Some("https://op.example.com/tenant")
    );
    assert_eq!(config.client_id, "spa");
    assert_eq!(config.domain, None);
    assert!(config.wants_id_token());
    for issuer in ["", "op.example.com", "https://op.example.com?tenant=1"] {
        let error = resolved(&AuthConfig::oidc(issuer, "spa")).unwrap_err();
        assert_eq!(AuthError::from(error).kind(), AuthErrorKind::Config);
    }
}

#[test]
fn every_option_in_code_is_read() {
    let config = cognito()
        .domain(DOMAIN)
        .scopes(["openid", "email"])
        .redirect_path("/signed-in")
        .sign_out_path("/bye")
        .storage(TokenStorage::Memory)
        .tabs(TabSharing::Separate)
        .session_limit(Duration::from_secs(8 * 3_600))
        .clock_tolerance(Duration::from_millis(1_500));
    assert_eq!(config.redirect_page(), "/signed-in");
    let config = resolved(&config).unwrap();
    assert_eq!(config.domain.as_deref(), Some(DOMAIN));
    assert_eq!(config.scopes, ["openid", "email"]);
    assert_eq!(config.redirect_uri, "https://app.example.com/signed-in");
    assert_eq!(config.logout_uri, "https://app.example.com/bye");
    assert_eq!(config.storage, TokenStorage::Memory);
    assert_eq!(config.tabs, TabSharing::Separate);
    assert_eq!(config.session_limit_s, Some(28_800.0));
    assert!((config.clock_tolerance_s - 1.5).abs() < f64::EPSILON);
}

#[test]
fn of_an_option_that_is_set_twice_the_last_counts() {
    let config = cognito()
        .scopes(["openid", "email"])
        .scopes(["openid"])
        .storage(TokenStorage::Memory)
        .storage(TokenStorage::Session)
        .tabs(TabSharing::Separate)
        .tabs(TabSharing::Shared);
    let config = resolved(&config).unwrap();
    assert_eq!(config.scopes, ["openid"]);
    assert!(config.shares_sessions());
}

#[test]
fn a_domain_is_an_origin() {
    let config = resolved(&cognito().domain(format!("{DOMAIN}/"))).unwrap();
    assert_eq!(config.domain.as_deref(), Some(DOMAIN));
    let error = mistake(|config| config.domain(format!("{DOMAIN}/login")));
    assert!(matches!(error, ConfigError::WrongValue("domain")));
}

#[test]
fn apis_are_counted_up_in_their_order_with_the_token_that_each_wants() {
    let config = cognito()
        .api("https://api.example.com/")
        .api_with("https://a.example.com", ApiToken::AccessRaw)
        .api_with("https://b.example.com", ApiToken::IdBearer)
        .api_with("https://c.example.com", ApiToken::IdRaw);
    let apis: Vec<Api> = [
        ("https://api.example.com/", ApiToken::AccessBearer),
        ("https://a.example.com", ApiToken::AccessRaw),
        ("https://b.example.com", ApiToken::IdBearer),
        ("https://c.example.com", ApiToken::IdRaw),
    ]
    .map(|(url, token)| Api {
        url: url.into(),
        token,
    })
    .into();
    assert_eq!(resolved(&config).unwrap().apis, apis);
}

#[test]
fn an_api_that_may_not_see_a_token_is_refused() {
    for (url, error) in [
        ("http://api.example.com", AddressError::Insecure),
        ("/api", AddressError::Malformed),
        ("", AddressError::Malformed),
    ] {
        assert_eq!(
            mistake(|config| config.api(url)),
            ConfigError::WrongAddress("apis", error),
            "{url}"
        );
    }
}

#[test]
fn a_token_is_written_into_its_header_as_its_api_wants_it() {
    for (token, header, is_id_token) in [
        (ApiToken::AccessBearer, "Bearer t0k3n", false),
        (ApiToken::AccessRaw, "t0k3n", false),
        (ApiToken::IdBearer, "Bearer t0k3n", true),
        (ApiToken::IdRaw, "t0k3n", true),
    ] {
        assert_eq!(token.authorization("t0k3n"), header);
        assert_eq!(token.is_id_token(), is_id_token);
    }
}

#[test]
fn pages_are_named_by_paths_of_this_site() {
    for path in [
        "",
        "callback",
        "//evil.example",
        "/a\\b",
        "/a b",
        "/a?b",
        "/a#b",
        "https://x/",
    ] {
        let error = mistake(|config| config.redirect_path(path));
        assert!(
            matches!(error, ConfigError::WrongValue("redirect_path")),
            "{path}"
        );
        let error = mistake(|config| config.sign_out_path(path));
        assert!(
            matches!(error, ConfigError::WrongValue("sign_out_path")),
            "{path}"
        );
    }
}

#[test]
fn a_session_lasts_longer_than_nothing() {
    let error = mistake(|config| config.session_limit(Duration::ZERO));
    assert!(matches!(error, ConfigError::WrongValue("session_limit_s")));
    let config = cognito().clock_tolerance(Duration::ZERO);
    assert!(resolved(&config).is_ok());
}

#[test]
fn a_page_on_plain_http_is_no_place_to_send_a_code_to() {
    assert_eq!(
        cognito().resolve::<SerdeJson>("http://app.example.com"),
        Err(ConfigError::InsecurePage("http://app.example.com".into()))
    );
    assert!(
        cognito()
            .resolve::<SerdeJson>("http://localhost:3000")
            .is_ok()
    );
}

#[test]
fn without_openid_the_domain_alone_is_enough_only_where_no_issuer_is_known() {
    let config = cognito().domain(DOMAIN).scopes(["api/read"]);
    let config = resolved(&config).unwrap();
    assert!(!config.wants_id_token());
    assert_eq!(config.issuer.as_deref(), Some(ISSUER));
}

fn file() -> String {
    config_json(json!({ "scopes": ["openid"], "storage": "memory" })).to_string()
}

#[test]
fn a_file_is_read_by_its_keys() {
    let fetched = AuthConfig::fetched("/config.json").redirect_path("/dashboard");
    assert_eq!(fetched.address(), Some("/config.json"));
    let config = fetched.resolve_with::<SerdeJson>(&file(), ORIGIN).unwrap();
    assert_eq!(config.domain.as_deref(), Some(DOMAIN));
    assert_eq!(config.storage, TokenStorage::Memory);
    assert_eq!(config.redirect_uri, "https://app.example.com/dashboard");
    let from_text = AuthConfig::from_json(file()).redirect_path("/dashboard");
    assert_eq!(from_text.address(), None);
    assert_eq!(resolved(&from_text), Ok(config));
}

#[test]
fn what_is_still_to_be_fetched_is_not_there() {
    let fetched = AuthConfig::fetched("/config.json");
    assert_eq!(resolved(&fetched), Err(ConfigError::NotFound));
}

#[test]
fn a_files_redirect_uri_leads_to_the_redirect_page() {
    let with = |uri: &str| {
        let text = config_json(json!({ "redirect_uri": uri })).to_string();
        resolved(&AuthConfig::from_json(text).redirect_path("/signed-in"))
    };
    assert!(with("https://app.example.com/signed-in").is_ok());
    assert_eq!(
        with("https://app.example.com/dashboard"),
        Err(ConfigError::OtherPath("/signed-in".into()))
    );
    assert_eq!(
        with("https://evil.example/signed-in"),
        Err(ConfigError::OtherOrigin(
            "https://evil.example".into(),
            "https://app.example.com/signed-in".into()
        ))
    );
}

#[test]
fn what_is_set_in_code_overrides_the_file() {
    let config = AuthConfig::from_json(file())
        .issuer("https://id.example.com")
        .domain("https://login.example.com")
        .scopes(["openid", "email"])
        .storage(TokenStorage::Session)
        .api_with("https://billing.example.com", ApiToken::IdRaw);
    let config = resolved(&config).unwrap();
    assert_eq!(config.issuer.as_deref(), Some("https://id.example.com"));
    assert_eq!(config.domain.as_deref(), Some("https://login.example.com"));
    assert_eq!(config.client_id, CLIENT_ID);
    assert_eq!(config.scopes, ["openid", "email"]);
    assert_eq!(config.storage, TokenStorage::Session);
    let urls: Vec<&str> = config.apis.iter().map(|api| api.url.as_str()).collect();
    assert_eq!(
        urls,
        [
            "https://api.example.com/prod/awesomeapi",
            "https://billing.example.com"
        ]
    );
}

#[test]
fn apis_in_code_take_the_place_of_a_files_further_ones() {
    let text = config_json(json!({ "apis": ["https://old.example.com"] })).to_string();
    let config = AuthConfig::from_json(text).api("https://new.example.com");
    let config = resolved(&config).unwrap();
    assert!(config.api_of("https://new.example.com/x").is_some());
    assert!(config.api_of("https://old.example.com/x").is_none());
}

#[test]
fn a_file_without_an_api_is_missing_it_unless_code_names_one() {
    let text = config_json(json!({ "api_url": null })).to_string();
    let config = AuthConfig::from_json(text);
    assert!(matches!(
        resolved(&config),
        Err(ConfigError::MissingKey("api_url"))
    ));
    assert!(resolved(&config.api("https://api.example.com")).is_ok());
}

#[test]
fn a_files_mistakes_are_told_whatever_code_says() {
    for (text, code) in [
        (
            config_json(json!({ "client_secret": "hunter2" })).to_string(),
            "config.client_secret",
        ),
        (
            config_json(json!({ "scope": "openid" })).to_string(),
            "config.unknown_key",
        ),
        ("<!doctype html>".into(), "config.not_json"),
        ("[]".into(), "config.not_json"),
    ] {
        let config = AuthConfig::from_json(text).scopes(["openid"]);
        let error = AuthError::from(resolved(&config).unwrap_err());
        assert_eq!(error.code(), code);
    }
}

#[test]
fn an_error_names_the_place_of_the_mistake() {
    let told = |error: ConfigError| {
        let error = error.found_in("AuthConfig");
        [error.message(), " ", error.hint()].concat()
    };
    for error in [
        mistake(|config| config.scopes([""])),
        mistake(|config| config.api("api.example.com")),
        mistake(|config| config.api("http://api.example.com")),
        ConfigError::NotFound,
        ConfigError::NotJson,
        ConfigError::ClientSecret,
        ConfigError::UnknownKey("scope".into()),
        ConfigError::MissingKey("scopes"),
        ConfigError::OtherPath("/callback".into()),
        ConfigError::OtherOrigin("https://a".into(), "https://b/callback".into()),
    ] {
        let told = told(error.clone());
        assert!(told.contains("AuthConfig"), "{error:?}: {told}");
        assert!(!told.contains("config.json"), "{error:?}: {told}");
    }
    let usual = AuthError::from(ConfigError::NotFound);
    assert!(usual.message().contains("config.json"));
}
