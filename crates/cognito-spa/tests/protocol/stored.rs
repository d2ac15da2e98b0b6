//! The session as it is kept between two pages. What is read again is untrusted.

use crate::common::{
    ACCESS_TOKEN, CLIENT_ID, ISSUER, NOW_MS, NOW_S, changed, config, damaged, id_claims, jwt,
    pending, read, rs256, written,
};
use cognito_spa::protocol::json::{self, Json as _, SerdeJson};
use cognito_spa::protocol::pending::Pending;
use cognito_spa::protocol::secret::{AccessToken, IdToken, RefreshToken};
use cognito_spa::protocol::stored::{StoredSession, assemble};
use cognito_spa::protocol::token::TokenSet;
use proptest::prelude::*;
use serde_json::{Value, json};

fn login() -> Pending {
    Pending {
        scope: "asked".into(),
        ..pending()
    }
}

fn access_claims() -> Value {
    json!({
        "iss": ISSUER,
        "sub": "3f1c",
        "client_id": CLIENT_ID,
        "token_use": "access",
        "scope": "openid api/read",
        "exp": NOW_S + 1800.0,
        "username": "demo",
    })
}

fn tokens(access_token: String) -> TokenSet {
    TokenSet {
        access_token: AccessToken::new(access_token),
        id_token: Some(IdToken::new(jwt(&rs256(), &id_claims("n")))),
        refresh_token: Some(RefreshToken::new("r3fr3sh".into())),
        expires_in: Some(3600.0),
        scope: None,
    }
}

/// A session for tokens whose access token has these changes in its claims.
fn session(changes: Value) -> Option<StoredSession> {
    let access_token = jwt(&rs256(), &changed(access_claims(), changes));
    assemble::<SerdeJson>(&login(), tokens(access_token), NOW_MS, None)
}

fn kept() -> Value {
    written(&session(json!({})).unwrap().to_value())
}

/// Reads the session back, with these changes in what was kept.
fn read_with(changes: Value) -> Option<StoredSession> {
    StoredSession::from_value::<SerdeJson>(&read(&changed(kept(), changes)), &config(json!({})))
}

#[test]
fn what_is_kept_is_read_again() {
    assert_eq!(read_with(json!({})), session(json!({})));
}

#[test]
fn a_session_of_another_provider_or_client_is_not_read() {
    let kept = read(&kept());
    for changes in [
        json!({ "issuer": "https://evil.example" }),
        json!({ "issuer": null, "scopes": ["api/read"] }),
        json!({ "domain": "https://evil.example" }),
        json!({ "domain": null }),
        json!({ "client_id": "other" }),
    ] {
        let other = config(changes.clone());
        let session = StoredSession::from_value::<SerdeJson>(&kept, &other);
        assert_eq!(session, None, "{changes}");
    }
}

#[test]
fn a_session_of_another_form_is_not_read() {
    for changes in [
        json!({ "version": 1 }),
        json!({ "version": "2" }),
        json!({ "version": null }),
        json!({ "audience": null }),
        json!({ "access_token": null }),
        json!({ "access_token": 1 }),
        json!({ "scope": null }),
        json!({ "expires_at": "later" }),
        json!({ "received_at": null }),
        json!({ "id_token": null }),
    ] {
        assert_eq!(read_with(changes.clone()), None, "{changes}");
    }
}

#[test]
fn a_kept_token_that_could_not_stand_in_a_header_is_not_read() {
    for name in ["access_token", "refresh_token"] {
        for token in ["", "a\r\nX-Evil: 1", "é"] {
            assert_eq!(read_with(json!({ name: token })), None, "{name} {token:?}");
        }
    }
}

#[test]
fn a_kept_id_token_of_another_issuer_or_client_is_not_read() {
    for changes in [
        json!({ "iss": "https://evil.example" }),
        json!({ "aud": "other" }),
        json!({ "aud": [CLIENT_ID, "other"] }),
        json!({ "azp": "other" }),
        json!({ "sub": null }),
    ] {
        let token = jwt(&rs256(), &changed(id_claims("n"), changes.clone()));
        assert_eq!(read_with(json!({ "id_token": token })), None, "{changes}");
    }
    assert_eq!(read_with(json!({ "id_token": "opaque" })), None);
}

