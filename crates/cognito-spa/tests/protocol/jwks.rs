//! The issuer's keys (RFC 7517) and the choice among them.

use crate::common::{damaged, padded};
use cognito_spa::protocol::json::{SerdeJson, TEXT_LIMIT};
use cognito_spa::protocol::jwks::{Choice, RsaKey, choose, parse};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A modulus of 2048 bits.
fn modulus() -> String {
    "n".repeat(342)
}

/// Two keys as Cognito publishes them: one signs ID tokens, the other access tokens.
fn cognito_keys() -> Value {
    json!({ "keys": [
        { "alg": "RS256", "e": "AQAB", "kid": "id-key", "kty": "RSA", "n": modulus(), "use": "sig" },
        { "alg": "RS256", "e": "AQAB", "kid": "access-key", "kty": "RSA", "n": modulus(), "use": "sig" },
    ]})
}

fn keys(set: &Value) -> Vec<RsaKey> {
    parse::<SerdeJson>(&set.to_string()).unwrap()
}

fn rsa_with(changes: Value) -> Value {
    let key = json!({ "kty": "RSA", "kid": "k", "n": modulus(), "e": "AQAB" });
    json!({ "keys": [crate::common::changed(key, changes)] })
}

#[test]
fn rfc_7517_appendix_a_1_the_rsa_key_is_read_and_the_curve_key_left_out() {
    let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86z\
             wu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5Js\
             GY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMic\
             AtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-\
             bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csF\
             Cur-kEgU8awapJzKnqDKgw";
    let set = json!({ "keys": [
        {
            "kty": "EC", "crv": "P-256", "use": "enc", "kid": "1",
            "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
            "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
        },
        { "kty": "RSA", "n": n, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29" },
    ]});
    let expected = RsaKey {
        kid: Some("2011-04-29".into()),
        n: n.into(),
        e: "AQAB".into(),
    };
    assert_eq!(keys(&set), [expected]);
}

#[test]
fn the_key_is_chosen_by_its_id() {
    let keys = keys(&cognito_keys());
    assert_eq!(choose(&keys, Some("access-key")), Choice::Key(&keys[1]));
    assert_eq!(choose(&keys, Some("id-key")), Choice::Key(&keys[0]));
}

#[test]
fn an_unknown_key_id_is_worth_one_more_look() {
    let keys = keys(&cognito_keys());
    for kid in ["other", "", "ID-KEY"] {
        assert_eq!(choose(&keys, Some(kid)), Choice::Unknown, "{kid}");
    }
    assert_eq!(choose(&[], Some("id-key")), Choice::Unknown);
    assert_eq!(choose(&[], None), Choice::Unknown);
}

#[test]
fn without_a_key_id_the_only_key_is_taken() {
    let keys = keys(&rsa_with(json!({})));
    assert_eq!(choose(&keys, None), Choice::Key(&keys[0]));
}

#[test]
fn without_a_key_id_several_keys_are_refused() {
    assert_eq!(choose(&keys(&cognito_keys()), None), Choice::Ambiguous);
}

#[test]
fn a_key_without_an_id_is_not_the_one_that_a_token_names() {
    let keys = keys(&rsa_with(json!({ "kid": null })));
    assert_eq!(choose(&keys, Some("k")), Choice::Unknown);
}

#[test]
fn a_key_that_cannot_have_made_an_rs256_signature_is_left_out() {
    for changes in [
        json!({ "kty": "EC" }),
        json!({ "kty": "oct", "k": "c2VjcmV0" }),
        json!({ "kty": null }),
        json!({ "use": "enc" }),
        json!({ "alg": "RS512" }),
        json!({ "alg": "HS256" }),
        json!({ "n": null }),
        json!({ "n": "n".repeat(341) }),
        json!({ "e": 65_537 }),
    ] {
        assert_eq!(keys(&rsa_with(changes.clone())), [], "{changes}");
    }
}

#[test]
fn use_and_alg_may_be_left_out() {
    assert_eq!(keys(&rsa_with(json!({}))).len(), 1);
    assert_eq!(keys(&rsa_with(json!({ "use": "sig" }))).len(), 1);
}

#[test]
fn what_is_no_key_does_not_hide_the_others() {
    let set = json!({ "keys": [null, 1, "x", [], {}, cognito_keys()["keys"][0]] });
    assert_eq!(keys(&set).len(), 1);
}

#[test]
fn what_is_no_key_set_is_refused() {
    for text in [
        "",
        "{}",
        "[]",
        r#"{"keys":null}"#,
        r#"{"keys":{}}"#,
        "<html>",
    ] {
        assert_eq!(parse::<SerdeJson>(text), None, "{text}");
    }
}

#[test]
fn a_key_set_beyond_the_limit_is_not_read() {
    let text = padded(&cognito_keys().to_string(), TEXT_LIMIT + 1);
    assert_eq!(parse::<SerdeJson>(&text), None);
}

proptest! {
    #[test]
    fn no_key_set_stops_the_program(text in prop_oneof![
        damaged(cognito_keys()),
        damaged(cognito_keys()["keys"][0].clone()).prop_map(|key| format!("{{\"keys\":[{key}]}}")),
    ]) {
        if let Some(keys) = parse::<SerdeJson>(&text) {
            let _ = choose(&keys, None);
            let _ = choose(&keys, Some("id-key"));
        }
    }
}
