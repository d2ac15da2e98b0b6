//! Tokens, codes and verifiers are not to be seen in any log (RFC 9700 §4.2.4).

use crate::common::{ACCESS_TOKEN, pending};
use cognito_spa::protocol::callback;
use cognito_spa::protocol::json::SerdeJson;
use cognito_spa::protocol::secret::{
    AccessToken, ClientSecret, Code, CodeVerifier, IdToken, Nonce, RefreshToken,
};
use cognito_spa::protocol::{stored, token};

const SECRET: &str = "s3cr3t-value";

#[test]
fn debug_output_is_redacted() {
    let shown = [
        format!("{:?}", AccessToken::new(SECRET.into())),
        format!("{:?}", IdToken::new(SECRET.into())),
        format!("{:?}", RefreshToken::new(SECRET.into())),
        format!("{:?}", Code::new(SECRET.into())),
        format!("{:?}", CodeVerifier::new(SECRET.into())),
        format!("{:?}", ClientSecret::new(SECRET.into())),
        format!("{:#?}", Nonce::new(SECRET.into())),
    ];
    for text in shown {
        assert!(text.ends_with("(redacted)"), "{text}");
        assert!(!text.contains(SECRET), "{text}");
    }
}

#[test]
fn debug_output_of_a_pending_login_has_no_verifier_and_no_nonce() {
    let pending = pending();
    let shown = format!("{pending:?}");
    assert!(!shown.contains(pending.verifier.expose()));
    assert!(!shown.contains(pending.nonce.unwrap().expose()));
}

#[test]
fn debug_output_of_a_callback_has_no_code() {
    let shown = format!("{:?}", callback::parse("code=s3cr3t-value&state=x"));
    assert!(!shown.contains(SECRET), "{shown}");
}

#[test]
fn debug_output_of_a_token_answer_and_of_a_session_has_no_token() {
    let body = format!(
        r#"{{"access_token":"{ACCESS_TOKEN}","refresh_token":"{SECRET}","token_type":"Bearer"}}"#
    );
    let tokens = token::parse::<SerdeJson>(200, &body).unwrap();
    let mut shown = format!("{tokens:?}");
    let session = stored::assemble::<SerdeJson>(&pending(), tokens, 0.0, None).unwrap();
    shown.push_str(&format!("{session:?}"));
    assert!(!shown.contains(SECRET), "{shown}");
    assert!(!shown.contains(ACCESS_TOKEN), "{shown}");
}
