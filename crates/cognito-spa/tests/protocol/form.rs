//! `application/x-www-form-urlencoded` (RFC 6749 App. B).

use crate::common::bytes_as_text;
use cognito_spa::protocol::form::{decode, encode};
use proptest::prelude::*;

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter()
        .map(|(name, value)| ((*name).into(), (*value).into()))
        .collect()
}

#[test]
fn rfc_6749_appendix_b_is_decoded() {
    assert_eq!(
        decode("v=+%25%26%2B%C2%A3%E2%82%AC"),
        pairs(&[("v", " %&+£€")])
    );
}

#[test]
fn rfc_6749_appendix_b_is_encoded_with_the_space_as_percent_20() {
    assert_eq!(encode([("v", " %&+£€")]), "v=%20%25%26%2B%C2%A3%E2%82%AC");
}

#[test]
fn a_value_cannot_end_its_field_or_begin_another() {
    assert_eq!(encode([("a", "1&b=2#?;")]), "a=1%26b%3D2%23%3F%3B");
}

#[test]
fn unreserved_characters_stay_as_they_are() {
    assert_eq!(encode([("azAZ09", "-._~")]), "azAZ09=-._~");
}

#[test]
fn a_leading_question_mark_is_no_part_of_the_first_name() {
    assert_eq!(decode("?code=x"), pairs(&[("code", "x")]));
    assert_eq!(decode("??code=x"), pairs(&[("?code", "x")]));
}

#[test]
fn names_without_a_value_and_empty_pairs_are_read_as_browsers_do() {
    assert_eq!(
        decode("a&&b=&=c"),
        pairs(&[("a", ""), ("b", ""), ("", "c")])
    );
    assert_eq!(decode(""), pairs(&[]));
    assert_eq!(decode("?"), pairs(&[]));
}

#[test]
fn a_value_may_contain_equals_signs() {
    assert_eq!(
        decode("state=a==&b=1"),
        pairs(&[("state", "a=="), ("b", "1")])
    );
}

#[test]
fn what_is_not_well_encoded_stays_as_it_is() {
    assert_eq!(
        decode("a=%&b=%4&c=%zz&d=%%41"),
        pairs(&[("a", "%"), ("b", "%4"), ("c", "%zz"), ("d", "%A")])
    );
}

#[test]
fn what_is_not_utf_8_becomes_the_replacement_character() {
    assert_eq!(decode("a=%ff%41"), pairs(&[("a", "\u{fffd}A")]));
}

proptest! {
    #[test]
    fn decoding_undoes_encoding(list in prop::collection::vec((any::<String>(), any::<String>()), 0..6)) {
        let borrowed = list.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let expected: Vec<_> = list.clone();
        prop_assert_eq!(decode(&encode(borrowed)), expected);
    }

    #[test]
    fn a_browser_decodes_what_was_encoded(name in any::<String>(), value in any::<String>()) {
        let text = encode([(name.as_str(), value.as_str())]);
        let read: Vec<_> = url::form_urlencoded::parse(text.as_bytes()).into_owned().collect();
        prop_assert_eq!(read, [(name, value)]);
    }

    #[test]
    fn any_query_is_decoded_as_browsers_do(query in prop_oneof![bytes_as_text(), "[a-c=&%+?0-9\u{e9}]{0,24}"]) {
        let stripped = query.strip_prefix('?').unwrap_or(&query);
        let read: Vec<_> = url::form_urlencoded::parse(stripped.as_bytes()).into_owned().collect();
        prop_assert_eq!(decode(&query), read);
    }
}
