//! What a person or a program is told when something failed.

use core::fmt;
use serde::{Deserialize, Serialize};

/// A failure: what happened, what to do next, and a code that never changes.
///
/// Every module has an error enum of its own; this is the one form that they all take on their way
/// to a page. It never carries a token, a code or a verifier.
///
/// ```
/// # use cognito_spa::{AuthError, AuthErrorKind};
///
/// let error = AuthError::new("token.network", "The login provider could not be reached.", "Try again.");
/// assert_eq!(error.kind(), AuthErrorKind::Network);
/// assert_eq!(error.to_string(), "The login provider could not be reached.");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthError {
    code: String,
    message: String,
    hint: String,
    detail: Option<String>,
    retryable: bool,
}

/// What an [`AuthError`] is about, for a program that has to choose.
///
/// ```
/// # use cognito_spa::{AuthError, AuthErrorKind};
///
/// fn is_worth_a_log_in_button(error: &AuthError) -> bool {
///     matches!(error.kind(), AuthErrorKind::SignedOut | AuthErrorKind::Callback)
/// }
/// # assert!(is_worth_a_log_in_button(&AuthError::new("session.expired", "", "")));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthErrorKind {
    /// The configuration is missing or wrong.
    Config,
    /// A server could not be reached, or the browser does not let this page read its answer.
    Network,
    /// A server did not answer in time.
    Timeout,
    /// Nobody is signed in, or the session has ended.
    SignedOut,
    /// The answer of the login page was not accepted.
    Callback,
    /// The login provider refused, or answered something that cannot be understood.
    Provider,
    /// The server of the site's own that keeps the tokens failed, or keeps them to itself.
    Backend,
    /// The ID token was not accepted.
    IdToken,
    /// The browser stores nothing for this site.
    Storage,
    /// The browser lacks or refuses something that is needed.
    Browser,
    /// The API refused, or answered something else than was asked for.
    Api,
    /// The person is signed in and not allowed to see this.
    Forbidden,
    /// Something that this version has no kind for.
    Other,
}

impl AuthError {
    /// An error without a server's words, which trying again does not solve. `code` is of the form
    /// `subject.reason`; what stands before the dot decides its [`kind`](Self::kind).
    pub fn new(code: &str, message: &str, hint: &str) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
            hint: hint.into(),
            detail: None,
            retryable: false,
        }
    }

    /// The same error with a server's own words, shortened to what a page can show.
    #[must_use]
    pub fn with_detail(mut self, detail: Option<&str>) -> Self {
        self.detail = detail.map(shortened).filter(|text| !text.is_empty());
        self
    }

    /// The same error, marked as one that trying again may solve.
    #[must_use]
    pub fn retryable(mut self) -> Self {
        self.retryable = true;
        self
    }

    /// The same error with other words for the person; code and detail stay.
    #[must_use]
    pub fn with_words(mut self, message: &str, hint: &str) -> Self {
        self.message = message.into();
        self.hint = hint.into();
        self
    }

    /// What it is about.
    pub fn kind(&self) -> AuthErrorKind {
        match self.code.split_once('.').unwrap_or((&self.code, "")) {
            (_, "network" | "unreachable") => AuthErrorKind::Network,
            (_, "timeout") => AuthErrorKind::Timeout,
            // It goes on: only its renewal or its tokens are not to be had.
            ("session", "no_token") => AuthErrorKind::Backend,
            ("session", "not_renewable") => AuthErrorKind::Provider,
            (_, "signed_out") | ("session", _) => AuthErrorKind::SignedOut,
            ("config", _) => AuthErrorKind::Config,
            ("callback", _) => AuthErrorKind::Callback,
            ("backend", _) => AuthErrorKind::Backend,
            ("token" | "discovery" | "user_info", _) => AuthErrorKind::Provider,
            ("id_token", _) => AuthErrorKind::IdToken,
            ("storage", _) => AuthErrorKind::Storage,
            ("browser" | "clipboard", _) => AuthErrorKind::Browser,
            ("api", _) => AuthErrorKind::Api,
            ("forbidden", _) => AuthErrorKind::Forbidden,
            _ => AuthErrorKind::Other,
        }
    }

    /// A short stable code such as `callback.state_unknown`, for support and for tests.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// One plain sentence: what happened.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do next.
    pub fn hint(&self) -> &str {
        &self.hint
    }

    /// A server's own words, shortened. Untrusted: show them as text only.
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    /// Whether trying the same step again can help.
    pub fn is_retryable(&self) -> bool {
        self.retryable
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for AuthError {}

/// Makes an error enum of the protocol a `std::error::Error` whose text is the sentence that a
/// person is told.
macro_rules! tells_its_sentence {
    ($($name:ty),*) => {$(
        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str($crate::AuthError::from(self.clone()).message())
            }
        }

        impl std::error::Error for $name {}
    )*};
}
pub(crate) use tells_its_sentence;

/// How many characters of a server's own words are shown.
const DETAIL_LIMIT: usize = 200;

/// A server's own words as a page can show them.
pub(crate) fn shortened(text: &str) -> String {
    let mut visible = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|c| !is_direction_override(*c));
    let mut short: String = visible.by_ref().take(DETAIL_LIMIT).collect();
    if visible.next().is_some() {
        short.push('…');
    }
    short.trim().into()
}

/// Characters that reorder the text around them, with which a server could disguise its words.
fn is_direction_override(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
