//! Whether an ID token is believed (OpenID Connect Core §3.1.3.7), its signature aside.

use crate::common::{
    ACCESS_TOKEN, CLIENT_ID, ISSUER, NOW_S, changed, damaged, expected, id_claims, jwt, rs256,
};
use cognito_spa::AuthError;
use cognito_spa::protocol::id_token::{Expected, IdTokenError, check_all_but_signature};
use cognito_spa::protocol::json::SerdeJson;
use cognito_spa::protocol::secret::{AccessToken, Nonce};
use proptest::prelude::*;
use serde_json::{Value, json};

const NONCE: &str = "n-0S6_WzA2Mj";

/// The verdict on a token with this header and these claims, under what `adjust` makes of the
/// expectations for a Cognito login.
fn verdict_under(
    header: &Value,
    claims: &Value,
    adjust: impl FnOnce(&mut Expected<'_>),
) -> Result<(), IdTokenError> {
    let nonce = Nonce::new(NONCE.into());
    let access_token = AccessToken::new(ACCESS_TOKEN.into());
    let mut expected = Expected {
        nonce: Some(&nonce),
        access_token: Some(&access_token),
        ..expected()
    };
    adjust(&mut expected);
    check_all_but_signature::<SerdeJson>(&jwt(header, claims), &expected).map(|_| ())
}

/// The verdict on a Cognito ID token with these changes; `null` leaves a claim out.
fn verdict(changes: Value) -> Result<(), IdTokenError> {
    verdict_under(&rs256(), &changed(id_claims(NONCE), changes), |_| {})
}

fn verdict_on_header(header: &Value) -> Result<(), IdTokenError> {
    verdict_under(header, &id_claims(NONCE), |_| {})
}

fn verdict_at(now: f64) -> Result<(), IdTokenError> {
    verdict_asked_at(now, now)
}

fn verdict_asked_at(asked_at: f64, now: f64) -> Result<(), IdTokenError> {
    verdict_under(&rs256(), &id_claims(NONCE), |expected| {
        expected.asked_at = asked_at;
        expected.now = now;
    })
}

fn is_time_error(verdict: &Result<(), IdTokenError>) -> bool {
    matches!(verdict, Err(IdTokenError::Time { .. }))
}

#[test]
fn an_honest_token_is_believed() {
    assert_eq!(verdict(json!({})), Ok(()));
}

#[test]
fn only_rs256_is_accepted() {
    for alg in [
        "none", "None", "", "HS256", "RS384", "PS256", "ES256", "rs256",
    ] {
        assert_eq!(
            verdict_on_header(&json!({ "alg": alg, "kid": "id-key" })),
            Err(IdTokenError::Algorithm(alg.into())),
            "{alg}"
        );
    }
}

#[test]
fn a_header_without_an_algorithm_is_refused() {
    assert_eq!(
        verdict_on_header(&json!({ "kid": "id-key" })),
        Err(IdTokenError::Algorithm("nothing".into()))
    );
}

#[test]
fn a_critical_extension_is_refused() {
    assert_eq!(
        verdict_on_header(&json!({ "alg": "RS256", "crit": ["b64"], "b64": false })),
        Err(IdTokenError::Algorithm("an extension".into()))
    );
}

#[test]
fn the_issuer_is_the_configured_one_exactly() {
    let with_slash = format!("{ISSUER}/");
    for iss in ["https://evil.example", &with_slash, ""] {
        assert_eq!(verdict(json!({ "iss": iss })), Err(IdTokenError::Issuer));
    }
}

#[test]
fn the_audience_is_this_client_and_no_other() {
    for aud in [
        json!("other"),
        json!(""),
        json!([]),
        json!(["other"]),
        json!([CLIENT_ID, "other"]),
        json!([[CLIENT_ID]]),
        json!(true),
        json!({ CLIENT_ID: CLIENT_ID }),
    ] {
        let verdict = verdict(json!({ "aud": aud.clone() }));
        assert!(
            matches!(
                verdict,
                Err(IdTokenError::Audience(_) | IdTokenError::OtherAudiences(_))
            ),
            "{aud}: {verdict:?}"
        );
    }
    assert!(verdict(json!({ "aud": [CLIENT_ID] })).is_ok());
}

#[test]
fn a_token_for_this_client_and_others_says_so() {
    let words = |changes| {
        let error = AuthError::from(verdict(changes).unwrap_err());
        assert_eq!(error.code(), "id_token.audience");
        [error.message(), error.hint()].join(" ")
    };
    let shared = words(json!({ "aud": [CLIENT_ID, "other"] }));
    assert!(shared.contains("for other clients as well"), "{shared}");
    assert!(shared.contains("for this client alone"), "{shared}");
    let foreign = [
        json!({ "aud": ["other", "third"] }),
        json!({ "azp": "other" }),
        json!({ "aud": [CLIENT_ID, "other"], "azp": "other" }),
    ];
    for changes in foreign {
        let words = words(changes);
        assert!(words.contains("for another client"), "{words}");
        assert!(words.contains("\"client_id\""), "{words}");
    }
}

#[test]
fn an_authorized_party_has_to_be_this_client() {
    assert_eq!(
        verdict(json!({ "azp": "other" })),
        Err(IdTokenError::Audience([CLIENT_ID, ", other"].concat()))
    );
    assert!(verdict(json!({ "azp": CLIENT_ID })).is_ok());
}

#[test]
fn a_required_claim_that_is_missing_is_refused() {
    for (claim, error) in [
        ("iss", IdTokenError::Issuer),
        ("aud", IdTokenError::Audience(String::new())),
        ("sub", IdTokenError::Malformed),
        ("exp", IdTokenError::Malformed),
        ("iat", IdTokenError::Malformed),
    ] {
        assert_eq!(verdict(json!({ claim: null })), Err(error), "{claim}");
    }
    assert_eq!(verdict(json!({ "sub": "" })), Err(IdTokenError::Malformed));
}

#[test]
fn the_nonce_is_the_one_that_the_login_sent() {
    assert_eq!(
        verdict(json!({ "nonce": "other" })),
        Err(IdTokenError::Nonce)
    );
    assert_eq!(verdict(json!({ "nonce": null })), Err(IdTokenError::Nonce));
    assert_eq!(verdict(json!({ "nonce": "" })), Err(IdTokenError::Nonce));
}

#[test]
fn a_nonce_that_nobody_sent_is_not_refused() {
    // Cognito adds one of its own for federated users.
    let verdict = verdict_under(&rs256(), &id_claims("its-own"), |e| e.nonce = None);
    assert!(verdict.is_ok());
}

#[test]
fn an_access_token_is_no_id_token() {
    assert_eq!(
        verdict(json!({ "token_use": "access" })),
        Err(IdTokenError::TokenUse)
    );
    assert_eq!(
        verdict(json!({ "token_use": ["id"] })),
        Err(IdTokenError::TokenUse)
    );
}

#[test]
fn token_use_is_required_at_cognito_only_and_checked_anywhere() {
    let without = changed(id_claims(NONCE), json!({ "token_use": null }));
    let other = changed(id_claims(NONCE), json!({ "token_use": "access" }));
    let elsewhere = |claims| verdict_under(&rs256(), claims, |e| e.token_use_required = false);
    assert_eq!(
        verdict(json!({ "token_use": null })),
        Err(IdTokenError::TokenUse)
    );
    assert!(elsewhere(&without).is_ok());
    assert_eq!(elsewhere(&other), Err(IdTokenError::TokenUse));
}

#[test]
fn openid_connect_core_appendix_a_3_access_token_hash() {
    assert!(verdict(json!({ "at_hash": "77QmUPtjPfzWtF2AnpK9RQ" })).is_ok());
}

#[test]
fn the_hash_of_another_access_token_is_refused() {
    for hash in ["", "77QmUPtjPfzWtF2AnpK9RR", "77QmUPtjPfzWtF2AnpK9RQ=="] {
        assert_eq!(
            verdict(json!({ "at_hash": hash })),
            Err(IdTokenError::AccessTokenHash),
            "{hash}"
        );
    }
}

#[test]
fn an_expired_token_is_refused_to_the_second() {
    let lasts = |seconds| {
        verdict_under(
            &rs256(),
            &changed(id_claims(NONCE), json!({ "exp": NOW_S + seconds })),
            |_| {},
        )
    };
    assert!(lasts(1.0).is_ok());
    assert!(is_time_error(&lasts(0.0)));
    assert!(is_time_error(&lasts(-1.0)));
}

#[test]
fn the_tolerance_does_not_revive_an_expired_token() {
    let verdict = verdict_under(
        &rs256(),
        &changed(id_claims(NONCE), json!({ "exp": NOW_S - 1.0 })),
        |expected| expected.tolerance = 1e9,
    );
    assert!(is_time_error(&verdict));
}

#[test]
fn the_issuers_clock_may_differ_by_the_tolerance_both_ways() {
    for offset in [-300.0, 300.0] {
        assert!(verdict_at(NOW_S + offset).is_ok(), "{offset}");
    }
    for offset in [-301.0, 301.0] {
        assert!(is_time_error(&verdict_at(NOW_S + offset)), "{offset}");
    }
}

#[test]
fn a_token_that_was_read_late_was_made_after_it_was_asked_for() {
    let late = NOW_S + 1_200.0;
    assert_eq!(verdict_asked_at(NOW_S, late), Ok(()));
    assert_eq!(verdict_asked_at(NOW_S + 300.0, late), Ok(()));
    // It is an old one, whenever its answer was read.
    assert!(is_time_error(&verdict_asked_at(NOW_S + 301.0, late)));
    assert!(is_time_error(&verdict_asked_at(late, late)));
    // One of the future, and one that has ended meanwhile, are refused all the same.
    assert!(is_time_error(&verdict_asked_at(
        NOW_S - 900.0,
        NOW_S - 301.0
    )));
    assert!(is_time_error(&verdict_asked_at(NOW_S, NOW_S + 3_600.0)));
    // What was asked for after now is asked for now.
    assert_eq!(verdict_asked_at(NOW_S + 1_200.0, NOW_S), Ok(()));
}

#[test]
fn a_refusal_for_its_time_gives_all_times_and_says_check_your_clock() {
    let error: AuthError = verdict_at(NOW_S - 86_400.0 * 300.0).unwrap_err().into();
    assert_eq!(error.code(), "id_token.time");
    for time in [
        "2026-11-21 14:40 UTC",
        "2026-11-21 15:40 UTC",
        "2026-01-25 14:40 UTC",
    ] {
        assert!(error.message().contains(time), "{}", error.message());
    }
    assert!(error.hint().starts_with("Check your clock"));
}

#[test]
fn times_are_shown_by_the_calendar() {
    for (seconds, shown) in [
        (0.0, "1970-01-01 00:00 UTC"),
        (951_782_400.0, "2000-02-29 00:00 UTC"),
        (1_709_251_199.0, "2024-02-29 23:59 UTC"),
        (1_709_251_200.0, "2024-03-01 00:00 UTC"),
        (4_107_542_400.0, "2100-03-01 00:00 UTC"),
        (-1.0, "1970-01-01 00:00 UTC"),
        (1e300, "9999-12-31 23:59 UTC"),
    ] {
        let error: AuthError = IdTokenError::Time {
            issued_at: seconds,
            expires_at: 0.0,
            now: 0.0,
        }
        .into();
        assert!(error.message().contains(&format!("made at {shown} and")));
    }
}

#[test]
fn what_is_no_jwt_is_malformed() {
    for text in ["", "opaque", "a.b.c", "...."] {
        assert_eq!(
            check_all_but_signature::<SerdeJson>(text, &expected()).err(),
            Some(IdTokenError::Malformed),
            "{text}"
        );
    }
}

#[test]
fn without_an_access_token_its_hash_is_not_compared() {
    let claims = changed(id_claims(NONCE), json!({ "at_hash": "of-another" }));
    assert_eq!(
        verdict_under(&rs256(), &claims, |_| {}),
        Err(IdTokenError::AccessTokenHash)
    );
    assert_eq!(
        verdict_under(&rs256(), &claims, |e| e.access_token = None),
        Ok(())
    );
}

/// The verdict on a login that is to be at most 300 seconds old, with a tolerance of 60.
fn verdict_on_auth_time(auth_time: Value) -> Result<(), IdTokenError> {
    let claims = changed(id_claims(NONCE), json!({ "auth_time": auth_time }));
    verdict_under(&rs256(), &claims, |expected| {
        expected.max_age = Some(300.0);
        expected.tolerance = 60.0;
    })
}

#[test]
fn openid_connect_core_3_1_3_7_13_with_max_age_the_person_signed_in_recently() {
    for age in [-10.0, 0.0, 300.0, 360.0] {
        assert_eq!(verdict_on_auth_time(json!(NOW_S - age)), Ok(()), "{age}");
    }
    for age in [361.0, 86_400.0, NOW_S] {
        assert_eq!(
            verdict_on_auth_time(json!(NOW_S - age)),
            Err(IdTokenError::AuthTime),
            "{age}"
        );
    }
}

#[test]
fn with_max_age_the_token_says_when_the_person_signed_in() {
    for other in [
        json!(null),
        json!("now"),
        json!([NOW_S]),
        json!(NOW_S.to_string()),
    ] {
        assert_eq!(
            verdict_on_auth_time(other.clone()),
            Err(IdTokenError::AuthTime),
            "{other}"
        );
    }
}

#[test]
fn without_max_age_nobody_asks_when_the_person_signed_in() {
    for auth_time in [json!(null), json!(0), json!("long ago"), json!(NOW_S - 1e8)] {
        assert_eq!(verdict(json!({ "auth_time": auth_time })), Ok(()));
    }
}

#[test]
fn a_max_age_of_nothing_wants_a_login_of_now() {
    let at = |age: f64| {
        let claims = changed(id_claims(NONCE), json!({ "auth_time": NOW_S - age }));
        verdict_under(&rs256(), &claims, |expected| {
            expected.max_age = Some(0.0);
            expected.tolerance = 5.0;
        })
    };
    assert_eq!(at(5.0), Ok(()));
    assert_eq!(at(6.0), Err(IdTokenError::AuthTime));
}

#[test]
fn every_refusal_has_a_code_of_its_own() {
    let time = IdTokenError::Time {
        issued_at: 0.0,
        expires_at: 0.0,
        now: 0.0,
    };
    let mut codes: Vec<String> = [
        IdTokenError::Malformed,
        IdTokenError::Algorithm("HS256".into()),
        IdTokenError::Issuer,
        IdTokenError::Audience("other".into()),
        IdTokenError::Nonce,
        IdTokenError::TokenUse,
        IdTokenError::AccessTokenHash,
        IdTokenError::AuthTime,
        IdTokenError::OtherLogin,
        time,
        IdTokenError::KeysUnavailable,
        IdTokenError::KeyUnknown,
        IdTokenError::Signature,
    ]
    .into_iter()
    .map(|error| AuthError::from(error).code().to_owned())
    .collect();
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), 13);
    assert!(codes.iter().all(|code| code.starts_with("id_token.")));
}

proptest! {
    #[test]
    fn no_claims_stop_the_program(text in damaged(id_claims(NONCE))) {
        if let Ok(claims) = serde_json::from_str::<Value>(&text) {
            let _ = verdict_under(&rs256(), &claims, |_| {});
        }
    }

    #[test]
    fn no_header_stops_the_program(text in damaged(rs256())) {
        if let Ok(header) = serde_json::from_str::<Value>(&text) {
            let _ = verdict_on_header(&header);
        }
    }

    #[test]
    fn whatever_is_believed_is_timely(iat in any::<f64>(), exp in any::<f64>()) {
        if verdict(json!({ "iat": iat, "exp": exp })).is_ok() {
            prop_assert!(exp > NOW_S && (NOW_S - 300.0..=NOW_S + 300.0).contains(&iat));
        }
    }
}
