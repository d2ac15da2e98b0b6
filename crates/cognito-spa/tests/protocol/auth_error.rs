//! What a person is told: one sentence, what to do next, a stable code; foreign words as text.

use cognito_spa::protocol::api::ApiError;
use cognito_spa::protocol::callback::CallbackError;
use cognito_spa::protocol::config::ConfigError;
use cognito_spa::protocol::id_token::IdTokenError;
use cognito_spa::protocol::provider::DiscoveryError;
use cognito_spa::protocol::token::TokenError;
use cognito_spa::protocol::user_info::UserInfoError;
use cognito_spa::{AuthError, AuthErrorKind};
use proptest::prelude::*;
use std::error::Error;

fn error() -> AuthError {
    AuthError::new("a.b", "What.", "Next.")
}

fn detail(words: &str) -> Option<String> {
    let error = error().with_detail(Some(words));
    error.detail().map(Into::into)
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
    assert_eq!(error().with_detail(None).detail(), None);
}

#[test]
fn trying_again_is_offered_only_where_it_can_help() {
    assert!(!error().is_retryable());
    assert!(error().retryable().is_retryable());
}

#[test]
fn it_says_its_sentence_and_its_parts_can_be_read() {
    let error = error().with_detail(Some("words"));
    assert_eq!(error.to_string(), "What.");
    assert_eq!(error.code(), "a.b");
    assert_eq!(error.message(), "What.");
    assert_eq!(error.hint(), "Next.");
    assert_eq!(error.detail(), Some("words"));
}

#[test]
fn other_words_leave_code_and_detail_as_they_are() {
    let error = error().with_detail(Some("words")).retryable();
    let reworded = error.with_words("Else.", "Then.");
    assert_eq!(reworded.code(), "a.b");
    assert_eq!(reworded.detail(), Some("words"));
    assert!(reworded.is_retryable());
    assert_eq!([reworded.message(), reworded.hint()], ["Else.", "Then."]);
}

#[test]
fn its_kind_is_told_by_its_code() {
    for (code, kind) in [
        ("config.missing_key", AuthErrorKind::Config),
        ("config.network", AuthErrorKind::Network),
        ("config.timeout", AuthErrorKind::Timeout),
        ("token.network", AuthErrorKind::Network),
        ("token.timeout", AuthErrorKind::Timeout),
        ("token.invalid_grant", AuthErrorKind::Provider),
        ("discovery.unreachable", AuthErrorKind::Network),
        ("discovery.other_issuer", AuthErrorKind::Provider),
        ("user_info.network", AuthErrorKind::Network),
        ("user_info.signed_out", AuthErrorKind::SignedOut),
        ("user_info.refused", AuthErrorKind::Provider),
        ("api.network", AuthErrorKind::Network),
        ("api.timeout", AuthErrorKind::Timeout),
        ("api.signed_out", AuthErrorKind::SignedOut),
        ("api.not_found", AuthErrorKind::Api),
        ("session.expired", AuthErrorKind::SignedOut),
        ("session.limit", AuthErrorKind::SignedOut),
        ("session.signed_out_elsewhere", AuthErrorKind::SignedOut),
        ("session.not_renewable", AuthErrorKind::Provider),
        ("callback.state_unknown", AuthErrorKind::Callback),
        ("id_token.auth_time", AuthErrorKind::IdToken),
        ("storage.blocked", AuthErrorKind::Storage),
        ("browser.navigation", AuthErrorKind::Browser),
        ("clipboard.refused", AuthErrorKind::Browser),
        ("forbidden.group", AuthErrorKind::Forbidden),
        ("claims.wrong_form", AuthErrorKind::Other),
        ("something.new", AuthErrorKind::Other),
        ("", AuthErrorKind::Other),
    ] {
        assert_eq!(AuthError::new(code, "", "").kind(), kind, "{code}");
    }
}

#[test]
fn every_modules_error_is_one_that_says_its_sentence() {
    let denied = CallbackError::Denied {
        error: "access_denied".into(),
        description: None,
        is_silent: false,
        has_pkce: true,
    };
    let errors: [Box<dyn Error>; 7] = [
        Box::new(ApiError::Network),
        Box::new(denied),
        Box::new(ConfigError::NotFound),
        Box::new(DiscoveryError::Malformed),
        Box::new(IdTokenError::Signature),
        Box::new(TokenError::Timeout),
        Box::new(UserInfoError::OtherPerson),
    ];
    let sentences = [
        "The API could not be reached, or answered without CORS headers.",
        "The login was cancelled or refused.",
        "This site has no config.json.",
        "The login provider's discovery document cannot be read.",
        "The login's signature is wrong, so nobody was signed in.",
        "The login provider did not answer in time.",
        "The profile is not that of the person who signed in, so it is not shown.",
    ];
    assert_eq!(errors.map(|error| error.to_string()), sentences);
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
