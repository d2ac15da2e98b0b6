//! The steps of a login as a person may see them, without a secret.

use crate::common::{ACCESS_TOKEN, CLIENT_ID, ISSUER, NOW_MS, config, expected, pending, start};
use cognito_spa::protocol::callback::CallbackError;
use cognito_spa::protocol::id_token::{Expected, IdTokenError};
use cognito_spa::protocol::json::Value;
use cognito_spa::protocol::pending::Pending;
use cognito_spa::protocol::secret::{AccessToken, Code, IdToken, RefreshToken};
use cognito_spa::protocol::token::{self, TokenError, TokenSet, exchange};
use cognito_spa::protocol::trace::{self, Step};
use proptest::prelude::*;
use serde_json::json;

fn text(step: &Step) -> String {
    [step.name, &step.request, &step.answer].join("\n")
}

#[test]
fn the_way_to_the_provider_shows_what_was_asked_and_no_secret() {
    let start = start(&config(json!({ "lang": "de" })));
    let query = "?code=c0de&state=st4te&session_state=x";
    let step = trace::authorize(&start.pending, query, None, NOW_MS + 1500.0);
    assert_eq!(step.name, "authorize");
    assert!((step.millis - 1500.0).abs() < f64::EPSILON);
    let lines: Vec<&str> = step.request.lines().collect();
    assert!(lines[0].starts_with("GET https://"), "{}", lines[0]);
    for line in [
        "response_type=code",
        "scope=openid api/read",
        "code_challenge_method=S256",
        "code_challenge=•••",
        "state=•••",
        "nonce=•••",
        "lang=de",
    ] {
        assert!(lines.contains(&line), "{line} in {}", step.request);
    }
    assert!(lines.contains(&["client_id=", CLIENT_ID].concat().as_str()));
    assert_eq!(
        step.answer,
        "GET http://localhost:3000/dashboard\ncode=•••\nstate=•••\nsession_state=•••"
    );
    assert!(!text(&step).contains(&start.state));
}

#[test]
fn a_refused_login_shows_the_providers_words_made_harmless() {
    let query = "?error=access_denied&error_description=User%0Acancelled%E2%80%AE&state=s";
    let refusal = CallbackError::Expired;
    let step = trace::authorize(&pending(), query, Some(&refusal), NOW_MS);
    let answer =
        "error=access_denied\nerror_description=User cancelled\nstate=•••\ncallback.expired";
    assert!(step.answer.ends_with(answer), "{}", step.answer);
    assert!(!step.ok);
}

#[test]
fn the_exchange_shows_what_was_granted_and_no_token() {
    let form = exchange(&pending(), &Code::new("c0de".into()));
    let tokens = TokenSet {
        access_token: AccessToken::new(ACCESS_TOKEN.into()),
        id_token: Some(IdToken::new("id.to.ken".into())),
        refresh_token: Some(RefreshToken::new("r3fr3sh".into())),
        expires_in: Some(3600.0),
        scope: None,
    };
    let step = trace::token(&form, &Ok(tokens), 12.0);
    assert_eq!(step.name, "token");
    assert_eq!(
        step.answer,
        "200\naccess_token=•••\nid_token=•••\nrefresh_token=•••\nexpires_in=3600"
    );
    for line in [
        "grant_type=authorization_code",
        "code=•••",
        "code_verifier=•••",
    ] {
        assert!(step.request.lines().any(|found| found == line), "{line}");
    }
    for secret in [
        "c0de",
        ACCESS_TOKEN,
        "id.to.ken",
        "r3fr3sh",
        pending().verifier.expose(),
    ] {
        assert!(!text(&step).contains(secret), "{secret}");
    }
}

#[test]
fn what_fails_shows_its_code() {
    let form = exchange(&pending(), &Code::new("c0de".into()));
    let refused = TokenError::Refused {
        error: "invalid_grant".into(),
        description: Some("spent".into()),
    };
    let answer = trace::token(&form, &Err(refused), 1.0).answer;
    assert!(answer.starts_with("token."), "{answer}");
    assert!(
        answer.ends_with("\ninvalid_grant: spent") || answer.ends_with("spent"),
        "{answer}"
    );
    assert_eq!(
        trace::token(&form, &Err(TokenError::Timeout), 1.0).answer,
        "token.timeout"
    );
    let uri = "https://example.com/jwks.json";
    assert_eq!(trace::keys(uri, Some(2), 1.0).answer, "200\nkeys=2");
    assert_eq!(
        trace::keys(uri, None, 1.0).answer,
        "id_token.keys_unavailable"
    );
    assert_eq!(trace::keys(uri, None, 1.0).request, ["GET ", uri].concat());
}

#[test]
fn the_check_of_the_id_token_shows_what_it_was_held_to() {
    let pending = pending();
    let expected = Expected {
        nonce: pending.nonce.as_ref(),
        ..expected()
    };
    let step = trace::id_token(&expected, None, 3.0);
    assert_eq!(step.answer, "signature=valid");
    let checks = [
        "alg=RS256\niss=",
        ISSUER,
        "\naud=",
        CLIENT_ID,
        "\nnonce=•••",
    ];
    assert_eq!(step.request, checks.concat());
    let step = trace::id_token(&expected, Some(&IdTokenError::Nonce), 3.0);
    assert_eq!(step.answer, "id_token.nonce");
}

#[test]
fn a_hostile_answer_forges_no_lines_and_is_not_shown_without_end() {
    let scope = "openid\nid_token=forged".to_owned();
    let tokens = TokenSet {
        access_token: AccessToken::new(ACCESS_TOKEN.into()),
        id_token: None,
        refresh_token: None,
        expires_in: None,
        scope: Some(scope),
    };
    let form = exchange(&pending(), &Code::new("c0de".into()));
    let answer = trace::token(&form, &Ok(tokens), 1.0).answer;
    assert_eq!(answer.lines().count(), 3, "{answer}");
    let query = "a=b&".repeat(4000);
    let step = trace::authorize(&pending(), &query, None, NOW_MS);
    assert!(step.answer.lines().count() < 30);
}

#[test]
fn whatever_is_posted_shows_no_token() {
    let token = RefreshToken::new("r3fr3sh".into());
    for form in [
        token::renew("https://example.com/token", "client", &token),
        token::revoke("https://example.com/revoke", "client", &token),
    ] {
        let step = trace::token(&form, &Err(TokenError::Timeout), 1.0);
        assert!(!text(&step).contains("r3fr3sh"), "{}", step.request);
    }
}

proptest! {
    #[test]
    fn a_value_is_shown_only_under_a_name_that_no_secret_has(query in "[a-z_=&%0-9]{0,80}") {
        let step = trace::authorize(&pending(), &query, None, NOW_MS);
        for line in step.answer.lines().skip(1) {
            let name = line.split('=').next().unwrap();
            prop_assert!(line.ends_with("=•••") || NAMES.contains(&name), "{}", line);
        }
    }
}

/// Names that short random queries can have and that no secret has.
const NAMES: [&str; 7] = ["iss", "aud", "alg", "lang", "keys", "scope", "error"];

#[test]
fn a_pending_record_of_a_version_without_the_request_still_answers_its_login() {
    let kept = pending();
    assert_eq!(Pending::from_value(&kept.to_value()), Some(kept.clone()));
    let Value::Map(mut members) = kept.to_value() else {
        panic!("a map");
    };
    members.retain(|(name, _)| name != "asked");
    let older = Pending::from_value(&Value::Map(members)).unwrap();
    assert_eq!(older.shown_request, "");
    assert_eq!(older.token_endpoint, kept.token_endpoint);
}
