//! Holds `docs/failures.md` to the code: every code is in it, and every test that it names exists.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub(crate) const TABLE: &str = include_str!("../../docs/failures.md");

/// What the page says while the app is not there.
const BOOT: &str = include_str!("../../src/boot.js");

/// What a code begins with.
const AREAS: [&str; 13] = [
    "api",
    "backend",
    "browser",
    "callback",
    "claims",
    "clipboard",
    "config",
    "discovery",
    "id_token",
    "session",
    "storage",
    "token",
    "user_info",
];

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The names and texts of the Rust files under `folder`.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = std::fs::read_to_string(&path).expect("a text");
            found.push((path, text));
        }
    }
    found
}

pub(crate) fn is_code(text: &str) -> bool {
    let Some((area, name)) = text.split_once('.') else {
        return false;
    };
    let is_name = |part: &str| part.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    // A file's name is of the same form.
    AREAS.contains(&area) && !name.is_empty() && is_name(name) && name != "json"
}

/// The texts between two of `mark` on a line.
pub(crate) fn marked(text: &str, mark: char) -> impl Iterator<Item = &str> {
    text.lines()
        .flat_map(move |line| line.split(mark).skip(1).step_by(2))
}

#[test]
fn every_code_is_in_the_table_and_no_other() {
    let mut texts = sources(&workspace().join("crates/cognito-spa/src"));
    texts.extend(sources(&workspace().join("crates/leptos-cognito/src")));
    texts.push((PathBuf::new(), BOOT.to_owned()));
    let of_code: BTreeSet<&str> = texts
        .iter()
        .flat_map(|(_, text)| marked(text, '"'))
        .filter(|text| is_code(text))
        .collect();
    assert!(of_code.len() > 50, "{of_code:?}");
    let of_table: BTreeSet<&str> = marked(TABLE, '`').filter(|text| is_code(text)).collect();
    let difference: Vec<_> = of_code.symmetric_difference(&of_table).collect();
    assert!(difference.is_empty(), "{difference:?}");
}

#[test]
fn every_test_of_the_table_exists() {
    let mut tests = BTreeSet::new();
    for (folder, before) in [
        ("tests/browser", ""),
        ("crates/cognito-spa/tests/client", "client::"),
        ("crates/cognito-spa/tests/protocol", "protocol::"),
        ("crates/leptos-cognito/tests", "leptos_cognito::"),
    ] {
        for (path, text) in sources(&workspace().join(folder)) {
            let module = path.file_stem().expect("a name").to_string_lossy();
            let functions = text
                .lines()
                .map(|line| line.strip_prefix("async ").unwrap_or(line))
                .filter_map(|line| line.strip_prefix("fn "));
            for function in functions.filter_map(|rest| rest.split('(').next()) {
                tests.insert(format!("{before}{module}::{function}"));
            }
        }
    }
    let named: Vec<_> = marked(TABLE, '`')
        .filter(|text| text.contains("::") && !text.ends_with("::"))
        .collect();
    assert!(named.len() > 100, "{}", named.len());
    for name in named {
        assert!(tests.contains(name), "{name}");
    }
}
