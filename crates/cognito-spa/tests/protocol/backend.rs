//! A backend for frontend: its configuration, the addresses that it is asked at, what its answers mean.

use crate::common::{ORIGIN, check, config_json};
use cognito_spa::protocol::AuthorizePage;
use cognito_spa::protocol::audience::Audience;
use cognito_spa::protocol::backend::{
    Asker, BackendError, BegunLogin, ProxyFailure, is_interaction_required, login_address,
    login_error, logout_address, no_token, proxy_failure, session,
};
use cognito_spa::protocol::config::{Backend, Config, ConfigError, TokenStorage};
use cognito_spa::protocol::json::{self as protocol_json, SerdeJson};
use cognito_spa::{AuthConfig, AuthError, AuthErrorKind, SignIn};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::time::Duration;

fn checked(members: &Value) -> Result<Config, ConfigError> {
    check(&members.to_string())
}

fn backend_of(config: &Config) -> Backend {
    config.backend.clone().unwrap()
}

fn urls(config: &Config) -> Vec<&str> {
    config.apis.iter().map(|api| api.url.as_str()).collect()
}

#[test]
fn its_path_is_all_that_a_configuration_needs() {
    let config = checked(&json!({ "backend": "/auth" })).unwrap();
    assert_eq!(urls(&config), ["http://localhost:3000/api/"]);
    assert_eq!(backend_of(&config).path, "/auth");
    assert_eq!(config.scopes, Vec::<String>::new());
    let inline = AuthConfig::backend("/bff/auth").redirect_path("/dashboard");
    let inline = inline.resolve::<SerdeJson>(ORIGIN).unwrap();
    assert_eq!(urls(&inline), ["http://localhost:3000/bff/api/"]);
}

#[test]
fn one_file_serves_both_ways() {
    let both = config_json(json!({ "backend": "/auth", "storage": "session", "tabs": "shared" }));
    let config = checked(&both).unwrap();
    assert_eq!(config.issuer, None);
    assert_eq!(config.client_id, "");
    assert_eq!(config.storage, TokenStorage::Memory);
    assert!(!config.shares_sessions());
    assert_eq!(
        backend_of(&config).api_url.as_deref(),
        Some("https://api.example.com/prod/awesomeapi")
    );
    let without = checked(&config_json(json!({}))).unwrap();
    assert_eq!(without.backend, None);
}

#[test]
fn tokens_of_a_time_without_it_are_for_nobody() {
    let without = checked(&config_json(json!({}))).unwrap();
    let with = checked(&config_json(json!({ "backend": "/auth" }))).unwrap();
    assert!(Audience::from(&without).is_of(&without));
    assert!(!Audience::from(&without).is_of(&with));
    let other = checked(&json!({ "backend": "/other/auth" })).unwrap();
    assert_ne!(Audience::from(&with), Audience::from(&other));
}

#[test]
fn its_path_is_one_of_this_site() {
    for path in [
        "auth",
        "/",
        "//evil.example",
        "/auth/",
        "/auth?x",
        "/auth#x",
        "/a\\b",
        "/../auth",
        "https://app.example.com/auth",
        "",
        " /auth",
    ] {
        let error = checked(&json!({ "backend": path })).unwrap_err();
        assert_eq!(error, ConfigError::WrongValue("backend"), "{path}");
        let told = AuthError::from(error);
        assert!(told.message().contains("\"backend\"") && told.message().contains("\"/auth\""));
    }
}

#[test]
fn requests_go_to_this_site_alone() {
    let config = checked(&json!({ "backend": "/auth", "api_url": "https://api.example.com/v1" }));
    let config = config.unwrap();
    let backend = backend_of(&config);
    for (url, expected) in [
        (
            "https://api.example.com/v1",
            Some("http://localhost:3000/api/"),
        ),
        (
            "https://api.example.com/v1/a?b=c",
            Some("http://localhost:3000/api/a?b=c"),
        ),
        (
            "https://api.example.com/v1?b=c",
            Some("http://localhost:3000/api/?b=c"),
        ),
        (
            "/api/a?b=/../c",
            Some("http://localhost:3000/api/a?b=/../c"),
        ),
        (
            "http://localhost:3000/api/a",
            Some("http://localhost:3000/api/a"),
        ),
        ("https://api.example.com/v11", None),
        ("https://api.example.com/v1/../v2", None),
        ("https://evil.example/", None),
        ("//evil.example/api/", None),
        ("/api/../auth/logout", None),
        ("/auth/logout", None),
    ] {
        let address = backend.address_of(url, ORIGIN);
        let allowed = config.api_of(&address).map(|_| address.as_str());
        assert_eq!(allowed, expected, "{url}");
    }
}

