//! The authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3, OpenID Connect Core §3.1.2.1).

use crate::common::{CLIENT_ID, DOMAIN, NOW_MS, config, parameters, pending, random, start};
use cognito_spa::protocol::authorize::{Authorization, AuthorizePage};
use cognito_spa::protocol::config::Config;
use cognito_spa::protocol::pkce;
use cognito_spa::protocol::provider::Provider;
use cognito_spa::protocol::random::Random;
use cognito_spa::protocol::sign_in::SignIn;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::HashMap;
use url::Url;

fn start_at(page: AuthorizePage, config: &Config) -> Authorization {
    let provider = Provider::of_domain(config).unwrap();
    Authorization::at(
        page,
        config,
        &provider,
        &SignIn::default(),
        &random(),
        NOW_MS,
    )
}

fn parameters_with(changes: Value) -> HashMap<String, String> {
    parameters(&start(&config(changes)))
}

#[test]
fn the_request_goes_to_the_authorization_endpoint() {
    let url = Url::parse(&start(&config(json!({}))).url).unwrap();
    assert_eq!(
        [url.origin().ascii_serialization().as_str(), url.path()].concat(),
        format!("{DOMAIN}/oauth2/authorize")
    );
}

#[test]
fn the_response_type_is_code_and_nothing_else() {
    assert_eq!(parameters_with(json!({}))["response_type"], "code");
}

#[test]
fn client_redirect_uri_and_scopes_are_the_configured_ones() {
    let parameters = parameters_with(json!({ "redirect_uri": "http://localhost:3000/dashboard" }));
    assert_eq!(parameters["client_id"], CLIENT_ID);
    assert_eq!(
        parameters["redirect_uri"],
        "http://localhost:3000/dashboard"
    );
    assert_eq!(parameters["scope"], "openid api/read");
}

#[test]
fn every_request_has_an_s256_challenge_of_its_verifier() {
    let start = start(&config(json!({})));
    let parameters = parameters(&start);
    assert_eq!(parameters["code_challenge_method"], "S256");
    assert_eq!(
        parameters["code_challenge"],
        pkce::code_challenge(&start.pending.verifier)
    );
}

#[test]
fn the_verifier_is_not_in_the_address() {
    let start = start(&config(json!({})));
    assert!(!start.url.contains(start.pending.verifier.expose()));
}

#[test]
fn state_nonce_and_verifier_are_independent() {
    let start = start(&config(json!({})));
    let parameters = parameters(&start);
    assert_eq!(parameters["state"], start.state);
    assert_ne!(parameters["state"], parameters["nonce"]);
    assert_ne!(parameters["state"], start.pending.verifier.expose());
    assert_ne!(parameters["nonce"], start.pending.verifier.expose());
}

#[test]
fn with_openid_a_nonce_is_sent_and_remembered() {
    let start = start(&config(json!({})));
    let parameters = parameters(&start);
    assert_eq!(parameters["nonce"], start.pending.nonce.unwrap().expose());
}

#[test]
fn without_openid_no_nonce_is_sent() {
    let start = start(&config(json!({ "scopes": ["api/read"] })));
    assert!(!parameters(&start).contains_key("nonce"));
    assert_eq!(start.pending.nonce, None);
}

#[test]
fn optional_parameters_are_forwarded() {
    let changes = json!({
        "identity_provider": "Google",
        "idp_identifier": "example.com",
        "lang": "de",
        "login_hint": "a+b@example.com",
        "prompt": "login consent",
        "resource": "https://api.example.com/",
    });
    let parameters = parameters_with(changes.clone());
    for (name, value) in changes.as_object().unwrap() {
        assert_eq!(parameters[name], value.as_str().unwrap());
    }
}

#[test]
fn nothing_is_sent_that_was_not_asked_for() {
    let mut names: Vec<_> = parameters_with(json!({})).into_keys().collect();
    names.sort();
    assert_eq!(
        names,
        [
            "client_id",
            "code_challenge",
            "code_challenge_method",
            "nonce",
            "redirect_uri",
            "response_type",
            "scope",
            "state",
        ]
    );
}

#[test]
fn the_pending_record_holds_what_the_callback_and_the_token_request_need() {
    let pending = pending();
    assert_eq!(pending.token_endpoint, format!("{DOMAIN}/oauth2/token"));
    assert_eq!(pending.redirect_uri, "http://localhost:3000/dashboard");
    assert_eq!(pending.audience.client_id, CLIENT_ID);
    assert_eq!(pending.audience.domain.as_deref(), Some(DOMAIN));
    assert_eq!(pending.scope, "openid api/read");
    assert_eq!(pending.return_to, "/dashboard");
}

#[test]
fn sign_up_takes_the_same_parameters() {
    let config = config(json!({}));
    let begun = start_at(AuthorizePage::SignUp, &config);
    assert!(begun.url.starts_with(&format!("{DOMAIN}/signup?")));
    assert_eq!(parameters(&begun), parameters(&start(&config)));
}

#[test]
fn a_provider_without_a_page_for_new_accounts_gets_the_usual_request() {
    let config = config(json!({}));
    let provider = Provider {
        sign_up_endpoint: None,
        ..Provider::of_domain(&config).unwrap()
    };
    let (options, random) = (SignIn::default(), random());
    let page = AuthorizePage::SignUp;
    let begun = Authorization::at(page, &config, &provider, &options, &random, NOW_MS);
    assert_eq!(begun.url, start(&config).url);
}

#[test]
fn the_query_of_an_endpoint_is_kept() {
    let config = config(json!({}));
    let provider = Provider {
        authorization_endpoint: "https://op.example.com/authorize?tenant=1".into(),
        ..Provider::of_domain(&config).unwrap()
    };
    let begun = Authorization::new(&config, &provider, &SignIn::default(), &random(), 0.0);
    assert_eq!(parameters(&begun)["tenant"], "1");
    assert_eq!(parameters(&begun)["response_type"], "code");
}

proptest! {
    #[test]
    fn state_has_256_bits_that_need_no_encoding(
        state in any::<[u8; 32]>(), nonce in any::<[u8; 32]>(), verifier in any::<[u8; 32]>(),
    ) {
        let config = config(json!({}));
        let provider = Provider::of_domain(&config).unwrap();
        let random = Random { state, nonce, verifier };
        let begun = Authorization::new(&config, &provider, &SignIn::default(), &random, 0.0);
        prop_assert_eq!(begun.state.len(), 43);
        prop_assert!(begun.state.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        prop_assert_eq!(&parameters(&begun)["state"], &begun.state);
    }

    #[test]
    fn no_configured_value_adds_or_replaces_a_parameter(hint in "[ -~]{1,20}") {
        prop_assume!(hint.trim() == hint);
        let parameters = parameters_with(json!({ "login_hint": hint }));
        prop_assert_eq!(parameters.len(), 9);
        prop_assert_eq!(&parameters["login_hint"], &hint);
        prop_assert_eq!(&parameters["response_type"], "code");
    }
}
