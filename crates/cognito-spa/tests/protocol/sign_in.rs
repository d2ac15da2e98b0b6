//! What one login asks for beside the configuration.

use crate::common::{config, parameters, start_with};
use cognito_spa::protocol::sign_in::SignIn;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::Duration;

/// What is sent for `options`, where the configuration forwards `configured`.
fn sent(configured: Value, options: &SignIn) -> HashMap<String, String> {
    parameters(&start_with(&config(configured), options))
}

#[test]
fn every_option_is_sent_under_its_name() {
    let options = SignIn::default()
        .provider("Google")
        .login_hint("a+b@example.com")
        .lang("de")
        .prompt("login consent")
        .resource("https://api.example.com/")
        .max_age(Duration::from_secs(300));
    let sent = sent(json!({}), &options);
    for (name, value) in [
        ("identity_provider", "Google"),
        ("login_hint", "a+b@example.com"),
        ("lang", "de"),
        ("prompt", "login consent"),
        ("resource", "https://api.example.com/"),
        ("max_age", "300"),
    ] {
        assert_eq!(sent[name], value);
    }
    let sent = self::sent(json!({}), &SignIn::default().idp_identifier("example.com"));
    assert_eq!(sent["idp_identifier"], "example.com");
}

#[test]
fn an_option_replaces_what_the_configuration_says() {
    let configured = json!({ "lang": "de", "login_hint": "a@example.com" });
    let sent = sent(configured, &SignIn::default().lang("fr"));
    assert_eq!(sent["lang"], "fr");
    assert_eq!(sent["login_hint"], "a@example.com");
}

#[test]
fn of_two_options_of_one_name_the_last_counts() {
    let options = SignIn::default().lang("de").lang("fr");
    assert_eq!(sent(json!({}), &options)["lang"], "fr");
}

#[test]
fn a_provider_is_named_in_one_way() {
    let by_name = SignIn::default().idp_identifier("x").provider("Google");
    let by_identifier = SignIn::default().provider("Google").idp_identifier("x");
    for (options, sent_name, other) in [
        (by_name, "identity_provider", "idp_identifier"),
        (by_identifier, "idp_identifier", "identity_provider"),
    ] {
        for configured in [
            json!({}),
            json!({ "identity_provider": "Facebook" }),
            json!({ "idp_identifier": "y" }),
        ] {
            let sent = sent(configured, &options);
            assert!(sent.contains_key(sent_name) && !sent.contains_key(other));
        }
    }
}

#[test]
fn max_age_is_sent_and_remembered_in_whole_seconds() {
    for (age, text, seconds) in [
        (Duration::ZERO, "0", 0.0),
        (Duration::from_millis(1_999), "1", 1.0),
        (Duration::from_secs(86_400), "86400", 86_400.0),
    ] {
        let login = start_with(&config(json!({})), &SignIn::default().max_age(age));
        assert_eq!(parameters(&login)["max_age"], text);
        assert_eq!(login.pending.max_age_s, Some(seconds));
    }
    let login = start_with(&config(json!({})), &SignIn::default());
    assert_eq!(login.pending.max_age_s, None);
}

#[test]
fn where_a_login_ends_and_what_the_app_wants_again_is_not_sent() {
    let options = SignIn::default()
        .return_to("/orders?open=17")
        .app_state("cart-17")
        .replace_page();
    let login = start_with(&config(json!({})), &options);
    assert_eq!(login.pending.return_to, "/orders?open=17");
    assert_eq!(login.pending.app_state.as_deref(), Some("cart-17"));
    assert!(!login.url.contains("orders") && !login.url.contains("cart"));
    assert_eq!(parameters(&login), sent(json!({}), &SignIn::default()));
}

#[test]
fn a_login_ends_at_a_path_of_this_site_only() {
    let ends = |path: &str| {
        let options = SignIn::default().return_to(path);
        start_with(&config(json!({})), &options).pending.return_to
    };
    for other in ["https://evil.example/", "//evil.example", "orders", ""] {
        assert_eq!(ends(other), "/dashboard", "{other}");
    }
    assert_eq!(ends(&["/", &"x".repeat(2_000)].concat()), "/dashboard");
}
