//! Hostile and real-shaped input that is kept in `tests/corpus`: every file ends in the outcome
//! that its folder names, and nothing that is made out of one stops the program.
//!
//! `corpus/<kind>/<outcome>/<name>`. The name of a provider's answer begins with its status; one
//! with `.browser.` in it is read differently by serde_json (a lone surrogate, a number beyond all),
//! so what `JSON.parse` makes of it is held to its folder in the browser. One that ends with `.repeat`
//! is written out first (`repeats.rs`).

use crate::common::{ACCESS_TOKEN, ISSUER, NOW_MS, check, config, expected, pending, start};
use crate::repeats;
use cognito_spa::protocol::callback::{self, Callback};
use cognito_spa::protocol::id_token::{Expected, check_all_but_signature};
use cognito_spa::protocol::json::{self, SerdeJson, Value};
use cognito_spa::protocol::pending::Pending;
use cognito_spa::protocol::provider::Provider;
use cognito_spa::protocol::secret::{AccessToken, RefreshToken};
use cognito_spa::protocol::stored::{StoredSession, assemble};
use cognito_spa::protocol::{jwks, tabs, token, user_info};
use cognito_spa::{Answer, AuthError};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::json;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// An input and the outcome that it has to have.
#[derive(Debug)]
struct Case {
    kind: String,
    outcome: String,
    name: String,
    bytes: Vec<u8>,
}

impl Case {
    fn ends_as(&self, bytes: &[u8]) -> String {
        // As the browser's side of this crate reads an answer's body.
        let text = String::from_utf8_lossy(bytes);
        let status = self.name.split('-').next().unwrap().parse().unwrap_or(0);
        outcome(&self.kind, status, &text, bytes)
    }
}

/// What comes of `text`, read out of `bytes`, as an input of that kind.
fn outcome(kind: &str, status: u16, text: &str, bytes: &[u8]) -> String {
    match kind {
        "callback" => of_callback(text),
        "config" => of_result(check(text), "usable"),
        "discovery" => of_result(Provider::of_discovery::<SerdeJson>(text, ISSUER), "usable"),
        "api_answer" => of_api_answer(status, bytes),
        "id_token" => of_id_token(text, None),
        "id_token_with_max_age" => of_id_token(text, Some(300.0)),
        "jwks" => match jwks::parse::<SerdeJson>(text) {
            None => "no-key-set".into(),
            Some(keys) if keys.len() == 1 => "1-key".into(),
            Some(keys) => format!("{}-keys", keys.len()),
        },
        "pending_login" => of_option(Pending::from_value(&value(text)), ["kept", "dropped"]),
        "stored_session" => {
            let session = StoredSession::from_value::<SerdeJson>(&value(text), &config(json!({})));
            of_option(session.and_then(shown), ["kept", "dropped"])
        }
        "tab_message" => {
            let token = RefreshToken::new("r3fr3sh".into());
            let session = tabs::session_for::<SerdeJson>(&value(text), &token, &config(json!({})));
            of_option(session.and_then(shown), ["taken", "ignored"])
        }
        "tab_offer" => {
            let session =
                tabs::offered_session::<SerdeJson>(&value(text), "17", &config(json!({})));
            of_option(session.and_then(shown), ["taken", "ignored"])
        }
        "token_answer" => of_result(token::parse::<SerdeJson>(status, text), "tokens"),
        "user_info" => {
            let claims = user_info::parse::<SerdeJson>(status, text, Some("3f1c"));
            of_result(claims, "claims")
        }
        other => panic!("nothing reads {other}"),
    }
}

fn value(text: &str) -> Value {
    json::parse::<SerdeJson>(text).unwrap_or(Value::Null)
}

fn of_result<T, E: Into<AuthError>>(result: Result<T, E>, success: &str) -> String {
    match result {
        Ok(_) => success.into(),
        Err(error) => error.into().code().into(),
    }
}

fn of_option<T>(option: Option<T>, [some, none]: [&str; 2]) -> String {
    if option.is_some() { some } else { none }.into()
}

/// What a page does with a session that it keeps.
fn shown(session: StoredSession) -> Option<StoredSession> {
    session.user::<SerdeJson>().map(|_| session)
}

/// In the tab whose login has the `state` of [`start`].
fn of_callback(query: &str) -> String {
    match callback::parse(query) {
        Callback::None => "none".into(),
        Callback::Malformed(error) => AuthError::from(error).code().into(),
        Callback::Answer {
            state,
            iss,
            outcome,
        } => {
            let begun = start(&config(json!({})));
            let pending = (state == begun.state).then_some(begun.pending);
            let code = callback::validate(pending.as_ref(), iss.as_deref(), outcome, NOW_MS);
            of_result(code, "code")
        }
    }
}

