//! Claims by their names.

use crate::common::any_json;
use cognito_spa::protocol::json::Value;
use cognito_spa::{AuthErrorKind, Claims};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;

fn claims(json: &serde_json::Value) -> Claims {
    Claims::from_serialize(json).unwrap()
}

fn honest() -> Claims {
    claims(&json!({
        "sub": "3f1c",
        "auth_time": 1_795_272_000,
        "email_verified": true,
        "cognito:groups": ["admins"],
        "phone_number": null,
    }))
}

#[derive(Debug, PartialEq, Deserialize, Serialize)]
struct Person {
    sub: String,
    auth_time: u32,
    #[serde(rename = "cognito:groups", default)]
    groups: Vec<String>,
    phone_number: Option<String>,
}

#[test]
fn a_claim_is_found_by_its_name() {
    let claims = honest();
    assert_eq!(claims.text("sub"), Some("3f1c"));
    assert_eq!(
        claims.get("auth_time"),
        Some(&Value::Number(1_795_272_000.0))
    );
    assert_eq!(claims.get("email_verified"), Some(&Value::Bool(true)));
    assert_eq!(claims.text("auth_time"), None);
    assert_eq!(claims.get("name"), None);
}

#[test]
fn a_claim_that_is_null_counts_as_left_out() {
    assert_eq!(honest().get("phone_number"), None);
}

#[test]
fn every_claim_is_counted_up() {
    let claims = honest();
    let names: Vec<&str> = claims.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), 5);
    for name in names {
        assert!(claims.iter().any(|(other, _)| other == name));
    }
    assert_eq!(Claims::default().iter().count(), 0);
}

#[test]
fn claims_are_read_as_the_form_that_is_wanted() {
    let person: Person = honest().to().unwrap();
    assert_eq!(person.sub, "3f1c");
    assert_eq!(person.groups, ["admins"]);
    assert_eq!(person.phone_number, None);
    assert_eq!(claims(&json!(person)).to::<Person>().unwrap(), person);
}

#[test]
fn claims_of_another_form_are_an_error_that_repeats_none() {
    let error = claims(&json!({ "sub": "s3cr3t" }))
        .to::<Person>()
        .unwrap_err();
    assert_eq!(error.code(), "claims.wrong_form");
    assert!(!format!("{error:?}").contains("s3cr3t"));
    assert_ne!(error.kind(), AuthErrorKind::SignedOut);
}

#[test]
fn only_an_object_has_claims() {
    for other in [json!(null), json!("x"), json!([1]), json!(1)] {
        let error = Claims::from_serialize(&other).unwrap_err();
        assert_eq!(error.code(), "claims.wrong_form");
    }
    let broken = std::collections::BTreeMap::from([((1, 2), 3)]);
    assert!(Claims::from_serialize(&broken).is_err());
}

#[test]
fn claims_are_not_shown() {
    assert!(!format!("{:?}", honest()).contains("3f1c"));
}

proptest! {
    #[test]
    fn no_claims_stop_the_program(json in any_json()) {
        if let Ok(claims) = Claims::from_serialize(&json) {
            let _ = claims.to::<Person>();
            prop_assert_eq!(claims.clone(), claims);
        }
    }
}
