//! Reads tokens as a resource server would: signature first, by the issuer's published keys.

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::Value;

use crate::agent::Agent;
use crate::provider::Provider;

/// The key id of a token's header.
pub fn key_id(token: &str) -> String {
    decode_header(token)
        .expect("the token has a header")
        .kid
        .expect("the header names a key")
}

/// The claims of a token whose RS256 signature verifies with the provider's keys.
///
/// Expiry is checked, issuer and audience are the caller's to judge.
pub async fn verified_claims(provider: &Provider, token: &str) -> Value {
    let keys = Agent::default().get(&provider.jwks_url).await;
    let keys: JwkSet = serde_json::from_value(keys.json()).expect("a JWK set");
    let key = keys.find(&key_id(token)).expect("the key is published");
    let mut rules = Validation::new(Algorithm::RS256);
    rules.validate_aud = false;
    let key = DecodingKey::from_jwk(key).expect("an RSA key");
    decode::<Value>(token, &key, &rules)
        .expect("signature and expiry are right")
        .claims
}
