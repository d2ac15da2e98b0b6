//! A JSON value as serde reads it: in the browser everything that is read goes this way.

use crate::common::{SerdeJson, any_json, config_json, pending};
use leptos_cognito::protocol::authorize::Pending;
use leptos_cognito::protocol::json::{Json, Value};
use leptos_cognito::protocol::secret::AccessToken;
use leptos_cognito::protocol::value::WrongForm;
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::json;

fn value(json: &serde_json::Value) -> Value {
    SerdeJson::read(&json.to_string()).unwrap()
}

#[derive(Debug, PartialEq, Deserialize)]
struct Form {
    text: String,
    number: f64,
    optional: Option<bool>,
    list: Vec<String>,
    secret: AccessToken,
}

fn form() -> serde_json::Value {
    json!({ "text": "a", "number": 1.5, "list": ["b"], "secret": "s3cr3t", "unknown": [{}] })
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
        ("secret", json!(["s3cr3t"])),
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
fn the_pending_record_is_read() {
    let before = serde_json::to_value(pending()).unwrap();
    let after = Pending::deserialize(value(&before)).unwrap();
    assert_eq!(serde_json::to_value(after).unwrap(), before);
}

#[test]
fn a_value_is_read_as_itself() {
    let before = value(&config_json(
        json!({ "clock_tolerance_s": 10, "sign_up": null }),
    ));
    assert_eq!(Value::deserialize(before.clone()), Ok(before));
}

proptest! {
    #[test]
    fn any_value_is_read_as_itself(json in any_json()) {
        let before = value(&json);
        prop_assert_eq!(Value::deserialize(before.clone()), Ok(before));
    }

    #[test]
    fn no_value_stops_the_program(json in any_json()) {
        let _ = Form::deserialize(value(&json));
        let _ = Pending::deserialize(value(&json));
    }
}