#[test]
fn a_session_lives_until_its_access_token_ends() {
    let session = session(json!({})).unwrap();
    assert_eq!(session.expires_at, Some(NOW_MS + 3_600_000.0));
    assert!(session.is_live(NOW_MS + 3_599_999.0));
    assert!(!session.is_live(NOW_MS + 3_600_000.0));
}

#[test]
fn without_expires_in_the_access_tokens_own_end_counts() {
    let mut set = tokens(jwt(&rs256(), &access_claims()));
    set.expires_in = None;
    let session = assemble::<SerdeJson>(&login(), set, NOW_MS, None).unwrap();
    assert_eq!(session.expires_at, Some((NOW_S + 1800.0) * 1000.0));
}

#[test]
fn an_end_that_nobody_knows_has_not_come() {
    let mut set = tokens(ACCESS_TOKEN.into());
    set.expires_in = None;
    let session = assemble::<SerdeJson>(&login(), set, NOW_MS, None).unwrap();
    assert_eq!(session.expires_at, None);
    assert!(session.is_live(f64::MAX));
}

fn answer(changes: Value) -> TokenSet {
    let access_token = jwt(&rs256(), &changed(access_claims(), changes));
    TokenSet {
        id_token: None,
        refresh_token: None,
        ..tokens(access_token)
    }
}

const LATER_MS: f64 = NOW_MS + 3_000_000.0;

#[test]
fn what_a_renewal_leaves_out_stays() {
    let before = session(json!({})).unwrap();
    let after = before
        .renewed::<SerdeJson>(answer(json!({ "scope": null })), LATER_MS)
        .unwrap();
    assert_ne!(after.access_token, before.access_token);
    assert_eq!(after.refresh_token, before.refresh_token);
    assert_eq!(after.id_token, before.id_token);
    assert_eq!(after.scope, before.scope);
    assert_eq!(after.audience, before.audience);
}

#[test]
fn a_rotated_refresh_token_replaces_the_one_before() {
    let mut tokens = answer(json!({}));
    tokens.refresh_token = Some(RefreshToken::new("n3xt".into()));
    let after = session(json!({}))
        .unwrap()
        .renewed::<SerdeJson>(tokens, LATER_MS)
        .unwrap();
    assert_eq!(after.refresh_token, Some(RefreshToken::new("n3xt".into())));
}

#[test]
fn a_renewal_moves_the_end_and_not_the_beginning() {
    let mut before = session(json!({})).unwrap();
    before.log_out_before = Some(NOW_MS);
    let after = before
        .renewed::<SerdeJson>(answer(json!({})), LATER_MS)
        .unwrap();
    assert_eq!(after.expires_at, Some(LATER_MS + 3_600_000.0));
    assert_eq!(after.received_at, LATER_MS);
    assert_eq!(after.log_out_before, before.log_out_before);
}

#[test]
fn a_session_knows_when_its_code_was_exchanged() {
    let before = session(json!({})).unwrap();
    assert!((before.signed_in_at - NOW_MS).abs() < f64::EPSILON);
    let after = before
        .renewed::<SerdeJson>(answer(json!({})), LATER_MS)
        .unwrap();
    assert!((after.signed_in_at - NOW_MS).abs() < f64::EPSILON);
}

#[test]
fn a_session_that_was_kept_without_its_beginning_began_with_its_tokens() {
    let read = read_with(json!({ "signed_in_at": null })).unwrap();
    assert!((read.signed_in_at - NOW_MS).abs() < f64::EPSILON);
    for other in [json!("then"), json!([NOW_MS]), json!(true)] {
        assert_eq!(read_with(json!({ "signed_in_at": other })), None);
    }
}

#[test]
fn the_claims_of_both_tokens_can_be_read() {
    let session = session(json!({})).unwrap();
    let id_token = session.id_token_claims::<SerdeJson>().unwrap();
    assert_eq!(id_token.text("email"), Some("demo@example.com"));
    let access_token = session.access_token_claims::<SerdeJson>().unwrap();
    assert_eq!(access_token.text("client_id"), Some(CLIENT_ID));
}

