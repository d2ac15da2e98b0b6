//! What an API answered.

use crate::AuthError;
use crate::platform::{PlatformJson, is_json, masked};
use crate::protocol::api::{ANSWER_LIMIT, ApiError};
use crate::protocol::json;
use crate::protocol::pretty::pretty;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// An API's answer, whatever its status.
///
/// ```
/// # use cognito_spa::{Answer, AuthError};
/// #[derive(serde::Deserialize)]
/// struct Order {
///     id: u32,
/// }
///
/// fn orders(answer: Answer) -> Result<Vec<Order>, AuthError> {
///     answer.into_success()?.json()
/// }
/// # let body = br#"[{"id": 17}]"#.to_vec();
/// # let answer = Answer { status: 200, headers: vec![], body, millis: 1.0 };
/// # assert_eq!(orders(answer).unwrap()[0].id, 17);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers that CORS lets a page read, their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// How long it took, in milliseconds.
    pub millis: f64,
}

impl Answer {
    /// The header `name`, which is to be given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The answer where its status is 2xx.
    ///
    /// # Errors
    /// What another status means, with the answer's body as the server's own words.
    pub fn into_success(self) -> Result<Self, AuthError> {
        match self.is_success() {
            true => Ok(self),
            false => {
                let error = AuthError::from(ApiError::Status(self.status));
                Err(error.with_detail(Some(&self.text())))
            }
        }
    }

    /// The same answer with a mask wherever it repeats `token`.
    pub(super) fn without(mut self, token: &str) -> Self {
        for (_, value) in &mut self.headers {
            *value = masked(value, token);
        }
        let text = String::from_utf8_lossy(&self.body);
        let clean = masked(&text, token);
        // What does not repeat it stays as it came, UTF-8 or not.
        if clean != text {
            self.body = clean.into_bytes();
        }
        self
    }

    /// The body as text; what is not UTF-8 becomes U+FFFD, and a byte order mark is left out.
    pub fn text(&self) -> String {
        let body = self
            .body
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(&self.body);
        String::from_utf8_lossy(body).into_owned()
    }

    /// The body as a person reads it: JSON with line breaks and indentation, anything else as it is.
    pub fn pretty(&self) -> String {
        let text = self.text();
        match is_json(&text) {
            true => pretty(&text),
            false => text,
        }
    }

    /// The body read as `T`, whatever the status. Numbers beyond 2⁵³ arrive rounded, as they do
    /// everywhere in a browser.
    ///
    /// # Errors
    /// Where it is not JSON of that form, or JSON of more than 32 levels.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, AuthError> {
        json::parse_within::<PlatformJson>(&self.text(), ANSWER_LIMIT)
            .and_then(|value| T::deserialize(value).ok())
            .ok_or_else(|| ApiError::WrongForm.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(body: &[u8]) -> Answer {
        Answer {
            status: 401,
            headers: vec![("x-echo".into(), "Bearer t0ken".into())],
            body: body.into(),
            millis: 0.0,
        }
    }

    #[test]
    fn an_error_holds_no_token_that_the_api_repeats() {
        let answer = refusal(b"Bearer t0ken is refused: t0ken").without("t0ken");
        assert_eq!(answer.header("x-echo"), Some("Bearer •••"));
        let error = answer.into_success().unwrap_err();
        assert_eq!(error.detail(), Some("Bearer ••• is refused: •••"));
    }

    #[test]
    fn an_answer_that_repeats_no_token_stays_as_it_came() {
        let latin_1 = b"refus\xe9";
        assert_eq!(refusal(latin_1).without("t0ken").body, latin_1);
        let repeated = refusal(b"refus\xe9 t0ken").without("t0ken");
        assert_eq!(repeated.text(), "refus\u{fffd} •••");
    }
}
