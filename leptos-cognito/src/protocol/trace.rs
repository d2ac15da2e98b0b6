//! The steps of a login as a person may see them: what was asked, what was answered, how long it
//! took. A value that is a secret, or stands for one, is never in it.

use super::authorize::Pending;
use super::form;
use super::id_token::{Expected, IdTokenError};
use super::problem::{Problem, shortened};
use super::token::{FormPost, TokenError, TokenSet};

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Which one: `authorize`, `token`, `keys` or `id_token`.
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
const MASK: &str = "•••";

/// The parameters whose values nobody may see, good or spent.
const SECRET: [&str; 5] = ["code", "state", "nonce", "code_challenge", "code_verifier"];

/// `first`, and a line for each parameter.
pub(super) fn lines(first: &str, parameters: &[(&str, &str)]) -> String {
    let mut text = String::from(first);
    for (name, value) in parameters {
        let value = if SECRET.contains(name) { MASK } else { value };
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(name);
        text.push('=');
        text.push_str(value);
    }
    text
}

/// The parameters of a callback that may be seen; anybody can send any other.
const SHOWN: [&str; 3] = ["error", "error_description", "iss"];

/// The person went to the provider and came back with `query` at `now`, in milliseconds since 1970.
pub fn authorize(pending: &Pending, query: &str, now: f64) -> Step {
    let parameters = form::decode(query);
    let mut answer = ["GET ", &pending.redirect_uri].concat();
    for (name, value) in &parameters {
        let value = if SHOWN.contains(&name.as_str()) {
            value
        } else {
            MASK
        };
        answer = lines(&answer, &[(&shortened(name), &shortened(value))]);
    }
    Step {
        name: "authorize",
        request: pending.asked.clone(),
        answer,
        millis: now - pending.started_at,
        ok: !parameters.iter().any(|(name, _)| name == "error"),
    }
}

/// The code was exchanged.
pub fn token(form: &FormPost, outcome: &Result<TokenSet, TokenError>, millis: f64) -> Step {
    let parameters = form::decode(&form.body);
    let parameters: Vec<_> = parameters
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    Step {
        name: "token",
        request: lines(&["POST ", &form.url].concat(), &parameters),
        answer: match outcome {
            Ok(tokens) => granted(tokens),
            Err(error) => failed(error.clone().into()),
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
    let mut text = String::from("200");
    for (name, value) in members {
        if let Some(value) = value {
            text = lines(&text, &[(name, value)]);
        }
    }
    text
}

/// The issuer's keys were read, so many of them.
pub fn keys(jwks_uri: &str, count: Option<usize>, millis: f64) -> Step {
    Step {
        name: "keys",
        request: ["GET ", jwks_uri].concat(),
        answer: match count {
            Some(count) => ["200\nkeys=", &count.to_string()].concat(),
            None => failed(IdTokenError::KeysUnavailable.into()),
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
        request: lines("", &claims),
        answer: match refusal {
            None => "signature=valid".into(),
            Some(error) => failed(error.clone().into()),
        },
        millis,
        ok: refusal.is_none(),
    }
}

fn failed(problem: Problem) -> String {
    match &problem.detail {
        Some(words) => lines(&problem.code, &[("server", words)]),
        None => problem.code,
    }
}
