//! The authorization response (RFC 6749 §4.1.2): what the provider sends back in the address.

use super::form;
use super::parameters::INTERACTION_REQUIRED;
use super::pending::Pending;
use super::secret::Code;
use crate::error::{AuthError, tells_its_sentence};

/// A callback's query, judged by its form alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Callback {
    /// It is no callback: it has neither `code` nor `error`.
    None,
    /// It has one, but cannot be what a provider sent.
    Malformed(CallbackError),
    /// An answer to the login with this `state`.
    Answer {
        /// Finds the pending record.
        state: String,
        /// RFC 9207's `iss`.
        iss: Option<String>,
        /// What the provider decided.
        outcome: Outcome,
    },
}

/// What the provider decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The person signed in.
    Code(Code),
    /// There is no code, for this reason (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6).
    Error {
        /// The code of the error.
        error: String,
        /// The provider's own words: untrusted.
        description: Option<String>,
    },
}

/// Why a callback is not acted upon.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallbackError {
    /// A parameter occurs more than once (RFC 6749 §3.1).
    Duplicate,
    /// It has both `code` and `error`, or an empty `code` or `error`.
    Contradiction,
    /// It has no `state`.
    StateMissing,
    /// No login with its `state` was begun in this tab, or it has been answered already.
    StateUnknown,
    /// Its login was begun too long ago.
    Expired,
    /// Its `iss` is not the configured issuer (RFC 9207 §2.4).
    OtherIssuer,
    /// Its `iss` is missing although the provider announces it.
    IssuerMissing,
    /// The provider answered with an error.
    Denied {
        /// The code of the error.
        error: String,
        /// The provider's own words: untrusted.
        description: Option<String>,
        /// Whether the login was begun with `prompt=none`, so that the provider asked nobody.
        is_silent: bool,
        /// Whether the provider is known to have PKCE.
        has_pkce: bool,
    },
}

/// Reads a query. Parameters are found by their names: Cognito changes their order.
///
/// ```
/// # use cognito_spa::*;
/// use protocol::callback::{self, Callback};
/// use protocol::{Pending, secret::Code};
/// use std::collections::HashMap;
///
/// /// The code to exchange, if the page was opened with the answer to a login in `begun`.
/// fn code(query: &str, begun: &mut HashMap<String, Pending>, now_ms: f64) -> Option<Code> {
///     let Callback::Answer { state, iss, outcome } = callback::parse(query) else {
///         return None;
///     };
///     let pending = begun.remove(&state);
///     callback::validate(pending.as_ref(), iss.as_deref(), outcome, now_ms).ok()
/// }
/// # assert_eq!(code("?code=x&state=y", &mut HashMap::new(), 0.0), None);
/// ```
pub fn parse(query: &str) -> Callback {
    let parameters = form::decode(query);
    let find = |name: &str| {
        let mut values = parameters.iter().filter(|(n, _)| n == name).map(|(_, v)| v);
        (values.next().cloned(), values.next().is_some())
    };
    let (code, code_twice) = find("code");
    let (error, error_twice) = find("error");
    let (state, state_twice) = find("state");
    let (iss, iss_twice) = find("iss");
    let (description, description_twice) = find("error_description");
    let twice = code_twice || error_twice || state_twice || iss_twice || description_twice;
    if code.is_none() && error.is_none() {
        return Callback::None;
    }
    if twice {
        return Callback::Malformed(CallbackError::Duplicate);
    }
    let outcome = match (code, error) {
        (Some(code), None) if !code.is_empty() => Outcome::Code(Code::new(code)),
        (None, Some(error)) if !error.is_empty() => Outcome::Error { error, description },
        _ => return Callback::Malformed(CallbackError::Contradiction),
    };
    match state.filter(|state| !state.is_empty()) {
        Some(state) => Callback::Answer {
            state,
            iss,
            outcome,
        },
        None => Callback::Malformed(CallbackError::StateMissing),
    }
}

