//! Requests to the APIs, with the session's token.

use crate::context::Auth;
use cognito_spa::{Answer, AuthError, Method, Request};
use serde::{Serialize, de::DeserializeOwned};
use std::time::Duration;

/// A request to a configured API, which [`send`](Self::send) or [`fetch`](Self::fetch) sends.
///
/// The token is added as [`AuthConfig::api_with`](crate::AuthConfig::api_with) says for the API that
/// the address is under, and to no other address. It is renewed first where it is about to end; where
/// the API does not accept it all the same (401), it is renewed and the request is sent once more.
///
/// ```no_run
/// use leptos_cognito::*;
/// use std::time::Duration;
///
/// #[derive(serde::Serialize)]
/// struct NewOrder { article: u32 }
///
/// #[derive(serde::Deserialize)]
/// struct Order { id: u32 }
///
/// async fn place(auth: Auth) -> Result<Order, AuthError> {
///     auth.post("https://api.example.com/orders")
///         .header("idempotency-key", "17")
///         .json(&NewOrder { article: 4 })
///         .timeout(Duration::from_secs(5))
///         .fetch()
///         .await
/// }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send` or `fetch` is awaited"]
pub struct RequestBuilder {
    auth: Auth,
    request: Request,
}

impl RequestBuilder {
    pub(crate) fn new(auth: Auth, method: Method, url: String) -> Self {
        let request = Request::new(method, url);
        Self { auth, request }
    }

    /// Adds a header. The `Authorization` header is the session's.
    pub fn header(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let request = self.request.header(name, value);
        Self { request, ..self }
    }

    /// Sends `value` as JSON. Where it cannot be written as JSON, sending is an error.
    pub fn json<T: Serialize + ?Sized>(self, value: &T) -> Self {
        let request = self.request.json(value);
        Self { request, ..self }
    }

    /// Sends `bytes`, of a media type such as `text/csv`.
    pub fn body(self, bytes: impl Into<Vec<u8>>, media_type: impl Into<String>) -> Self {
        let request = self.request.body(bytes, media_type);
        Self { request, ..self }
    }

    /// How long to wait for the answer.
    pub fn timeout(self, timeout: Duration) -> Self {
        let request = self.request.timeout(timeout);
        Self { request, ..self }
    }

    /// Sends it. Every status is an answer, 4xx and 5xx included.
    ///
    /// ```no_run
    /// use leptos_cognito::*;
    ///
    /// async fn exists(auth: Auth, id: u32) -> Result<bool, AuthError> {
    ///     let url = format!("https://api.example.com/orders/{id}");
    ///     Ok(auth.head(url).send().await?.is_success())
    /// }
    /// ```
    ///
    /// # Errors
    /// Where there is no answer: nobody is signed in, the address is under no configured API, the API
    /// cannot be reached or is too slow.
    pub fn send(self) -> impl Future<Output = Result<Answer, AuthError>> + Send + 'static {
        let Self { auth, request } = self;
        let url = request.url().to_owned();
        auth.backend.ask(
            |client| async move { client.send(&request).await },
            move |offline| offline.send(&url),
        )
    }

    /// Sends it, and reads the JSON of a 2xx answer as `T`.
    ///
    /// # Errors
    /// As [`send`](Self::send), and where the status is not 2xx or the answer is not of that form.
    pub fn fetch<T: DeserializeOwned>(
        self,
    ) -> impl Future<Output = Result<T, AuthError>> + Send + 'static {
        let answer = self.send();
        async move { answer.await?.into_success()?.json() }
    }
}