#[test]
fn an_api_of_this_site_is_used_as_it_is() {
    for url in ["/api/orders", "http://localhost:3000/api/orders"] {
        let config = checked(&json!({ "backend": "/auth", "api_url": url })).unwrap();
        assert_eq!(urls(&config), ["http://localhost:3000/api/orders"]);
        assert_eq!(backend_of(&config).api_url, None);
    }
    let further = json!({ "backend": "/auth", "apis": ["/api/a", { "url": "/api/b" }] });
    assert_eq!(
        urls(&checked(&further).unwrap()),
        [
            "http://localhost:3000/api/",
            "http://localhost:3000/api/a",
            "http://localhost:3000/api/b"
        ]
    );
    let elsewhere = json!({ "backend": "/auth", "apis": ["https://api.example.com/"] });
    let error = checked(&elsewhere).unwrap_err();
    assert_eq!(error, ConfigError::OtherSite("apis"));
    assert!(AuthError::from(error).message().contains("\"apis\""));
}

#[test]
fn new_accounts_are_offered_where_the_configuration_says_so() {
    for (members, expected) in [
        (json!({}), false),
        (json!({ "sign_up": true }), true),
        (json!({ "domain": "https://login.example.com" }), true),
        (
            json!({ "domain": "https://login.example.com", "sign_up": false }),
            false,
        ),
    ] {
        let mut config = members.clone();
        config["backend"] = "/auth".into();
        assert_eq!(
            checked(&config).unwrap().offers_sign_up(),
            expected,
            "{members}"
        );
    }
}

fn login(members: Value, page: AuthorizePage, options: &SignIn) -> String {
    let mut json = members;
    json["backend"] = "/auth".into();
    let config = checked(&json).unwrap();
    login_address(&backend_of(&config), page, &config, options)
}

#[test]
fn a_login_begins_there_with_its_options() {
    let options = SignIn::default()
        .provider("Google")
        .max_age(Duration::from_secs(60))
        .return_to("/orders?open=17");
    assert_eq!(
        login(json!({ "lang": "de" }), AuthorizePage::LogIn, &options),
        "/auth/login?return_to=%2Forders%3Fopen%3D17&lang=de&identity_provider=Google&max_age=60"
    );
    assert_eq!(
        login(json!({}), AuthorizePage::SignUp, &SignIn::default()),
        "/auth/login?return_to=%2Fdashboard&screen=signup"
    );
}

#[test]
fn a_login_ends_at_a_page_of_this_site() {
    for return_to in ["//evil.example", "https://evil.example", "/\\evil.example"] {
        let options = SignIn::default().return_to(return_to);
        let address = login(json!({}), AuthorizePage::LogIn, &options);
        assert_eq!(address, "/auth/login?return_to=%2Fdashboard");
    }
}

#[test]
fn what_a_page_keeps_of_a_login_comes_back_with_it() {
    let config = checked(&json!({ "backend": "/auth" })).unwrap();
    let options = SignIn::default()
        .return_to("/orders?open=17")
        .app_state("cart");
    let login = BegunLogin::new(&config, &options);
    let kept = login.to_value();
    assert_eq!(kept.text("app_state"), Some("cart"));
    assert_eq!(BegunLogin::from_value(&kept, "/dashboard"), Some(login));
}

#[test]
fn what_somebody_else_has_stored_as_a_login_leads_nowhere_else() {
    let read = |kept: Value| {
        let kept = protocol_json::parse::<SerdeJson>(&kept.to_string()).unwrap();
        BegunLogin::from_value(&kept, "/dashboard")
    };
    for kept in [json!(null), json!([]), json!({}), json!({ "return_to": 1 })] {
        assert_eq!(read(kept), None);
    }
    let login = read(json!({ "return_to": "//evil.example", "app_state": 1 })).unwrap();
    assert_eq!(
        (login.return_to.as_str(), login.app_state),
        ("/dashboard", None)
    );
}

