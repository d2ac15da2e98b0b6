//! Requests to the APIs, with the session's token.

use crate::context::Auth;
use cognito_spa::{Answer, AuthError, Method, Request};
use serde::{Serialize, de::DeserializeOwned};
use std::time::Duration;

impl Auth {
    /// A `GET` request to a configured API. The builder takes what else is to be sent, adds the token
    /// and sends it.
    ///
    /// ```no_run
    /// use leptos_cognito::*;
    ///
    /// async fn orders(auth: Auth) -> Result<Vec<String>, AuthError> {
    ///     auth.get("https://api.example.com/orders").fetch().await
    /// }
    /// ```
    pub fn get(self, url: impl Into<String>) -> RequestBuilder {
        self.request(Method::GET, url)
    }

    /// A `POST` request to a configured API; see [`RequestBuilder`].
    pub fn post(self, url: impl Into<String>) -> RequestBuilder {
        self.request(Method::POST, url)
    }

    /// A `PUT` request to a configured API; see [`RequestBuilder`].
    pub fn put(self, url: impl Into<String>) -> RequestBuilder {
        self.request(Method::PUT, url)
    }

    /// A `PATCH` request to a configured API; see [`RequestBuilder`].
    pub fn patch(self, url: impl Into<String>) -> RequestBuilder {
        self.request(Method::PATCH, url)
    }

    /// A `DELETE` request to a configured API; see [`RequestBuilder`].
    pub fn delete(self, url: impl Into<String>) -> RequestBuilder {
        self.request(Method::DELETE, url)
    }

    /// A `HEAD` request to a configured API; see [`RequestBuilder::send`].
    pub fn head(self, url: impl Into<String>) -> RequestBuilder {
        self.request(Method::HEAD, url)
    }

    /// A request to a configured API with any method.
    ///
    /// ```no_run
    /// use leptos_cognito::*;
    ///
    /// async fn allowed(auth: Auth) -> Result<Option<String>, AuthError> {
    ///     let answer = auth.request(Method::OPTIONS, "https://api.example.com/orders").send().await?;
    ///     Ok(answer.header("allow").map(String::from))
    /// }
    /// ```
    pub fn request(self, method: Method, url: impl Into<String>) -> RequestBuilder {
        RequestBuilder {
            auth: self,
            request: Request::new(method, url),
        }
    }

    /// The addresses of the configured APIs; the first is the `api_url` of a fetched configuration.
    /// Empty until the configuration is known, for which [`ready`](Self::ready) waits.
    ///
    /// ```no_run
    /// use leptos_cognito::*;
    ///
    /// async fn first_api(auth: Auth) -> Result<Answer, AuthError> {
    ///     auth.ready().await;
    ///     let url = auth.apis().into_iter().next().unwrap_or_default();
    ///     auth.get(url).send().await
    /// }
    /// ```
    pub fn apis(self) -> Vec<String> {
        self.ask_client(|client| client.apis())
    }
}

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
    /// Adds a header. `Authorization` is the library's own and replaces any given here.
    ///
    /// At another origin the API has to allow it: a browser sends a request with a header of one's own
    /// only if the API's answer to the preflight names it in `Access-Control-Allow-Headers` (CORS).
    /// Otherwise sending is an error.
    ///
    /// ```no_run
    /// # fn example(auth: leptos_cognito::Auth) {
    /// let request = auth.get("https://api.example.com/orders").header("accept-language", "de");
    /// # let _ = request;
    /// # }
    /// ```
    pub fn header(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.with(|request| request.header(name, value))
    }

    /// A body as JSON. Where serde cannot write it, sending is an error (`api.request`).
    ///
    /// ```no_run
    /// # fn example(auth: leptos_cognito::Auth) {
    /// let request = auth.put("https://api.example.com/orders/17").json(&["apples", "pears"]);
    /// # let _ = request;
    /// # }
    /// ```
    pub fn json<T: Serialize + ?Sized>(self, body: &T) -> Self {
        self.with(|request| request.json(body))
    }

    /// A body of this media type, such as `text/csv`.
    ///
    /// ```no_run
    /// # fn example(auth: leptos_cognito::Auth) {
    /// let request = auth.post("https://api.example.com/orders").body("apples;2\n", "text/csv");
    /// # let _ = request;
    /// # }
    /// ```
    pub fn body(self, bytes: impl Into<Vec<u8>>, media_type: impl Into<String>) -> Self {
        self.with(|request| request.body(bytes, media_type))
    }

    /// How long to wait for the whole answer. Default: 20 seconds.
    ///
    /// ```no_run
    /// # fn example(auth: leptos_cognito::Auth) {
    /// use std::time::Duration;
    ///
    /// let request = auth.get("https://api.example.com/report").timeout(Duration::from_secs(60));
    /// # let _ = request;
    /// # }
    /// ```
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|request| request.timeout(timeout))
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
    /// cannot be reached, is too slow, or answers with more than 32 MiB. While the session is still loading, nobody is signed in: send
    /// from within [`RequireAuth`](crate::RequireAuth) or [`SignedIn`](crate::SignedIn).
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
    /// ```no_run
    /// use leptos_cognito::*;
    ///
    /// async fn total(auth: Auth) -> Result<u32, AuthError> {
    ///     auth.get("https://api.example.com/orders/total").fetch().await
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`send`](Self::send), and where the status is not 2xx or the answer is not of that form.
    pub fn fetch<T: DeserializeOwned>(
        self,
    ) -> impl Future<Output = Result<T, AuthError>> + Send + 'static {
        let answer = self.send();
        async move { answer.await?.into_success()?.json() }
    }

    fn with(self, change: impl FnOnce(Request) -> Request) -> Self {
        Self {
            auth: self.auth,
            request: change(self.request),
        }
    }
}
