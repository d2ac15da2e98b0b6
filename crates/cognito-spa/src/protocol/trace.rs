//! The steps of a login as a person may see them: what was asked, what was answered, how long it
//! took. A value that is a secret, or stands for one, is never in it.

use super::callback::CallbackError;
use super::form;
use super::id_token::{Expected, IdTokenError};
use super::parameters::FORWARDED;
use super::pending::Pending;
use super::token::{FormPost, TokenError, TokenSet};
use crate::error::{AuthError, shortened};

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Which one: `authorize`, `token`, `keys`, `id_token` or `session`.
    pub name: &'static str,
    /// What was asked or checked: a line with the method and the address, and one for each parameter.
    pub request: String,
    /// What came back, or the code of why nothing did.
    pub answer: String,
    /// How long it took, in milliseconds by the device's clock.
    pub millis: f64,
    /// Whether it did what it is for.
    pub ok: bool,
}

/// What stands for a value that nobody may see.
pub const MASK: &str = "•••";

/// The parameters whose values may be seen, beside those that a configuration forwards. Any other one
/// may be a secret, good or spent.
const SHOWN: [&str; 15] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "code_challenge_method",
    "max_age",
    "grant_type",
    "expires_in",
    "error",
    "error_description",
    "alg",
    "iss",
    "aud",
    "keys",
    "signature",
];

/// More parameters than any honest request or answer has are not shown.
const MOST: usize = 20;

/// `first`, and a line for each parameter.
pub(super) fn lines<'a>(
    first: &str,
    parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    let mut text = String::from(first);
    for (name, value) in parameters.into_iter().take(MOST) {
        add(&mut text, name, value);
    }
    text
}

fn add(text: &mut String, name: &str, value: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(&shortened(name));
    text.push('=');
    match SHOWN.contains(&name) || FORWARDED.contains(&name) {
        true => text.push_str(&shortened(value)),
        false => text.push_str(MASK),
    }
}

fn decoded(pairs: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
}

/// The person went to the provider and came back with `query` at `now`, in milliseconds since 1970;
/// with why that is no login.
pub fn authorize(
    pending: &Pending,
    query: &str,
    refusal: Option<&CallbackError>,
    now: f64,
) -> Step {
    let first = ["GET ", &pending.redirect_uri].concat();
    let answer = lines(&first, decoded(&form::decode(query)));
    Step {
        name: "authorize",
        request: pending.shown_request.clone(),
        answer: match refusal {
            None => answer,
            Some(error) => [&answer, "\n", AuthError::from(error.clone()).code()].concat(),
        },
        millis: now - pending.started_at,
        ok: refusal.is_none(),
    }
}

/// The code was exchanged.
pub fn token(form: &FormPost, outcome: &Result<TokenSet, TokenError>, millis: f64) -> Step {
    Step {
        name: "token",
        request: lines(
            &["POST ", &form.url].concat(),
            decoded(&form::decode(&form.body)),
        ),
        answer: match outcome {
            Ok(tokens) => granted(tokens),
            Err(error) => failed(&error.clone().into()),
        },
        millis,
        ok: outcome.is_ok(),
    }
}

fn granted(tokens: &TokenSet) -> String {
    // A cast saturates, and parts of seconds say nothing here.
    let seconds = tokens
        .expires_in
        .map(|seconds| (seconds as u32).to_string());
    let members = [
        ("access_token", Some(MASK)),
        ("id_token", tokens.id_token.as_ref().map(|_| MASK)),
        ("refresh_token", tokens.refresh_token.as_ref().map(|_| MASK)),
        ("expires_in", seconds.as_deref()),
        ("scope", tokens.scope.as_deref()),
    ];
    let members = members.into_iter();
    lines(
        "200",
        members.filter_map(|(name, value)| Some((name, value?))),
    )
}

/// The issuer's keys were read, so many of them.
pub fn keys(jwks_uri: &str, count: Option<usize>, millis: f64) -> Step {
    Step {
        name: "keys",
        request: ["GET ", jwks_uri].concat(),
        answer: match count {
            Some(count) => ["200\nkeys=", &count.to_string()].concat(),
            None => failed(&IdTokenError::KeysUnavailable.into()),
        },
        millis,
        ok: count.is_some(),
    }
}

/// The ID token was held to what is expected of it.
pub fn id_token(expected: &Expected<'_>, refusal: Option<&IdTokenError>, millis: f64) -> Step {
    let claims = [
        ("alg", "RS256"),
        ("iss", expected.issuer),
        ("aud", expected.client_id),
        ("nonce", MASK),
    ];
    Step {
        name: "id_token",
        request: lines("", claims),
        answer: match refusal {
            None => "signature=valid".into(),
            Some(error) => failed(&error.clone().into()),
        },
        millis,
        ok: refusal.is_none(),
    }
}

/// No session came of it although every step before did what it is for.
pub fn session(error: &AuthError) -> Step {
    Step {
        name: "session",
        request: String::new(),
        answer: failed(error),
        millis: 0.0,
        ok: false,
    }
}

fn failed(error: &AuthError) -> String {
    match error.detail() {
        Some(words) => [error.code(), "\n", words].concat(),
        None => error.code().into(),
    }
}