/// As an ID token, and then as an access token, which may be anything.
fn of_id_token(text: &str, max_age: Option<f64>) -> String {
    let login = pending();
    let access_token = AccessToken::new(ACCESS_TOKEN.into());
    let expected = Expected {
        nonce: login.nonce.as_ref(),
        access_token: Some(&access_token),
        max_age,
        ..expected()
    };
    let body = json!({ "access_token": text, "token_type": "Bearer" }).to_string();
    if let Ok(tokens) = token::parse::<SerdeJson>(200, &body) {
        let session = assemble::<SerdeJson>(&login, tokens, NOW_MS, None);
        assert!(session.is_none_or(|session| shown(session).is_some()));
    }
    of_result(
        check_all_but_signature::<SerdeJson>(text, &expected),
        "believed",
    )
}

/// Where a list of texts is wanted.
fn of_api_answer(status: u16, body: &[u8]) -> String {
    #[derive(serde::Deserialize)]
    struct Items {
        items: Vec<String>,
    }
    let answer = Answer {
        status,
        headers: Vec::new(),
        body: body.to_vec(),
        millis: 0.0,
    };
    let items = answer.into_success().and_then(|answer| answer.json());
    of_result(items.map(|items: Items| items.items), "read")
}

static CORPUS: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut cases = Vec::new();
    for kind in folders(&root) {
        for outcome in folders(&kind) {
            for file in entries(&outcome) {
                cases.push(Case {
                    kind: name(&kind),
                    outcome: name(&outcome),
                    name: name(&file),
                    bytes: repeats::written_out(&file, &fs::read(&file).unwrap()).into_owned(),
                });
            }
        }
    }
    cases
});

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let mut folders = entries(folder);
    folders.retain(|path| path.is_dir());
    folders
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().into()
}

#[test]
fn every_file_ends_as_its_folder_says() {
    let wrong: Vec<String> = CORPUS
        .iter()
        .map(|case| (case, case.ends_as(&case.bytes)))
        .filter(|(case, outcome)| case.outcome != *outcome && !case.name.contains(".browser."))
        .map(|(case, outcome)| format!("{}/{}/{}: {outcome}", case.kind, case.outcome, case.name))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_kind_has_files_that_are_taken_and_files_that_are_refused() {
    let kinds: BTreeSet<&str> = CORPUS.iter().map(|case| case.kind.as_str()).collect();
    assert_eq!(kinds.len(), 13);
    for kind in kinds {
        let of_kind = CORPUS.iter().filter(|case| case.kind == kind);
        let outcomes: BTreeSet<&str> = of_kind.map(|case| case.outcome.as_str()).collect();
        assert!(outcomes.len() > 1, "{kind}: {outcomes:?}");
    }
}

/// Something done to a file: bytes put in, taken out or replaced, or the rest of it left out.
#[derive(Clone, Debug)]
enum Damage {
    Insert(Index, Vec<u8>),
    Remove(Index),
    Replace(Index, u8),
    Cut(Index),
    Repeat(Index),
}

impl Damage {
    fn on(&self, bytes: &mut Vec<u8>) {
        let end = bytes.len() + 1;
        match self {
            Self::Insert(at, more) => {
                let at = at.index(end);
                bytes.splice(at..at, more.iter().copied());
            }
            Self::Remove(at) if !bytes.is_empty() => {
                bytes.remove(at.index(bytes.len()));
            }
            Self::Replace(at, byte) if !bytes.is_empty() => {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            Self::Cut(at) => bytes.truncate(at.index(end)),
            Self::Repeat(at) => bytes.extend_from_within(at.index(end)..),
            Self::Remove(_) | Self::Replace(..) => {}
        }
    }
}

fn any_damage() -> impl Strategy<Value = Damage> {
    let token = prop_oneof![
        prop::collection::vec(any::<u8>(), 1..5),
        prop::sample::select(vec![
            "\"", "\\", "{", "}", "[", "]", ",", ":", "null", "1e999"
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
        prop::sample::select(vec![
            "\\ud800", "\u{feff}", "\0", "%", "&", "=", "code=x", "."
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    prop_oneof![
        (any::<Index>(), token).prop_map(|(at, more)| Damage::Insert(at, more)),
        any::<Index>().prop_map(Damage::Remove),
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Replace(at, byte)),
        any::<Index>().prop_map(Damage::Cut),
        any::<Index>().prop_map(Damage::Repeat),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn no_damaged_file_stops_the_program(
        case in any::<Index>(), damages in prop::collection::vec(any_damage(), 1..6),
    ) {
        let case = &CORPUS[case.index(CORPUS.len())];
        let mut bytes = case.bytes.clone();
        for damage in &damages {
            damage.on(&mut bytes);
        }
        prop_assert!(!case.ends_as(&bytes).is_empty());
    }

    #[test]
    fn no_bytes_stop_the_program(
        case in any::<Index>(), bytes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let case = &CORPUS[case.index(CORPUS.len())];
        prop_assert!(!case.ends_as(&bytes).is_empty());
    }
}
