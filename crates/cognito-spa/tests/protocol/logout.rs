//! The end of the provider's own session: Cognito's `/logout`, or RP-Initiated Logout 1.0.

use crate::common::{CLIENT_ID, DOMAIN, config};
use cognito_spa::protocol::config::Config;
use cognito_spa::protocol::logout::address;
use cognito_spa::protocol::provider::{LogoutEndpoint, Provider};
use cognito_spa::protocol::secret::IdToken;
use serde_json::json;

#[test]
fn cognito_gets_client_id_and_logout_uri() {
    let config = config(json!({}));
    let endpoint = Provider::of_domain(&config).unwrap().logout;
    assert_eq!(
        address(&endpoint, &config, None),
        format!(
            "{DOMAIN}/logout?client_id={CLIENT_ID}&logout_uri=http%3A%2F%2Flocalhost%3A3000%2F"
        )
    );
}

#[test]
fn another_provider_gets_client_id_and_post_logout_redirect_uri() {
    let config = config(json!({ "logout_uri": "https://example.com/bye?a=b&c" }));
    let endpoint = LogoutEndpoint::EndSession("https://op.example.com/end".into());
    assert_eq!(
        address(&endpoint, &config, None),
        format!(
            "https://op.example.com/end?client_id={CLIENT_ID}\
             &post_logout_redirect_uri=https%3A%2F%2Fexample.com%2Fbye%3Fa%3Db%26c"
        )
    );
}

#[test]
fn the_query_of_an_endpoint_is_kept() {
    let endpoint = LogoutEndpoint::EndSession("https://op.example.com/end?tenant=1".into());
    let address = address(&endpoint, &config(json!({})), None);
    assert!(
        address.starts_with("https://op.example.com/end?tenant=1&client_id="),
        "{address}"
    );
}

#[test]
fn without_an_endpoint_the_logout_uri_itself_is_the_address() {
    let config = config(json!({ "logout_uri": "https://example.com/bye" }));
    assert_eq!(
        address(&LogoutEndpoint::None, &config, None),
        "https://example.com/bye"
    );
}

#[test]
fn the_id_token_is_in_no_address_unless_another_provider_needs_it_there() {
    let token = IdToken::new("header.claims.signature".into());
    let at = |endpoint: &LogoutEndpoint, config: &Config| address(endpoint, config, Some(&token));
    let (plain, hinting) = (
        config(json!({})),
        config(json!({ "logout_id_token_hint": true })),
    );
    let other = LogoutEndpoint::EndSession("https://op.example.com/end".into());
    let cognito = Provider::of_domain(&plain).unwrap().logout;
    assert!(!at(&other, &plain).contains("header"));
    assert!(at(&other, &hinting).ends_with("&id_token_hint=header.claims.signature"));
    assert!(!at(&cognito, &hinting).contains("header"));
}
