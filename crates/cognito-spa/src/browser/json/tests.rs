//! `JSON.parse` gives what serde_json gives for every file of the corpus, but for those whose names say
//! otherwise (`.browser.`).

#[path = "../../../tests/protocol/repeats.rs"]
mod repeats;

use super::BrowserJson;
use crate::protocol::json::{self, Json, SerdeJson, Value};
use crate::protocol::jwt;
use include_dir::{Dir, File, include_dir};
use std::collections::BTreeMap;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

static CORPUS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/tests/corpus");

/// What the readers read differently, and nothing comes of with either: half a surrogate pair, and numbers that
/// no `f64` holds.
const ALIKE_IN_THE_END: [&str; 4] = [
    "stored_session/dropped/access-token-lone-surrogate.json",
    "stored_session/dropped/number-of-no-end.json",
    "token_answer/token.malformed/200-access-token-lone-surrogate.json",
    "token_answer/token.malformed/200-access-token-number.json",
];

#[wasm_bindgen_test]
fn both_readers_read_the_corpus_alike() {
    let files = files(&CORPUS);
    let mut wrong = Vec::new();
    for file in &files {
        let bytes = repeats::written_out(file.path(), file.contents());
        let text = String::from_utf8_lossy(&bytes);
        let are_alike = values::<BrowserJson>(&text) == values::<SerdeJson>(&text);
        let name = file.path().to_string_lossy();
        let may_differ = name.contains(".browser.") || ALIKE_IN_THE_END.contains(&&*name);
        if are_alike == may_differ {
            wrong.push(name);
        }
    }
    assert!(files.len() > 600, "{}", files.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn files<'a>(folder: &'a Dir<'a>) -> Vec<&'a File<'a>> {
    let deeper = folder.dirs().flat_map(files);
    folder.files().chain(deeper).collect()
}

/// What is read in a JSON text, or in the two halves of a token.
fn values<J: Json>(text: &str) -> Vec<Value> {
    let token = jwt::decode_unverified::<J>(text);
    let halves = token.map(|token| [token.header, token.claims]);
    let value = json::parse::<J>(text);
    halves
        .into_iter()
        .flatten()
        .chain(value)
        .map(sorted)
        .collect()
}

/// The value with its members by name; of several with one name the last one, as [`Value::get`] has it.
fn sorted(value: Value) -> Value {
    match value {
        Value::List(items) => Value::List(items.into_iter().map(sorted).collect()),
        Value::Map(members) => {
            let sorted = members
                .into_iter()
                .map(|(name, value)| (name, sorted(value)));
            let by_name: BTreeMap<_, _> = sorted.collect();
            Value::Map(by_name.into_iter().collect())
        }
        other => other,
    }
}