#[test]
fn every_code_that_a_login_fails_with_is_told_as_it_is() {
    for code in [
        "callback.duplicate_parameter",
        "callback.malformed",
        "callback.state_missing",
        "callback.state_unknown",
        "callback.expired",
        "callback.other_issuer",
        "callback.issuer_missing",
        "callback.access_denied",
        "callback.login_required",
        "callback.invalid_scope",
        "callback.server_error",
        "callback.denied",
        "callback.config_changed",
        "callback.server",
        "token.network",
        "token.redirected",
        "token.timeout",
        "token.too_many_requests",
        "token.server_error",
        "token.unexpected_status",
        "token.malformed",
        "token.wrong_type",
        "token.id_token_missing",
        "token.invalid_grant",
        "token.invalid_client",
        "token.refused",
        "id_token.malformed",
        "id_token.algorithm",
        "id_token.issuer",
        "id_token.audience",
        "id_token.nonce",
        "id_token.token_use",
        "id_token.at_hash",
        "id_token.auth_time",
        "id_token.time",
        "id_token.keys_unavailable",
        "id_token.key_unknown",
        "id_token.signature",
        "discovery.unreachable",
        "discovery.timeout",
        "discovery.status",
        "discovery.redirected",
        "discovery.malformed",
        "discovery.other_issuer",
        "discovery.wrong_endpoint",
    ] {
        let error = login_error(&format!("?login_error={code}")).unwrap();
        assert_eq!(error.code(), code);
        assert_eq!(error.detail(), None, "{code}");
    }
}

#[test]
fn any_other_code_is_told_as_a_failure_and_not_repeated() {
    for code in [
        "",
        "x",
        "store.unavailable",
        "callback.you_have_won",
        "token.x",
        "%3Cb%3E",
        "a.b",
    ] {
        let error = login_error(&format!("?a=b&login_error={code}")).unwrap();
        assert_eq!(error.code(), "callback.failed", "{code}");
        assert_eq!(error.message(), "The login did not succeed.");
    }
    assert_eq!(login_error("?code=x&state=y&utm_source=z"), None);
}

#[test]
fn the_next_login_may_ask_the_person_where_this_one_could_not() {
    for (code, expected) in [
        ("callback.login_required", true),
        ("callback.consent_required", true),
        ("callback.access_denied", false),
        ("token.login_required", false),
    ] {
        let error = login_error(&format!("?login_error={code}")).unwrap();
        assert_eq!(is_interaction_required(&error), expected, "{code}");
    }
}

fn ada() -> Value {
    json!({
        "signed_in": true,
        "user": {
            "sub": "17", "email": "ada@example.com", "username": null,
            "groups": ["admins"], "scopes": ["openid", "email"],
            "claims": { "sub": "17", "custom:tenant": "acme" },
        },
        "expires_at": 1_795_272_000,
    })
}

#[test]
fn a_page_that_asks_by_itself_does_not_use_the_session() {
    assert_eq!(Asker::Person.endpoint(), "/session");
    assert_eq!(Asker::Page.endpoint(), "/session?slide=false");
}

