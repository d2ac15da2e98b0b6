//! Holds `docs/guide.html` to the code: an entry for every code, and links that lead somewhere.

use std::collections::{BTreeMap, BTreeSet};

use html5gum::{Token, Tokenizer};

use crate::failures::{TABLE, is_code, marked};

const GUIDE: &str = include_str!("../../docs/guide.html");
const INDEX: &str = include_str!("../../index.html");
const PARAMETERS: &str = include_str!("../../crates/cognito-spa/src/protocol/parameters.rs");
const CALLBACK: &str = include_str!("../../crates/cognito-spa/src/protocol/callback.rs");

/// The steps that the dashboard's timeline links to.
const STEPS: [&str; 5] = ["authorize", "token", "keys", "id_token", "session"];

struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    /// What it begins with.
    text: String,
}

impl Element {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

fn elements(page: &str) -> Vec<Element> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut elements: Vec<Element> = Vec::new();
    for Ok(token) in Tokenizer::new(page) {
        match (token, elements.last_mut()) {
            (Token::StartTag(tag), _) => elements.push(Element {
                name: text(&tag.name),
                attributes: tag
                    .attributes
                    .iter()
                    .map(|(name, value)| (text(name), text(value)))
                    .collect(),
                text: String::new(),
            }),
            (Token::String(words), Some(last)) if last.text.is_empty() => {
                last.text = text(&words);
            }
            _ => {}
        }
    }
    elements
}

fn ids(elements: &[Element]) -> Vec<&str> {
    elements.iter().filter_map(|e| e.attribute("id")).collect()
}

/// The errors of an authorization response, each of which becomes a code.
fn authorization_errors() -> impl Iterator<Item = String> {
    let (_, interaction) = PARAMETERS
        .split_once("const INTERACTION_REQUIRED")
        .expect("a list");
    let (_, errors) = CALLBACK
        .split_once("fn denied(error: &str,")
        .expect("a function");
    let (known, _) = errors.rsplit_once("_ => {").expect("other errors");
    let is_name = |text: &&str| text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    marked(known, '"')
        .chain(marked(interaction, '"'))
        .filter(is_name)
        .map(|error| format!("callback.{error}"))
}

#[test]
fn every_code_has_one_entry_and_there_is_no_other() {
    let of_table = marked(TABLE, '`').filter(|text| is_code(text));
    let mut codes: BTreeSet<String> = of_table.map(String::from).collect();
    let without_errors = codes.len();
    codes.extend(authorization_errors());
    assert!(codes.len() > without_errors + 10, "{codes:?}");
    let elements = elements(GUIDE);
    let entries: Vec<_> = elements
        .iter()
        .filter(|e| e.name == "code" && e.attribute("id").is_some())
        .collect();
    for entry in &entries {
        assert_eq!(entry.attribute("id"), Some(entry.text.as_str()));
    }
    let entries: BTreeSet<String> = entries.iter().map(|e| e.text.clone()).collect();
    let difference: Vec<_> = codes.symmetric_difference(&entries).collect();
    assert!(difference.is_empty(), "{difference:?}");
}

#[test]
fn no_id_is_there_twice_and_every_step_has_one() {
    let elements = elements(GUIDE);
    let mut seen = BTreeSet::new();
    for id in ids(&elements) {
        assert!(seen.insert(id), "{id} is there twice");
    }
    for step in STEPS {
        assert!(seen.contains(step), "{step}");
    }
}

#[test]
fn every_link_leads_somewhere() {
    let elements = elements(GUIDE);
    let ids = ids(&elements);
    let index = self::elements(INDEX);
    let is_copied = |name: &str| {
        index.iter().any(|e| {
            let file = e.attribute("href").and_then(|path| path.rsplit('/').next());
            e.attribute("rel") == Some("copy-file") && file == Some(name)
        })
    };
    let links: Vec<_> = elements
        .iter()
        .filter_map(|e| e.attribute("href"))
        .collect();
    assert!(links.len() > 30, "{links:?}");
    for link in links {
        let leads = match (link.strip_prefix('#'), link.strip_prefix('/')) {
            (Some(id), _) => ids.contains(&id),
            (_, Some(file)) => file.is_empty() || is_copied(file),
            _ => link.starts_with("https://"),
        };
        assert!(leads, "{link}");
    }
}

#[test]
fn its_headings_leave_out_no_level() {
    let elements = elements(GUIDE);
    let levels: Vec<usize> = elements
        .iter()
        .filter_map(|e| e.name.strip_prefix('h')?.parse().ok())
        .collect();
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
    assert_eq!(levels.first(), Some(&1));
    for pair in levels.windows(2) {
        assert!(pair[1] <= pair[0] + 1, "{levels:?}");
    }
}
