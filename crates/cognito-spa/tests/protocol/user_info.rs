//! The userInfo endpoint's answer (OpenID Connect Core §5.3).

use crate::common::damaged;
use cognito_spa::Claims;
use cognito_spa::protocol::json::{SerdeJson, Value};
use cognito_spa::protocol::user_info::{UserInfoError, parse};
use proptest::prelude::*;
use serde_json::json;

fn answer() -> serde_json::Value {
    json!({
        "sub": "3f1c", "email": "demo@example.com", "email_verified": "true", "username": "demo",
        "phone_number_verified": "false", "custom:verified": "true",
    })
}

fn claims(answer: &serde_json::Value) -> Result<Claims, UserInfoError> {
    parse::<SerdeJson>(200, &answer.to_string(), Some("3f1c"))
}

#[test]
fn cognitos_flags_in_strings_become_booleans_and_nothing_else_does() {
    let read = claims(&answer()).unwrap();
    assert_eq!(read.get("email_verified"), Some(&Value::Bool(true)));
    assert_eq!(read.get("phone_number_verified"), Some(&Value::Bool(false)));
    assert_eq!(read.text("custom:verified"), Some("true"));
    assert_eq!(read.text("email"), Some("demo@example.com"));
}

#[test]
fn flags_that_are_booleans_stay() {
    let honest = json!({ "sub": "3f1c", "email_verified": true });
    assert_eq!(
        claims(&honest),
        Ok(Claims::from_serialize(&honest).unwrap())
    );
}

#[test]
fn another_persons_claims_are_discarded() {
    for sub in [json!("other"), json!(null), json!(["3f1c"]), json!("3F1C")] {
        let mut other = answer();
        other["sub"] = sub;
        assert_eq!(claims(&other), Err(UserInfoError::OtherPerson));
    }
    let nobody_to_compare_with = parse::<SerdeJson>(200, &answer().to_string(), None);
    assert_eq!(nobody_to_compare_with, Err(UserInfoError::OtherPerson));
}

#[test]
fn another_status_is_a_refusal() {
    for status in [400, 401, 403, 500, 204] {
        let refused = parse::<SerdeJson>(status, &answer().to_string(), Some("3f1c"));
        assert_eq!(refused, Err(UserInfoError::Refused(status)));
    }
}

#[test]
fn what_is_no_object_is_refused() {
    for body in [
        "",
        "[]",
        "null",
        "\"x\"",
        "<html>",
        "eyJhbGciOiJSUzI1NiJ9.e30.AAAA",
    ] {
        let refused = parse::<SerdeJson>(200, body, Some("3f1c"));
        assert_eq!(refused, Err(UserInfoError::Malformed), "{body}");
    }
}

#[test]
fn a_byte_order_mark_before_an_answer_is_passed_over() {
    let text = ["\u{feff}", &answer().to_string()].concat();
    assert_eq!(
        parse::<SerdeJson>(200, &text, Some("3f1c")),
        claims(&answer())
    );
}

proptest! {
    #[test]
    fn no_answer_stops_the_program(status in any::<u16>(), body in damaged(answer())) {
        if let Ok(claims) = parse::<SerdeJson>(status, &body, Some("3f1c")) {
            prop_assert_eq!(claims.text("sub"), Some("3f1c"));
        }
    }
}