#[test]
fn the_session_says_who_is_signed_in() {
    let found = session::<SerdeJson>(200, &ada().to_string())
        .unwrap()
        .unwrap();
    assert_eq!(found.user.sub, "17");
    assert_eq!(found.user.display_name(), Some("ada@example.com"));
    assert_eq!(found.user.username, None);
    assert!(found.user.is_in_group("admins"));
    assert_eq!(found.user.scopes, ["openid", "email"]);
    assert_eq!(
        found.user.id_token_claims.text("custom:tenant"),
        Some("acme")
    );
    assert!((found.expires_at - 1_795_272_000_000.0).abs() < f64::EPSILON);
    assert_eq!(
        session::<SerdeJson>(200, r#"{"signed_in":false}"#),
        Ok(None)
    );
}

#[test]
fn an_answer_that_does_not_say_so_signs_nobody_in_or_out() {
    let without = |name: &str| {
        let mut answer = ada();
        answer.as_object_mut().unwrap().remove(name);
        answer.to_string()
    };
    for text in [
        String::new(),
        "<!doctype html>".into(),
        "{}".into(),
        "[]".into(),
        r#"{"signed_in":"false"}"#.into(),
        r#"{"signed_in":true}"#.into(),
        without("user"),
        without("expires_at"),
        without("signed_in"),
    ] {
        let outcome = session::<SerdeJson>(200, &text);
        assert_eq!(outcome, Err(BackendError::Malformed), "{text}");
    }
    for status in [204, 302, 401, 404, 503] {
        let outcome = session::<SerdeJson>(status, &ada().to_string());
        assert_eq!(outcome, Err(BackendError::Status(status)));
    }
}

#[test]
fn what_may_pass_can_be_tried_again() {
    for (error, code, kind) in [
        (
            BackendError::Unreachable,
            "backend.unreachable",
            AuthErrorKind::Network,
        ),
        (
            BackendError::Timeout,
            "backend.timeout",
            AuthErrorKind::Timeout,
        ),
        (
            BackendError::Status(503),
            "backend.status",
            AuthErrorKind::Backend,
        ),
        (
            BackendError::Malformed,
            "backend.malformed",
            AuthErrorKind::Backend,
        ),
    ] {
        let error = AuthError::from(error);
        assert_eq!((error.code(), error.kind()), (code, kind));
        assert!(error.is_retryable());
    }
}

#[test]
fn the_log_out_leads_to_an_address_that_is_safe() {
    let answer = |url: &str| json!({ "logout_url": url }).to_string();
    for url in [
        "https://login.example.com/logout?client_id=x",
        "http://localhost:9230/logout",
    ] {
        assert_eq!(
            logout_address::<SerdeJson>(200, &answer(url)),
            Ok(url.into())
        );
    }
    for url in [
        "http://login.example.com/",
        "javascript:alert(1)",
        "//evil.example",
        "",
    ] {
        let outcome = logout_address::<SerdeJson>(200, &answer(url));
        assert_eq!(outcome, Err(BackendError::Malformed), "{url}");
    }
    let refused = logout_address::<SerdeJson>(403, &answer("https://login.example.com/"));
    assert_eq!(refused, Err(BackendError::Status(403)));
}

#[test]
fn there_is_no_token_to_be_had() {
    let error = no_token();
    assert_eq!(
        (error.code(), error.kind()),
        ("session.no_token", AuthErrorKind::Backend)
    );
    assert!(!error.is_retryable());
}

#[test]
fn a_failure_of_its_own_is_told_with_its_code() {
    let text = json!({ "error": "api.timeout", "message": "Too slow." }).to_string();
    let Some(ProxyFailure::NoAnswer(error)) = proxy_failure::<SerdeJson>(504, &text) else {
        panic!("it is the server's own");
    };
    assert_eq!(
        (error.code(), error.kind()),
        ("api.timeout", AuthErrorKind::Timeout)
    );
    assert_eq!(error.detail(), Some("Too slow."));
    assert!(error.is_retryable());
    let ended = json!({ "error": "session.expired", "message": "It has ended." }).to_string();
    let failure = proxy_failure::<SerdeJson>(401, &ended);
    assert_eq!(failure, Some(ProxyFailure::SignedOut));
}

#[test]
fn an_apis_own_answers_are_its_own() {
    for (status, answer) in [
        (
            200,
            json!({ "error": "api.timeout", "message": "no failure" }),
        ),
        (401, json!({ "error": "invalid_token", "message": "x" })),
        (401, json!({ "message": "Unauthorized" })),
        (401, json!({ "error": "api.timeout", "message": "x" })),
        (500, json!({ "error": "orders.closed", "message": "x" })),
        (
            500,
            json!({ "error": { "code": "api.timeout" }, "message": "x" }),
        ),
        (500, json!({ "error": "api.<b>", "message": "x" })),
        (500, json!({ "error": "api.timeout" })),
    ] {
        let failure = proxy_failure::<SerdeJson>(status, &answer.to_string());
        assert_eq!(failure, None, "{status} {answer}");
    }
    assert_eq!(
        proxy_failure::<SerdeJson>(503, "<p>Service Unavailable"),
        None
    );
}

proptest! {
    #[test]
    fn nothing_of_the_address_is_shown(code in "[a-z_.<>% ]{0,80}") {
        let error = login_error(&["?login_error=", &code].concat()).unwrap();
        prop_assert!(error.code() == code || error.code() == "callback.failed");
        prop_assert!(error.detail().is_none());
    }

    #[test]
    fn no_request_leaves_the_site(url in "[a-z:/.@?#%\\\\-]{0,40}") {
        let config = checked(&json!({ "backend": "/auth", "api_url": "https://a.example/v1" }));
        let config = config.unwrap();
        let address = backend_of(&config).address_of(&url, ORIGIN);
        if config.api_of(&address).is_some() {
            prop_assert!(address.starts_with("http://localhost:3000/api/"));
        }
    }
}