/// The code to exchange, if `outcome` answers the login `pending`, the record of its `state`, at
/// `now_ms`, in milliseconds since 1970 by the device's clock.
///
/// # Errors
/// Every reason not to exchange anything.
pub fn validate(
    pending: Option<&Pending>,
    iss: Option<&str>,
    outcome: Outcome,
    now_ms: f64,
) -> Result<Code, CallbackError> {
    let pending = pending.ok_or(CallbackError::StateUnknown)?;
    if !pending.is_awaited(now_ms) {
        return Err(CallbackError::Expired);
    }
    match (iss, &pending.audience.issuer) {
        (Some(iss), Some(issuer)) if iss != issuer => return Err(CallbackError::OtherIssuer),
        (None, _) if pending.iss_required => return Err(CallbackError::IssuerMissing),
        _ => {}
    }
    match outcome {
        Outcome::Code(code) => Ok(code),
        Outcome::Error { error, description } => Err(CallbackError::Denied {
            error,
            description,
            is_silent: pending.is_silent,
            has_pkce: pending.has_pkce,
        }),
    }
}

impl CallbackError {
    /// Whether a login can succeed only where the provider may ask the person.
    pub fn is_interaction_required(&self) -> bool {
        matches!(self, Self::Denied { error, .. } if INTERACTION_REQUIRED.contains(&error.as_str()))
    }
}

tells_its_sentence!(CallbackError);

impl From<CallbackError> for AuthError {
    fn from(error: CallbackError) -> Self {
        const AGAIN: &str = "Log in again.";
        let (code, what, next) = match error {
            CallbackError::Duplicate => (
                "callback.duplicate_parameter",
                "The answer of the login page names something twice, so it was not used.",
                AGAIN,
            ),
            CallbackError::Contradiction => (
                "callback.malformed",
                "The answer of the login page makes no sense, so it was not used.",
                AGAIN,
            ),
            CallbackError::StateMissing => (
                "callback.state_missing",
                "The answer of the login page does not say which login it belongs to.",
                AGAIN,
            ),
            CallbackError::StateUnknown => (
                "callback.state_unknown",
                "This login was not begun in this tab, or has been answered already.",
                AGAIN,
            ),
            CallbackError::Expired => (
                "callback.expired",
                "This login was begun more than an hour ago.",
                AGAIN,
            ),
            CallbackError::OtherIssuer => (
                "callback.other_issuer",
                "The answer comes from another login provider than the one that was asked.",
                AGAIN,
            ),
            CallbackError::IssuerMissing => (
                "callback.issuer_missing",
                "The answer of the login page does not say which provider it comes from.",
                AGAIN,
            ),
            CallbackError::Denied {
                error,
                description,
                is_silent,
                has_pkce,
            } => {
                let denied = denied(&error, is_silent, has_pkce);
                return denied.with_detail(Some(&match description {
                    Some(description) => [&error, ": ", &description].concat(),
                    None => error,
                }));
            }
        };
        Self::new(code, what, next)
    }
}

/// The errors of RFC 6749 §4.1.2.1 and OpenID Connect Core §3.1.2.6 in plain words, each with a code
/// of its own. Words that no specification has are not repeated in the code: they are untrusted.
pub(super) fn denied(error: &str, is_silent: bool, has_pkce: bool) -> AuthError {
    let is_interaction_required = INTERACTION_REQUIRED.contains(&error);
    let (what, next) = match error {
        _ if is_interaction_required && is_silent => (
            "The login provider needs you to sign in there first.",
            "Log in.",
        ),
        // A provider that could ask and was refused.
        _ if is_interaction_required || error == "access_denied" => (
            "The login was cancelled or refused.",
            "Log in again if you want to continue.",
        ),
        "invalid_request" if !has_pkce => (
            "The login provider refused the login, and does not say that it knows PKCE, which this site \
             uses.",
            "For the provider's administrator: switch on PKCE with S256 for this client.",
        ),
        "invalid_scope" => (
            "The login provider refuses one of the scopes that this site asks for.",
            "Allow every scope of the configuration in the app client's settings.",
        ),
        "unauthorized_client" | "unsupported_response_type" => (
            "The login provider does not allow this site the authorization code grant.",
            "Allow the code grant in the app client's settings.",
        ),
        "server_error" | "temporarily_unavailable" => (
            "The login provider has a problem of its own.",
            "Wait a little, then log in again.",
        ),
        "invalid_request"
        | "invalid_request_uri"
        | "invalid_request_object"
        | "request_not_supported"
        | "request_uri_not_supported"
        | "registration_not_supported" => ("The login provider refused the login.", TELL_OWNER),
        _ => {
            let what = "The login provider answered with an error.";
            return AuthError::new("callback.denied", what, TELL_OWNER);
        }
    };
    AuthError::new(&["callback.", error].concat(), what, next)
}

const TELL_OWNER: &str =
    "Log in again; if it goes on, show the provider's words to this site's owner.";
