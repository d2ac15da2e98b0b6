//! The end of the provider's own session: Cognito's `/logout`, or RP-Initiated Logout 1.0.

use crate::common::{CLIENT_ID, DOMAIN, config};
use cognito_spa::protocol::logout::address;
use cognito_spa::protocol::provider::{LogoutEndpoint, Provider};
use serde_json::json;

#[test]
fn cognito_gets_client_id_and_logout_uri() {
    let config = config(json!({}));
    let endpoint = Provider::of_domain(&config).unwrap().logout;
    assert_eq!(
        address(&endpoint, &config),
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
        address(&endpoint, &config),
        format!(
            "https://op.example.com/end?client_id={CLIENT_ID}\
             &post_logout_redirect_uri=https%3A%2F%2Fexample.com%2Fbye%3Fa%3Db%26c"
        )
    );
}

#[test]
fn the_query_of_an_endpoint_is_kept() {
    let endpoint = LogoutEndpoint::EndSession("https://op.example.com/end?tenant=1".into());
    let address = address(&endpoint, &config(json!({})));
    assert!(
        address.starts_with("https://op.example.com/end?tenant=1&client_id="),
        "{address}"
    );
}

#[test]
fn without_an_endpoint_the_logout_uri_itself_is_the_address() {
    let config = config(json!({ "logout_uri": "https://example.com/bye" }));
    assert_eq!(
        address(&LogoutEndpoint::None, &config),
        "https://example.com/bye"
    );
}
