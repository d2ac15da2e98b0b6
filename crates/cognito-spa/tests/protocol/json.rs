//! JSON that somebody else wrote: its size and depth are limited before it is read.

use crate::common::padded;
use cognito_spa::protocol::json::{DEPTH_LIMIT, SerdeJson, TEXT_LIMIT, Value, parse};
use proptest::prelude::*;

fn value(text: &str) -> Option<Value> {
    parse::<SerdeJson>(text)
}

fn nested(depth: usize) -> String {
    ["[".repeat(depth), "]".repeat(depth)].concat()
}

#[test]
fn a_text_of_the_limit_is_read_and_a_longer_one_is_not() {
    assert!(value(&padded("{}", TEXT_LIMIT)).is_some());
    assert!(value(&padded("{}", TEXT_LIMIT + 1)).is_none());
}

#[test]
fn nesting_to_the_limit_is_read_and_deeper_nesting_is_not() {
    assert!(value(&nested(DEPTH_LIMIT)).is_some());
    assert!(value(&nested(DEPTH_LIMIT + 1)).is_none());
    let objects = |depth: usize| [r#"{"a":"#.repeat(depth), "1".into(), "}".repeat(depth)].concat();
    assert!(value(&objects(DEPTH_LIMIT)).is_some());
    assert!(value(&objects(DEPTH_LIMIT + 1)).is_none());
}

#[test]
fn siblings_are_not_depth() {
    let many = ["[", &"[],".repeat(DEPTH_LIMIT * 4), "[]]"].concat();
    assert!(value(&many).is_some());
}

#[test]
fn brackets_in_strings_are_not_depth() {
    let text = format!(r#"["\\\"{}"]"#, "[{".repeat(DEPTH_LIMIT));
    assert!(value(&text).is_some());
}

#[test]
fn an_escaped_quote_does_not_hide_depth() {
    let text = format!(r#"["\\",{}]"#, nested(DEPTH_LIMIT));
    assert!(value(&text).is_none());
}

#[test]
fn rfc_8259_8_1_a_byte_order_mark_is_passed_over() {
    assert_eq!(value("\u{feff}{\"a\":1}"), value("{\"a\":1}"));
    assert!(value("\u{feff}[]").is_some());
    assert!(value(&["\u{feff}", &padded("{}", TEXT_LIMIT)].concat()).is_some());
}

#[test]
fn a_byte_order_mark_anywhere_else_is_no_json() {
    for text in [
        "\u{feff}",
        "\u{feff}\u{feff}{}",
        " \u{feff}{}",
        "{\u{feff}}",
        "{}\u{feff}",
    ] {
        assert!(value(text).is_none(), "{text:?}");
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

#[test]
fn a_member_is_found_by_its_name() {
    let object = value(r#"{"a":"x","b":1}"#).unwrap();
    assert_eq!(object.get("a"), Some(&text("x")));
    assert_eq!(object.text("a"), Some("x"));
    assert_eq!(object.text("b"), None);
    assert_eq!(object.get("c"), None);
}

#[test]
fn a_member_that_is_null_counts_as_left_out() {
    assert_eq!(value(r#"{"a":null}"#).unwrap().get("a"), None);
}

#[test]
fn of_members_with_one_name_the_last_counts() {
    let object = Value::object(vec![("a", text("first")), ("a", text("last"))]);
    assert_eq!(object.text("a"), Some("last"));
    assert_eq!(
        Value::object(vec![("a", text("x")), ("a", Value::Null)]).get("a"),
        None
    );
}

#[test]
fn only_objects_have_members() {
    for other in [r#"["a"]"#, r#""a""#, "1", "true", "null"] {
        assert_eq!(value(other).unwrap().get("a"), None, "{other}");
    }
}

#[test]
fn what_is_read_is_not_shown() {
    let answer = value(r#"{"access_token":"s3cr3t"}"#).unwrap();
    assert!(!format!("{answer:?}").contains("s3cr3t"));
}

#[test]
fn numbers_may_be_written_as_text() {
    assert_eq!(Value::Text("3600".into()).as_number(), Some(3600.0));
    assert_eq!(Value::Number(3600.0).as_number(), Some(3600.0));
}

#[test]
fn no_other_value_is_a_number() {
    for other in [
        Value::Text("soon".into()),
        Value::Text("NaN".into()),
        Value::Text("inf".into()),
        Value::Number(f64::INFINITY),
        Value::Number(f64::NAN),
        Value::Bool(true),
        Value::Null,
    ] {
        assert_eq!(other.as_number(), None);
    }
}

#[test]
fn what_is_written_reads_back() {
    for text in [
        "null",
        "[true,false,null,-1.5,1700000000]",
        r#"{"name":"with \"quotes\", a \\ and \u000a","groups":["admins",[]],"none":{}}"#,
    ] {
        let read = value(text).unwrap();
        assert_eq!(read.to_json(), text);
        assert!(value(&read.to_json()) == Some(read));
    }
}

proptest! {
    #[test]
    fn every_depth_is_judged_by_what_is_open_at_once(depth in 1..DEPTH_LIMIT * 2, count in 1..4_usize) {
        let text = ["[", &vec![nested(depth); count].join(","), "]"].concat();
        prop_assert_eq!(value(&text).is_some(), depth < DEPTH_LIMIT);
    }
}
