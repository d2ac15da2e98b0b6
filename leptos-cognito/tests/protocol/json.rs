//! JSON that somebody else wrote: its size and depth are limited before it is read.

use crate::common::{SerdeJson, padded};
use leptos_cognito::protocol::json::{DEPTH_LIMIT, TEXT_LIMIT, Value, read};
use proptest::prelude::*;

fn value(text: &str) -> Option<Value> {
    read::<SerdeJson, Value>(text)
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
fn numbers_may_be_written_as_text() {
    assert_eq!(Value::Text("3600".into()).number(), Some(3600.0));
    assert_eq!(Value::Number(3600.0).number(), Some(3600.0));
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
        assert_eq!(other.number(), None, "{other:?}");
    }
}

proptest! {
    #[test]
    fn every_depth_is_judged_by_what_is_open_at_once(depth in 1..DEPTH_LIMIT * 2, count in 1..4_usize) {
        let text = ["[", &vec![nested(depth); count].join(","), "]"].concat();
        prop_assert_eq!(value(&text).is_some(), depth < DEPTH_LIMIT);
    }
}
