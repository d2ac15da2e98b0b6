//! A request to an API, as its caller writes it.

#[cfg(test)]
mod tests;

use super::answer::Answer;
use crate::platform;
use crate::protocol::api::ApiError;
use http::Method;
use serde::Serialize;
use std::fmt;
use std::time::Duration;

/// A request to a configured API.
///
/// ```
/// use cognito_spa::{Method, Request};
/// use std::time::Duration;
///
/// let request = Request::new(Method::POST, "https://api.example.com/orders")
///     .header("idempotency-key", "17")
///     .json(&["apples", "pears"])
///     .timeout(Duration::from_secs(5));
/// # let _ = request;
/// ```
#[derive(Clone)]
pub struct Request {
    pub(super) method: Method,
    pub(super) url: String,
    pub(super) headers: Vec<(String, String)>,
    /// The body and its media type; nothing inside where serde could not write it.
    pub(super) body: Option<Result<(Vec<u8>, String), ApiError>>,
    pub(super) timeout: Duration,
}

impl Request {
    /// A request without a body that waits as long as a person would: 20 seconds. `url` has to be a
    /// configured API's address, or lie under it.
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        Self {
            method,
            url: url.into(),
            headers: Vec::new(),
            body: None,
            timeout: Duration::from_secs(20),
        }
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Adds a header. `Authorization` is the library's own and replaces any given here.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// A body as JSON. Where serde cannot write it, sending is an error (`api.request`).
    #[must_use]
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        let text = platform::to_json(body).ok_or(ApiError::Request);
        self.body = Some(text.map(|text| (text.into_bytes(), "application/json".into())));
        self
    }

    /// A body of this media type, such as `text/csv`.
    #[must_use]
    pub fn body(mut self, bytes: impl Into<Vec<u8>>, media_type: impl Into<String>) -> Self {
        self.body = Some(Ok((bytes.into(), media_type.into())));
        self
    }

    /// How long to wait for the whole answer, renewals of the session included. Default: 20 seconds.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// Whether `outcome` may be another one with a new token: it was refused, or the API's gateway
    /// said so in an answer without CORS headers, which no page can read.
    pub(super) fn is_worth_another_try(
        &self,
        outcome: &Result<Answer, ApiError>,
        token_has_ended: bool,
    ) -> bool {
        match outcome {
            Ok(answer) => answer.status == 401,
            Err(ApiError::Network) => token_has_ended && self.method.is_idempotent(),
            Err(_) => false,
        }
    }
}

/// Headers and body may hold secrets.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}
