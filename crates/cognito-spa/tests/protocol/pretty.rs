//! JSON for people: spaced, and otherwise as the server sent it.

use crate::common::any_json;
use cognito_spa::protocol::pretty::pretty;
use proptest::prelude::*;
use serde_json::Value;

#[test]
fn members_and_items_stand_on_lines_of_their_own() {
    assert_eq!(
        pretty(r#"{"a":[1,2],"b":{"c":null}}"#),
        "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {\n    \"c\": null\n  }\n}"
    );
}

#[test]
fn what_is_empty_stays_on_its_line() {
    assert_eq!(pretty(r#"[{ }, [ ], ""]"#), "[\n  {},\n  [],\n  \"\"\n]");
}

#[test]
fn strings_keep_their_punctuation_and_spaces() {
    let text = r#""a , b: {c} \" [d] \\""#;
    assert_eq!(pretty(text), text);
}

#[test]
fn long_numbers_and_repeated_names_stay_as_they_were_sent() {
    assert_eq!(
        pretty(r#"{"a":12345678901234567890.10,"a":1e999}"#),
        "{\n  \"a\": 12345678901234567890.10,\n  \"a\": 1e999\n}"
    );
}

proptest! {
    #[test]
    fn the_value_is_the_same(value in any_json()) {
        let text = value.to_string();
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        prop_assert_eq!(read(&pretty(&text)), read(&text));
    }

    #[test]
    fn no_text_stops_the_program(text in "[\\[\\]{}\",:\\\\ a-c]{0,40}") {
        let without_space = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        prop_assert_eq!(without_space(&pretty(&text)), without_space(&text));
    }
}
