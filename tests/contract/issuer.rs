//! Tokens, the keys that sign them, and the discovery document.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use end_to_end::agent::Agent;
use end_to_end::jwt::{key_id, verified_claims};
use end_to_end::login::{Attempt, code, tokens};
use end_to_end::provider::{API_SCOPE, Provider};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

crate::rules! {
    the_id_token_is_signed_and_made_for_this_client_and_attempt;
    the_access_token_is_signed_and_carries_the_scopes;
    the_id_token_is_bound_to_the_access_token needs AtHash;
    id_and_access_tokens_are_signed_by_different_keys;
    the_keys_are_rs256_and_readable_by_any_origin;
    discovery_names_issuer_endpoints_and_keys;
    discovery_says_nothing_of_pkce;
}

async fn the_id_token_is_signed_and_made_for_this_client_and_attempt(provider: &Provider) {
    let attempt = Attempt::new(&provider.scopes());
    let code = code(&Agent::default(), provider, &attempt).await;
    let answer = attempt.exchange(provider, &code).await.json();
    let claims = claims(provider, &answer, "id_token").await;
    assert_eq!(claims["iss"], provider.issuer.as_str());
    assert_eq!(claims["aud"], provider.client_id.as_str());
    assert_eq!(claims["token_use"], "id");
    assert_eq!(claims["nonce"], attempt.nonce.as_str());
    assert_eq!(claims["email"], provider.email.as_str());
    assert_eq!(claims["email_verified"], true);
    for claim in ["sub", "cognito:username", "jti"] {
        assert!(claims[claim].is_string(), "{claim}");
    }
    for claim in ["iat", "exp", "auth_time"] {
        assert!(claims[claim].is_u64(), "{claim}");
    }
}

async fn the_access_token_is_signed_and_carries_the_scopes(provider: &Provider) {
    let answer = tokens(provider, &provider.scopes()).await;
    let claims = claims(provider, &answer, "access_token").await;
    assert_eq!(claims["iss"], provider.issuer.as_str());
    assert_eq!(claims["client_id"], provider.client_id.as_str());
    assert_eq!(claims["token_use"], "access");
    let scopes: Vec<_> = claims["scope"].as_str().unwrap().split(' ').collect();
    assert!(scopes.contains(&"openid") && scopes.contains(&API_SCOPE));
    assert!(claims.get("aud").is_none());
    assert!(claims["username"].is_string());
}

async fn the_id_token_is_bound_to_the_access_token(provider: &Provider) {
    let answer = tokens(provider, &provider.scopes()).await;
    let claims = claims(provider, &answer, "id_token").await;
    let digest = Sha256::digest(answer["access_token"].as_str().unwrap());
    assert_eq!(claims["at_hash"], URL_SAFE_NO_PAD.encode(&digest[..16]));
}

async fn id_and_access_tokens_are_signed_by_different_keys(provider: &Provider) {
    let answer = tokens(provider, &provider.scopes()).await;
    let id = key_id(answer["id_token"].as_str().unwrap());
    let access = key_id(answer["access_token"].as_str().unwrap());
    assert_ne!(id, access);
}

async fn the_keys_are_rs256_and_readable_by_any_origin(provider: &Provider) {
    let reply = Agent::default().get(&provider.jwks_url).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    let keys = reply.json()["keys"].as_array().expect("keys").clone();
    assert_eq!(keys.len(), 2);
    for key in keys {
        assert_eq!(
            (&key["kty"], &key["alg"], &key["use"]),
            (&"RSA".into(), &"RS256".into(), &"sig".into())
        );
        assert!(key["d"].is_null(), "a private exponent is published");
    }
}

async fn discovery_names_issuer_endpoints_and_keys(provider: &Provider) {
    let reply = Agent::default().get(&provider.discovery_url).await;
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    let document = reply.json();
    assert_eq!(document["issuer"], provider.issuer.as_str());
    for (member, path) in [
        ("authorization_endpoint", "/oauth2/authorize"),
        ("token_endpoint", "/oauth2/token"),
        ("userinfo_endpoint", "/oauth2/userInfo"),
        ("end_session_endpoint", "/logout"),
    ] {
        assert_eq!(
            document[member],
            format!("{}{path}", provider.domain),
            "{member}"
        );
    }
    assert_eq!(document["jwks_uri"], provider.jwks_url.as_str());
    assert_eq!(
        document["id_token_signing_alg_values_supported"],
        serde_json::json!(["RS256"])
    );
}

async fn discovery_says_nothing_of_pkce(provider: &Provider) {
    let document = Agent::default().get(&provider.discovery_url).await.json();
    assert!(document.get("code_challenge_methods_supported").is_none());
}

async fn claims(provider: &Provider, answer: &Value, member: &str) -> Value {
    verified_claims(provider, answer[member].as_str().expect("a token")).await
}
