//! The calls of the flow as commands for a terminal.

use crate::common::{ACCESS_TOKEN, config};
use cognito_spa::protocol::curl::commands;
use cognito_spa::protocol::secret::AccessToken;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::process::Command;

const TOKEN_ENDPOINT: &str = "https://example.auth.us-east-1.amazoncognito.com/oauth2/token";

fn text(changes: Value) -> String {
    let token = AccessToken::new(ACCESS_TOKEN.into());
    commands(&config(changes), TOKEN_ENDPOINT, &token)
}

/// The words that a shell makes of the commands, each command beginning with `curl`.
fn words(text: &str) -> Vec<String> {
    let script = ["curl() { printf '%s\\0' curl \"$@\"; }\n", text].concat();
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    assert!(output.status.success());
    let words = String::from_utf8(output.stdout).unwrap();
    words.split_terminator('\0').map(Into::into).collect()
}

#[test]
fn the_api_is_called_with_the_token() {
    let words = words(&text(json!({})));
    assert_eq!(
        words[..4],
        [
            "curl",
            "https://api.example.com/prod/awesomeapi",
            "--header",
            &format!("authorization: Bearer {ACCESS_TOKEN}"),
        ]
    );
}

#[test]
fn the_header_is_the_configured_one() {
    let words = words(&text(json!({ "api_auth_scheme": "raw" })));
    assert_eq!(words[3], format!("authorization: {ACCESS_TOKEN}"));
}

#[test]
fn the_exchange_is_shown_without_its_secrets() {
    let words = words(&text(json!({})));
    assert_eq!(words[4..6], ["curl", TOKEN_ENDPOINT]);
    for parameter in [
        "grant_type=authorization_code",
        "code=CODE",
        "code_verifier=CODE_VERIFIER",
    ] {
        assert!(words.iter().any(|word| word == parameter), "{parameter}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_value_ends_its_word(client_id in "[!-~]{1,20}") {
        let words = words(&text(json!({ "client_id": client_id })));
        let whole = format!("client_id={client_id}");
        prop_assert!(words.contains(&whole));
        prop_assert_eq!(words.len(), 16);
    }
}