#[test]
fn a_renewal_brings_an_access_token() {
    let before = session(json!({})).unwrap();
    assert_eq!(
        before.renewed::<SerdeJson>(answer(json!({ "token_use": "id" })), LATER_MS),
        None
    );
}

#[test]
fn a_token_of_another_use_is_no_access_token() {
    assert_eq!(session(json!({ "token_use": "id" })), None);
    assert_eq!(session(json!({ "token_use": ["access"] })), None);
}

#[test]
fn token_use_is_required_at_cognito_only() {
    assert_eq!(session(json!({ "token_use": null })), None);
    let mut elsewhere = login();
    elsewhere.audience.domain = None;
    let token = |changes| tokens(jwt(&rs256(), &changed(access_claims(), changes)));
    let assembled = |set| assemble::<SerdeJson>(&elsewhere, set, NOW_MS, None);
    assert!(assembled(token(json!({ "token_use": null }))).is_some());
    assert_eq!(assembled(token(json!({ "token_use": "id" }))), None);
}

#[test]
fn a_claim_of_an_unusual_form_does_not_hide_the_tokens_use() {
    for unusual in [
        json!({ "exp": "soon", "token_use": "id" }),
        json!({ "scope": ["a", "b"], "token_use": "id" }),
        json!({ "username": 7, "token_use": "id" }),
    ] {
        assert_eq!(session(unusual.clone()), None, "{unusual}");
    }
}

#[test]
fn the_scopes_are_the_access_tokens_else_the_answers_else_those_asked_for() {
    let scope = |claims: Value, answered: Option<&str>| {
        let mut set = tokens(jwt(&rs256(), &changed(access_claims(), claims)));
        set.scope = answered.map(Into::into);
        assemble::<SerdeJson>(&login(), set, NOW_MS, None)
            .unwrap()
            .scope
    };
    assert_eq!(scope(json!({}), Some("answered")), "openid api/read");
    assert_eq!(
        scope(json!({ "scope": null }), Some("answered")),
        "answered"
    );
    assert_eq!(
        scope(json!({ "scope": ["a"] }), Some("answered")),
        "answered"
    );
    assert_eq!(scope(json!({ "scope": null }), None), "asked");
}

#[test]
fn an_opaque_access_token_is_a_session_too() {
    let mut set = tokens(ACCESS_TOKEN.into());
    set.id_token = None;
    set.scope = Some("api/read".into());
    let session = assemble::<SerdeJson>(&login(), set, NOW_MS, None).unwrap();
    let user = session.user::<SerdeJson>().unwrap();
    assert_eq!(user.display_name(), None);
    assert_eq!(user.scopes, ["api/read"]);
    assert_eq!(session.access_token_claims::<SerdeJson>(), None);
}

#[test]
fn a_person_is_named_by_the_id_token_else_by_the_access_token() {
    let mut session = session(json!({})).unwrap();
    let name = |session: &StoredSession| {
        let user = session.user::<SerdeJson>().unwrap();
        user.display_name().map(String::from)
    };
    assert_eq!(name(&session).as_deref(), Some("demo@example.com"));
    session.id_token = None;
    assert_eq!(name(&session).as_deref(), Some("demo"));
}

proptest! {
    #[test]
    fn no_stored_text_stops_the_program(text in damaged(kept())) {
        let kept = SerdeJson::parse(&text).unwrap_or(json::Value::Null);
        if let Some(session) = StoredSession::from_value::<SerdeJson>(&kept, &config(json!({}))) {
            prop_assert!(session.user::<SerdeJson>().is_some());
            let _ = session.is_live(NOW_MS);
        }
    }

    #[test]
    fn no_access_token_stops_the_program(text in damaged(access_claims())) {
        // What is no object is no JWT's claims: such a token is opaque.
        let claims = serde_json::from_str::<Value>(&text).ok().filter(Value::is_object);
        if let Some(claims) = claims {
            let set = tokens(jwt(&rs256(), &claims));
            if let Some(session) = assemble::<SerdeJson>(&login(), set, NOW_MS, None) {
                prop_assert_eq!(&claims["token_use"], &json!("access"));
                prop_assert!(session.user::<SerdeJson>().is_some());
            }
        }
    }
}
