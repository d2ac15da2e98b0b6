use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, jwk::JwkSet};
use local_cognito::CLIENT_ID;
use serde_json::Value;

use crate::browser::{Browser, header, members};

#[tokio::test]
async fn both_tokens_verify_with_the_published_key_of_their_kid() {
    let browser = Browser::new().await;
    let tokens = browser.tokens().await;
    let jwks = browser.get("/us-east-1_local/.well-known/jwks.json").await;
    let keys: JwkSet = serde_json::from_str(&jwks.body).unwrap();
    assert_eq!(keys.keys.len(), 2);
    for member in ["id_token", "access_token"] {
        let token = tokens.text(member);
        let key = keys.find(header(&token)["kid"].as_str().unwrap()).unwrap();
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_issuer(&[browser.pool.issuer()]);
        validation.set_audience(&[CLIENT_ID]);
        decode::<Value>(&token, &DecodingKey::from_jwk(key).unwrap(), &validation).unwrap();
    }
}

#[tokio::test]
async fn keys_are_rsa_keys_for_signatures() {
    let browser = Browser::new().await;
    let jwks = browser
        .get("/us-east-1_local/.well-known/jwks.json")
        .await
        .json();
    for key in jwks["keys"].as_array().unwrap() {
        assert_eq!(members(key), ["alg", "e", "kid", "kty", "n", "use"]);
        assert_eq!(
            (
                key["alg"].as_str(),
                key["kty"].as_str(),
                key["use"].as_str()
            ),
            (Some("RS256"), Some("RSA"), Some("sig"))
        );
    }
}

#[tokio::test]
async fn the_discovery_document_is_the_issuer_s_and_does_not_announce_pkce() {
    let browser = Browser::new().await;
    let (origin, issuer) = (browser.pool.origin(), browser.pool.issuer());
    let document = browser
        .get("/us-east-1_local/.well-known/openid-configuration")
        .await
        .json();
    assert_eq!(document["issuer"], issuer);
    assert_eq!(issuer, format!("{origin}/us-east-1_local"));
    assert_eq!(
        document["jwks_uri"],
        format!("{issuer}/.well-known/jwks.json")
    );
    for (name, path) in [
        ("authorization_endpoint", "/oauth2/authorize"),
        ("token_endpoint", "/oauth2/token"),
        ("revocation_endpoint", "/oauth2/revoke"),
        ("userinfo_endpoint", "/oauth2/userInfo"),
        ("end_session_endpoint", "/logout"),
    ] {
        assert_eq!(document[name], format!("{origin}{path}"));
    }
    assert_eq!(document.get("code_challenge_methods_supported"), None);
    assert_eq!(
        document["id_token_signing_alg_values_supported"],
        serde_json::json!(["RS256"])
    );
}

#[tokio::test]
async fn the_app_s_configuration_is_complete_and_leaves_addresses_of_the_app_to_it() {
    let browser = Browser::new().await;
    let answer = browser.get("/config.json").await;
    assert_eq!(answer.header("cache-control"), Some("no-cache"));
    assert_eq!(answer.json(), browser.pool.app_config());
    let origin = browser.pool.origin();
    assert_eq!(
        answer.json(),
        serde_json::json!({
            "issuer": format!("{origin}/us-east-1_local"),
            "domain": origin,
            "client_id": CLIENT_ID,
            "scopes": ["openid", "awesomeapi-resource-server/awesomeapi.read"],
            "api_url": format!("{origin}/prod/awesomeapi"),
        })
    );
}
