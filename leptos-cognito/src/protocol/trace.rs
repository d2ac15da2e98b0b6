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
}

/// What stands for a value that nobody may see.
const MASK: &str = "•••";

/// The parameters whose values nobody may see, good or spent.
const SECRET: [&str; 5] = ["code", "state", "nonce", "code_challenge", "code_verifier"];

/// `first`, and a line for each parameter.
pub(super) fn lines<'a>(
    first: &str,
    parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    let mut text = String::from(first);
    for (name, value) in parameters {
        let value = if SECRET.contains(&name) { MASK } else { value };
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
    let answer = form::decode(query).into_iter().map(|(name, value)| {
        let value = match SHOWN.contains(&name.as_str()) {
            true => shortened(&value),
            false => MASK.into(),
        };
        (shortened(&name), value)
    });
    Step {
        name: "authorize",
        request: pending.asked.clone(),
        answer: owned_lines(&["GET ", &pending.redirect_uri].concat(), answer.collect()),
        millis: now - pending.started_at,
    }
}

fn owned_lines(first: &str, parameters: Vec<(String, String)>) -> String {
    let parameters = parameters.iter();
    lines(
        first,
        parameters.map(|(name, value)| (name.as_str(), value.as_str())),
    )
}

/// The code was exchanged.
pub fn token(form: &FormPost, outcome: &Result<TokenSet, TokenError>, millis: f64) -> Step {
    Step {
        name: "token",
        request: owned_lines(&["POST ", &form.url].concat(), form::decode(&form.body)),
        answer: match outcome {
            Ok(tokens) => granted(tokens),
            Err(error) => failed(error.clone().into()),
        },
        millis,
    }
}

fn granted(tokens: &TokenSet) -> String {
    let seconds = tokens.expires_in.map(|seconds| seconds.to_string());
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
            None => failed(IdTokenError::KeysUnavailable.into()),
        },
        millis,
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
            Some(error) => failed(error.clone().into()),
        },
        millis,
    }
}

fn failed(problem: Problem) -> String {
    let words = problem
        .detail
        .iter()
        .map(|words| ("server", words.as_str()));
    lines(&problem.code, words)
}
