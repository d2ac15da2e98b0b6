//! A JSON value as serde reads it, for an API's answers.

use crate::common::{any_json, read};
use cognito_spa::protocol::json::Value;
use cognito_spa::protocol::value::WrongForm;
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::json;

fn value(json: &serde_json::Value) -> Value {
    read(json)
}

#[derive(Debug, PartialEq, Deserialize)]
struct Form {
    text: String,
    number: f64,
    count: u32,
    optional: Option<bool>,
    list: Vec<String>,
    wrapped: Wrapped,
    kind: Kind,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Wrapped(String);

#[derive(Debug, PartialEq, Deserialize)]
enum Kind {
    Plain,
    With { text: String },
}

fn form() -> serde_json::Value {
    json!({
        "text": "a", "number": 1.5, "count": 2, "list": ["b"], "wrapped": "c", "kind": "Plain",
        "unknown": [{}],
    })
}

#[test]
fn a_structure_is_read_by_its_names_and_what_is_unknown_is_ignored() {
    let read = Form::deserialize(value(&form())).unwrap();
    assert_eq!(read, serde_json::from_value(form()).unwrap());
    assert_eq!(read.optional, None);
}

#[test]
fn null_is_nothing() {
    let mut with_null = form();
    with_null["optional"] = json!(null);
    assert_eq!(Form::deserialize(value(&with_null)).unwrap().optional, None);
    with_null["optional"] = json!(true);
    assert_eq!(
        Form::deserialize(value(&with_null)).unwrap().optional,
        Some(true)
    );
}

#[test]
fn what_is_of_another_form_is_refused() {
    for (name, other) in [
        ("text", json!(1)),
        ("text", json!(null)),
        ("number", json!("1.5")),
        ("optional", json!("yes")),
        ("list", json!({})),
        ("list", json!([1])),
        ("count", json!(2.5)),
        ("count", json!(-1)),
        ("wrapped", json!(["c"])),
        ("kind", json!("Other")),
        ("kind", json!(1)),
    ] {
        let mut wrong = form();
        wrong[name] = other.clone();
        assert_eq!(
            Form::deserialize(value(&wrong)),
            Err(WrongForm),
            "{name} {other}"
        );
    }
    assert_eq!(Form::deserialize(value(&json!("x"))), Err(WrongForm));
}

#[test]
fn a_missing_or_repeated_member_is_refused() {
    let mut without = form();
    without.as_object_mut().unwrap().remove("text");
    assert_eq!(Form::deserialize(value(&without)), Err(WrongForm));
    let Value::Map(mut members) = value(&form()) else {
        panic!("the form is an object");
    };
    members.push(("text".into(), Value::Text("b".into())));
    assert_eq!(Form::deserialize(Value::Map(members)), Err(WrongForm));
}

#[test]
fn an_error_repeats_nothing_of_the_text() {
    let error = String::deserialize(value(&json!(["s3cr3t"]))).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("s3cr3t"));
}

#[test]
fn a_number_is_whole_or_not_as_the_form_wants_it() {
    assert_eq!(f64::deserialize(Value::Number(2.0)), Ok(2.0));
    assert_eq!(i64::deserialize(Value::Number(-2.0)), Ok(-2));
    assert_eq!(u8::deserialize(Value::Number(256.0)), Err(WrongForm));
    assert_eq!(u64::deserialize(Value::Number(1e300)), Err(WrongForm));
}

#[test]
fn a_variant_with_a_content_is_read() {
    let kind = json!({ "With": { "text": "d" } });
    assert_eq!(
        Kind::deserialize(value(&kind)),
        Ok(Kind::With { text: "d".into() })
    );
}

proptest! {
    #[test]
    fn no_value_stops_the_program(json in any_json()) {
        let _ = Form::deserialize(value(&json));
    }
}
