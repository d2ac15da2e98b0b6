//! The list of received requests, with every secret masked.

use std::collections::{BTreeMap, VecDeque};

use axum::http::{HeaderMap, StatusCode, header, request::Parts};
use serde::{Deserialize, Serialize};

use crate::params::Params;

/// How many requests are remembered.
const CAPACITY: usize = 1000;
const SECRETS: [&str; 9] = [
    "_csrf",
    "access_token",
    "client_secret",
    "code",
    "code_verifier",
    "id_token",
    "password",
    "refresh_token",
    "token",
];

/// A received request. A secret is replaced by `<N characters>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Counts up from 0.
    pub number: u64,
    /// The method.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// Names and values of the query, in order.
    pub query: Vec<(String, String)>,
    /// Names and values of the form in the body, in order.
    pub form: Vec<(String, String)>,
    /// Headers by lower-case name.
    pub headers: BTreeMap<String, String>,
    /// Status of the answer; none while it is awaited, or if the connection was dropped.
    pub status: Option<u16>,
    /// Whether the client closed the connection before there was an answer.
    #[serde(default)]
    pub abandoned: bool,
}

impl Entry {
    /// The entry of a request that is not answered yet. Its number comes with the log.
    pub(crate) fn new(parts: &Parts, body: &[u8]) -> Self {
        let is_form = parts
            .headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|value| {
                value
                    .as_bytes()
                    .starts_with(b"application/x-www-form-urlencoded")
            });
        Self {
            number: 0,
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            query: pairs(parts.uri.query().unwrap_or_default()),
            form: if is_form {
                pairs(&String::from_utf8_lossy(body))
            } else {
                Vec::new()
            },
            headers: header_values(&parts.headers),
            status: None,
            abandoned: false,
        }
    }
}

#[derive(Default)]
pub(crate) struct Log {
    next: u64,
    entries: VecDeque<Entry>,
}

impl Log {
    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.entries.iter().cloned().collect()
    }

    pub(crate) fn add(&mut self, mut entry: Entry) -> u64 {
        entry.number = self.next;
        self.next += 1;
        if self.entries.len() == CAPACITY {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
        self.next - 1
    }

    pub(crate) fn answered(&mut self, number: u64, status: StatusCode) {
        if let Some(entry) = self.entry(number) {
            entry.status = Some(status.as_u16());
        }
    }

    pub(crate) fn abandoned(&mut self, number: u64) {
        if let Some(entry) = self.entry(number) {
            entry.abandoned = true;
        }
    }

    fn entry(&mut self, number: u64) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.number == number)
    }
}

fn masked(value: &str) -> String {
    format!("<{} characters>", value.chars().count())
}

fn pairs(encoded: &str) -> Vec<(String, String)> {
    Params::parse(encoded)
        .iter()
        .map(|(name, value)| {
            let value = if SECRETS.contains(&name) {
                masked(value)
            } else {
                value.to_owned()
            };
            (name.to_owned(), value)
        })
        .collect()
}

fn header_values(headers: &HeaderMap) -> BTreeMap<String, String> {
    headers
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            let shown = match (name, value.split_once(' ')) {
                (&header::AUTHORIZATION, Some((scheme, secret))) => {
                    format!("{scheme} {}", masked(secret))
                }
                (&header::AUTHORIZATION | &header::COOKIE, _) => masked(&value),
                // The address that a person came from may hold a code.
                (&header::REFERER, _) => value
                    .split(['?', '#'])
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
                _ => value.into_owned(),
            };
            (name.as_str().to_owned(), shown)
        })
        .collect()
}
