//! What a person is told: one sentence, what to do next, a stable code; foreign words as text.

use leptos_cognito::protocol::problem::AuthError;
use proptest::prelude::*;

fn detail(words: &str) -> Option<String> {
    AuthError::new("a.b", "What.", "Next.")
        .with_detail(Some(words))
        .detail
}

#[test]
fn a_servers_words_are_shown_as_they_are_where_they_are_short() {
    assert_eq!(
        detail("PreSignUp failed: <b>no</b>").as_deref(),
        Some("PreSignUp failed: <b>no</b>")
    );
}

#[test]
fn a_servers_words_are_shortened_with_a_mark() {
    let shown = detail(&"é".repeat(5_000)).unwrap();
    assert_eq!(shown.chars().count(), 201);
    assert!(shown.ends_with("é…"));
    assert!(!detail(&"é".repeat(200)).unwrap().ends_with('…'));
}

#[test]
fn control_characters_become_spaces() {
    assert_eq!(detail("a\r\nb\0c").as_deref(), Some("a  b c"));
}

#[test]
fn a_server_cannot_reorder_its_words() {
    for c in ['\u{61c}', '\u{200e}', '\u{200f}', '\u{202e}', '\u{2066}'] {
        assert_eq!(detail(&format!("a{c}b")).as_deref(), Some("ab"), "{c:?}");
    }
}

#[test]
fn nothing_is_shown_of_nothing() {
    assert_eq!(detail(""), None);
    assert_eq!(detail(" \n\u{202e} "), None);
    let problem = AuthError::new("a.b", "What.", "Next.").with_detail(None);
    assert_eq!(problem.detail, None);
}

#[test]
fn trying_again_is_offered_only_where_it_can_help() {
    let problem = AuthError::new("a.b", "What.", "Next.");
    assert!(!problem.retry);
    assert!(problem.retryable().retry);
}

proptest! {
    #[test]
    fn any_words_become_a_short_line(words in any::<String>()) {
        if let Some(shown) = detail(&words) {
            prop_assert!(!shown.is_empty() && shown.chars().count() <= 201);
            prop_assert!(!shown.chars().any(char::is_control));
        }
    }
}
