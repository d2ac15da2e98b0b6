//! What an endpoint answers when something failed: a status, a code that never changes, a sentence.

use crate::response::private;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use cognito_spa::AuthError;
use std::borrow::Cow;

/// A failure as a browser is told it: `{"error": code, "message": sentence}`. It never has a server's
/// own words, a token, a code or a verifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    status: StatusCode,
    code: Cow<'static, str>,
    message: Cow<'static, str>,
}

impl Failure {
    pub(crate) const fn new(status: StatusCode, code: &'static str, message: &'static str) -> Self {
        Self {
            status,
            code: Cow::Borrowed(code),
            message: Cow::Borrowed(message),
        }
    }

    pub(crate) fn code(&self) -> &str {
        &self.code
    }
}

/// The provider's failures: the sentence is the protocol's own; the provider's words
/// ([`AuthError::detail`]) stay here.
impl From<AuthError> for Failure {
    fn from(error: AuthError) -> Self {
        let status = match error.code().split_once('.') {
            Some((_, "timeout")) => StatusCode::GATEWAY_TIMEOUT,
            Some((_, "network" | "unreachable" | "busy")) => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_GATEWAY,
        };
        Self {
            status,
            code: error.code().to_owned().into(),
            message: error.message().to_owned().into(),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let body = serde_json::json!({ "error": self.code, "message": self.message });
        tracing::info!(code = %self.code, status = self.status.as_u16(), "refused");
        let json = [(header::CONTENT_TYPE, "application/json")];
        private((self.status, json, body.to_string()).into_response())
    }
}
