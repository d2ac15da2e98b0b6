//! Whether an ID token is believed, its signature included (OpenID Connect Core §3.1.3.7, RFC 7515
//! §5.2, RFC 7518 §3.3).

use crate::common::{
    ACCESS_TOKEN, CLIENT_ID, ISSUER, NOW_S, changed, config, damaged, expected, id_claims, jwt,
    rs256, signed, signing_input, signing_key, start_with, stored_session,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cognito_spa::protocol::id_token::{
    Expected, IdTokenError, VerifiedClaims, is_same_session, verify_id_token,
};
use cognito_spa::protocol::json::SerdeJson;
use cognito_spa::protocol::jwks::{self, RsaKey};
use cognito_spa::protocol::secret::{AccessToken, IdToken, Nonce};
use cognito_spa::protocol::token::TokenSet;
use cognito_spa::{AuthError, AuthErrorKind, SignIn};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::time::Duration;

const NONCE: &str = "n-0S6_WzA2Mj";

fn keys() -> Vec<RsaKey> {
    vec![signing_key(Some("id-key"))]
}

/// The verdict on a token that is signed as it should be, with these changes in its claims.
fn verdict(changes: Value) -> Result<VerifiedClaims, IdTokenError> {
    let token = signed(&rs256(), &changed(id_claims(NONCE), changes));
    let nonce = Nonce::new(NONCE.into());
    let access_token = AccessToken::new(ACCESS_TOKEN.into());
    let expected = Expected {
        nonce: Some(&nonce),
        access_token: Some(&access_token),
        max_age: Some(300.0),
        ..expected()
    };
    verify_id_token(&token, &keys(), &expected)
}

/// `changes`, and a person who has just signed in, unless they say otherwise.
fn recent(mut changes: Value) -> Value {
    let members = changes.as_object_mut().unwrap();
    let just_now = json!(NOW_S - 10.0);
    members.entry("auth_time").or_insert(just_now);
    changes
}

#[test]
fn an_honest_token_is_believed_and_shows_its_claims() {
    let claims = verdict(recent(json!({ "custom:tenant": "acme" }))).unwrap();
    assert_eq!(claims.sub(), "3f1c");
    assert_eq!(claims.text("email"), Some("demo@example.com"));
    assert_eq!(claims.claims().text("iss"), Some(ISSUER));
    #[derive(serde::Deserialize)]
    struct Tenant {
        #[serde(rename = "custom:tenant")]
        tenant: String,
    }
    assert_eq!(claims.to::<Tenant>().unwrap().tenant, "acme");
    let error = claims.to::<Vec<u8>>().unwrap_err();
    assert_eq!(error.code(), "claims.wrong_form");
}

#[test]
fn a_good_signature_excuses_no_claim() {
    for (changes, error) in [
        (
            json!({ "iss": "https://evil.example" }),
            IdTokenError::Issuer,
        ),
        (
            json!({ "aud": "other" }),
            IdTokenError::Audience("other".into()),
        ),
        (
            json!({ "aud": [CLIENT_ID, "other"] }),
            IdTokenError::OtherAudiences(json!([CLIENT_ID, "other"]).to_string()),
        ),
        (
            json!({ "azp": "other" }),
            IdTokenError::Audience([CLIENT_ID, ", other"].concat()),
        ),
        (json!({ "token_use": "access" }), IdTokenError::TokenUse),
        (json!({ "nonce": "other" }), IdTokenError::Nonce),
        (json!({ "at_hash": "other" }), IdTokenError::AccessTokenHash),
        (json!({ "sub": null }), IdTokenError::Malformed),
        (
            json!({ "auth_time": NOW_S - 601.0 }),
            IdTokenError::AuthTime,
        ),
        (json!({ "auth_time": null }), IdTokenError::AuthTime),
    ] {
        assert_eq!(verdict(recent(changes.clone())), Err(error), "{changes}");
    }
    for changes in [
        json!({ "exp": NOW_S }),
        json!({ "iat": NOW_S - 301.0 }),
        json!({ "iat": NOW_S + 301.0 }),
    ] {
        let verdict = verdict(recent(changes.clone()));
        assert!(
            matches!(verdict, Err(IdTokenError::Time { .. })),
            "{changes}"
        );
    }
}

/// The verdict on `token` with these keys.
fn verdict_with(token: &str, keys: &[RsaKey]) -> Result<VerifiedClaims, IdTokenError> {
    verify_id_token(token, keys, &expected())
}

fn honest() -> String {
    signed(&rs256(), &id_claims(NONCE))
}

#[test]
fn another_signature_is_refused() {
    let other_claims = changed(id_claims(NONCE), json!({ "sub": "somebody-else" }));
    let signature = honest().rsplit('.').next().unwrap().to_owned();
    let with =
        |signature: &str| [&signing_input(&rs256(), &id_claims(NONCE)), ".", signature].concat();
    let mut bytes = URL_SAFE_NO_PAD.decode(&signature).unwrap();
    bytes[255] ^= 1;
    let flipped = URL_SAFE_NO_PAD.encode(&bytes);
    let longer = URL_SAFE_NO_PAD.encode([&[0], &bytes[..]].concat());
    for token in [
        [&signing_input(&rs256(), &other_claims), ".", &signature].concat(),
        jwt(&rs256(), &id_claims(NONCE)),
        with(""),
        with(&flipped),
        with(&longer),
        with(&URL_SAFE_NO_PAD.encode([0; 256])),
        with(&URL_SAFE_NO_PAD.encode([255; 256])),
    ] {
        assert_eq!(
            verdict_with(&token, &keys()),
            Err(IdTokenError::Signature),
            "{token}"
        );
    }
    assert!(verdict_with(&with(&signature), &keys()).is_ok());
}

#[test]
fn a_signature_of_another_algorithm_is_refused_however_good_it_is() {
    for alg in ["none", "HS256", "RS384", "RS512", "PS256", "ES256"] {
        let token = signed(&json!({ "alg": alg, "kid": "id-key" }), &id_claims(NONCE));
        assert_eq!(
            verdict_with(&token, &keys()),
            Err(IdTokenError::Algorithm(alg.into())),
            "{alg}"
        );
    }
    let unsigned = [
        &signing_input(&json!({ "alg": "none" }), &id_claims(NONCE)),
        ".",
    ]
    .concat();
    assert_eq!(
        verdict_with(&unsigned, &keys()),
        Err(IdTokenError::Algorithm("none".into()))
    );
}

#[test]
fn the_key_is_the_one_that_the_token_names() {
    let other = RsaKey {
        n: signing_key(None).n.replacen('o', "p", 1),
        ..signing_key(Some("other"))
    };
    let both = [other.clone(), signing_key(Some("id-key"))];
    assert!(verdict_with(&honest(), &both).is_ok());
    for keys in [&[][..], std::slice::from_ref(&other), &[signing_key(None)]] {
        assert_eq!(
            verdict_with(&honest(), keys),
            Err(IdTokenError::KeyUnknown),
            "{keys:?}"
        );
    }
    let misnamed = RsaKey {
        kid: Some("id-key".into()),
        ..other
    };
    assert_eq!(
        verdict_with(&honest(), &[misnamed]),
        Err(IdTokenError::Signature)
    );
}

#[test]
fn without_a_name_the_only_key_counts_and_of_several_none() {
    let token = signed(&json!({ "alg": "RS256" }), &id_claims(NONCE));
    assert!(verdict_with(&token, &keys()).is_ok());
    let two = [signing_key(Some("a")), signing_key(Some("b"))];
    assert_eq!(verdict_with(&token, &two), Err(IdTokenError::KeyUnknown));
}

#[test]
fn hostile_numbers_in_a_key_verify_nothing() {
    let one = URL_SAFE_NO_PAD.encode([1]);
    let zeros = "A".repeat(342);
    let even = URL_SAFE_NO_PAD.encode([0xfe; 256]);
    let longest = URL_SAFE_NO_PAD.encode([0xff; 1_024]);
    let too_long = URL_SAFE_NO_PAD.encode([0xff; 1_025]);
    let endless = URL_SAFE_NO_PAD.encode(vec![0xff; 100_000]);
    let honest_n = signing_key(None).n;
    let short = URL_SAFE_NO_PAD.encode([&[0; 128][..], &[0xff; 128]].concat());
    for (n, e) in [
        (honest_n.as_str(), ""),
        (&honest_n, "AA"),
        (&honest_n, &one),
        (&honest_n, "Ag"),
        (&honest_n, "AQAC"),
        (&honest_n, "not base64url!"),
        (&honest_n, &endless),
        (&honest_n, &honest_n),
        ("", "AQAB"),
        (&zeros, "AQAB"),
        (&short, "AQAB"),
        (&even, "AQAB"),
        (&longest, "AQAB"),
        (&too_long, "AQAB"),
        (&endless, "AQAB"),
        ("not base64url!", "AQAB"),
    ] {
        let key = RsaKey {
            kid: Some("id-key".into()),
            n: n.into(),
            e: e.into(),
        };
        assert_eq!(
            verdict_with(&honest(), &[key]),
            Err(IdTokenError::Signature),
            "{} {}",
            n.len(),
            e.len()
        );
    }
}

#[test]
fn rfc_7518_3_3_a_key_below_2048_bits_is_no_key() {
    let set = json!({ "keys": [
        { "kty": "RSA", "kid": "id-key", "n": URL_SAFE_NO_PAD.encode([0xff; 128]), "e": "AQAB" },
    ]});
    let keys = jwks::parse::<SerdeJson>(&set.to_string()).unwrap();
    assert_eq!(
        verdict_with(&honest(), &keys),
        Err(IdTokenError::KeyUnknown)
    );
}

#[test]
fn what_a_configuration_asks_for_is_expected() {
    let config = config(json!({ "clock_tolerance_s": 7 }));
    let expected = Expected::of(&config, NOW_S);
    assert_eq!((expected.issuer, expected.client_id), (ISSUER, CLIENT_ID));
    assert!(expected.token_use_required);
    assert!((expected.tolerance - 7.0).abs() < f64::EPSILON);
    assert!(verify_id_token(&honest(), &keys(), &expected).is_ok());
    let elsewhere = crate::common::config(json!({ "domain": null }));
    assert!(!Expected::of(&elsewhere, NOW_S).token_use_required);
}

#[test]
fn a_login_expects_its_nonce_its_max_age_and_its_access_token() {
    let config = config(json!({}));
    let options = SignIn::default().max_age(Duration::from_secs(300));
    let pending = start_with(&config, &options).pending;
    let tokens = TokenSet {
        access_token: AccessToken::new(ACCESS_TOKEN.into()),
        id_token: None,
        refresh_token: None,
        expires_in: None,
        scope: None,
    };
    let expected = Expected::of_login(&config, &pending, &tokens, NOW_S);
    let own = pending.nonce.as_ref().unwrap().expose();
    for (nonce, changes, refusal) in [
        (own, json!({}), None),
        (NONCE, json!({}), Some(IdTokenError::Nonce)),
        (
            own,
            json!({ "at_hash": "other" }),
            Some(IdTokenError::AccessTokenHash),
        ),
        (
            own,
            json!({ "auth_time": NOW_S - 601.0 }),
            Some(IdTokenError::AuthTime),
        ),
    ] {
        let claims = changed(id_claims(nonce), recent(changes));
        let verdict = verify_id_token(&signed(&rs256(), &claims), &keys(), &expected);
        assert_eq!(verdict.err(), refusal);
    }
}

#[test]
fn a_refusal_is_of_the_id_token() {
    let error = AuthError::from(verdict_with(&honest(), &[]).unwrap_err());
    assert_eq!(error.kind(), AuthErrorKind::IdToken);
    assert_eq!(error.code(), "id_token.key_unknown");
}

#[test]
fn what_is_verified_is_not_shown() {
    let claims = verdict(recent(json!({}))).unwrap();
    assert!(!format!("{claims:?}").contains("demo"));
}

/// Whether a renewal's ID token with these changes goes on with the session of an honest login.
fn goes_on(changes: Value) -> bool {
    let before = changed(id_claims(NONCE), json!({ "auth_time": NOW_S - 10.0 }));
    let before = IdToken::new(jwt(&rs256(), &before));
    let token = signed(&rs256(), &changed(id_claims(NONCE), changes));
    let claims = verdict_with(&token, &keys()).unwrap();
    is_same_session::<SerdeJson>(&before, &claims)
}

#[test]
fn openid_connect_core_12_2_a_renewal_is_of_the_same_person_and_login() {
    assert!(goes_on(json!({})));
    assert!(goes_on(json!({ "nonce": null })));
    assert!(!goes_on(json!({ "sub": "somebody-else" })));
    assert!(!goes_on(json!({ "nonce": "of-another-login" })));
}

#[test]
fn a_renewal_may_name_a_later_login_or_none() {
    for auth_time in [json!(null), json!(NOW_S), json!(NOW_S - 10.0), json!(0)] {
        assert!(goes_on(json!({ "auth_time": auth_time })), "{auth_time}");
    }
}

#[test]
fn a_login_without_a_nonce_takes_none_up_later() {
    let before = changed(id_claims(NONCE), json!({ "nonce": null }));
    let before = IdToken::new(jwt(&rs256(), &before));
    let claims = verdict_with(&honest(), &keys()).unwrap();
    assert!(!is_same_session::<SerdeJson>(&before, &claims));
}

#[test]
fn a_session_whose_id_token_cannot_be_read_is_nobodys() {
    let claims = verdict_with(&honest(), &keys()).unwrap();
    let opaque = IdToken::new("opaque".into());
    assert!(!is_same_session::<SerdeJson>(&opaque, &claims));
    let own = stored_session().id_token.unwrap();
    let of_own = verdict_with(&signed(&rs256(), &id_claims("n")), &keys()).unwrap();
    assert!(is_same_session::<SerdeJson>(&own, &of_own));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_key_set_stops_the_program_and_none_verifies_a_forged_token(
        n in "[A-Za-z0-9_-]{0,700}", e in "[A-Za-z0-9_-]{0,12}",
    ) {
        let key = RsaKey { kid: None, n, e };
        let token = jwt(&json!({ "alg": "RS256" }), &id_claims(NONCE));
        prop_assert_eq!(verdict_with(&token, &[key]), Err(IdTokenError::Signature));
    }

    #[test]
    fn no_key_set_text_stops_the_program(text in damaged(json!({ "keys": [
        { "kty": "RSA", "kid": "id-key", "n": signing_key(None).n, "e": "AQAB" },
    ]}))) {
        let keys = jwks::parse::<SerdeJson>(&text).unwrap_or_default();
        let _ = verdict_with(&honest(), &keys);
    }

    #[test]
    fn whatever_is_changed_in_a_token_is_noticed(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let token = honest();
        let mut bytes = token.clone().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(changed) = String::from_utf8(bytes)
            && changed != token
        {
            prop_assert!(verdict_with(&changed, &keys()).is_err(), "{}", changed);
        }
    }
}
