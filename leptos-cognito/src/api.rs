//! Calls to a protected API: what is asked, which addresses may see the access token, and what came
//! of a call.

#[cfg(target_arch = "wasm32")]
use crate::browser::json::{self as browser_json, BrowserJson};
use crate::protocol::address;
use crate::protocol::config::ApiAuthScheme;
#[cfg(target_arch = "wasm32")]
use crate::protocol::json;
use crate::protocol::problem::Problem;
use crate::protocol::secret::AccessToken;
use std::time::Duration;

/// What is done with the resource (RFC 9110 §9.3, RFC 5789).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Read it.
    Get,
    /// Give it something to work on.
    Post,
    /// Replace it.
    Put,
    /// Change a part of it.
    Patch,
    /// Remove it.
    Delete,
}

impl Method {
    /// As it stands in the request.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// Whether sending it twice does no more than sending it once (RFC 9110 §9.2.2).
    fn is_idempotent(self) -> bool {
        matches!(self, Self::Get | Self::Put | Self::Delete)
    }
}

/// A request to the API. Dropping the future that sends it cancels it.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// What is done.
    pub method: Method,
    /// The address, which has to be the configured `api_url` or lie under it.
    pub url: String,
    /// The body and its media type.
    pub body: Option<(Vec<u8>, String)>,
    /// How long to wait for the whole answer.
    pub timeout: Duration,
}

impl Request {
    /// A request without a body that waits as long as a person would: 20 seconds.
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        Self {
            method,
            url: url.into(),
            body: None,
            timeout: Duration::from_secs(20),
        }
    }

    /// The same request with a body of this media type.
    #[must_use]
    pub fn with_body(mut self, body: Vec<u8>, media_type: &str) -> Self {
        self.body = Some((body, media_type.into()));
        self
    }

    /// The same request with `body` as JSON; nothing where serde cannot write it.
    #[cfg(target_arch = "wasm32")]
    #[must_use]
    pub fn with_json<T: serde::Serialize>(self, body: &T) -> Option<Self> {
        let text = browser_json::write_any(body)?;
        Some(self.with_body(text.into_bytes(), "application/json"))
    }

    /// Whether `outcome` may be another one with a new access token: it was refused, or the API's
    /// gateway said so in an answer without CORS headers, which no page can read.
    pub fn is_worth_another_try(
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

/// The API's answer, whatever its status.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// How long it took, in milliseconds.
    pub millis: f64,
    /// The headers that CORS lets a page read, their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The header `name`, which is to be given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header == name)
            .map(|(_, value)| value.as_str())
    }

    /// The scopes for want of which the API refused: those that its challenge names (RFC 6750 §3.1,
    /// where CORS lets a page read it), else those that were asked for and can be an API's, without
    /// those that were granted, which are separated by spaces. None where it did not refuse.
    pub fn missing_scopes<'a>(&'a self, asked: &'a [String], granted: &str) -> Vec<&'a str> {
        if !matches!(self.status, 401 | 403) {
            return Vec::new();
        }
        let challenge = self.header("www-authenticate").unwrap_or_default();
        let wanted: Vec<&str> = match quoted(challenge, "scope=") {
            Some(scopes) => scopes.split(' ').collect(),
            None => asked
                .iter()
                .map(String::as_str)
                .filter(is_of_an_api)
                .collect(),
        };
        let is_granted = |scope: &str| granted.split(' ').any(|granted| granted == scope);
        wanted
            .into_iter()
            .filter(|scope| !scope.is_empty() && !is_granted(scope))
            .collect()
    }

    /// The body as text; what is not UTF-8 becomes U+FFFD.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as a person reads it: JSON with line breaks and indentation, anything else as it is,
    /// and with it JSON of more than 1 MiB or 32 levels.
    #[cfg(target_arch = "wasm32")]
    pub fn pretty(&self) -> String {
        let text = self.text();
        match json::parse::<BrowserJson>(&text) {
            Some(_) => crate::protocol::pretty::pretty(&text),
            None => text,
        }
    }

    /// The body read as `T`; nothing where it is not JSON of that form, or JSON of more than 1 MiB or
    /// 32 levels, which is in `body` all the same. Numbers beyond 2⁵³ arrive rounded, as they do
    /// everywhere in a browser.
    #[cfg(target_arch = "wasm32")]
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Option<T> {
        T::deserialize(json::parse::<BrowserJson>(&self.text())?).ok()
    }
}

/// Whether a scope can be an API's: OpenID Connect's own are for the provider (Core §5.4, §11).
fn is_of_an_api(scope: &&str) -> bool {
    const OF_THE_PROVIDER: [&str; 6] = [
        "openid",
        "profile",
        "email",
        "address",
        "phone",
        "offline_access",
    ];
    !OF_THE_PROVIDER.contains(scope)
}

/// What stands in quotation marks after `name` (RFC 9110 §11.2).
fn quoted<'a>(challenge: &'a str, name: &str) -> Option<&'a str> {
    let mut parts = challenge.split('"');
    while let (Some(before), Some(value)) = (parts.next(), parts.next()) {
        if before.ends_with(name) {
            return Some(value);
        }
    }
    None
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// Nobody is signed in.
    SignedOut,
    /// The access token has ended, and could not be renewed yet.
    TokenEnded,
    /// The address is not under `api_url`, so it does not get the token (RFC 9700 §4.9.3).
    OtherAddress,
    /// Offline, refused, redirected, or without CORS headers.
    Network,
    /// Not in time.
    Timeout,
}

/// The `Authorization` header's value.
pub fn authorization(scheme: ApiAuthScheme, token: &AccessToken) -> String {
    match scheme {
        ApiAuthScheme::Bearer => ["Bearer ", token.expose()].concat(),
        ApiAuthScheme::Raw => token.expose().into(),
    }
}

/// Whether `url` is `api_url` or lies under it, as every reader of addresses would read it.
pub fn is_under(api_url: &str, url: &str) -> bool {
    let Some(rest) = url.strip_prefix(api_url) else {
        return false;
    };
    let goes_deeper = rest.is_empty() || rest.starts_with(['/', '?']) || api_url.ends_with('/');
    let path = rest.split('?').next().unwrap_or_default();
    let climbs = path.split('/').any(address::is_dots);
    goes_deeper && !climbs && address::parse(url).is_ok()
}

impl From<ApiError> for Problem {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::SignedOut => Self::new(
                "api.signed_out",
                "Nobody is signed in, so the API was not called.",
                "Log in again.",
            ),
            ApiError::TokenEnded => Self::new(
                "api.token_ended",
                "Your session could not be renewed yet, so the API was not called.",
                "Check your connection, then try again.",
            )
            .retryable(),
            ApiError::OtherAddress => Self::new(
                "api.other_address",
                "That address does not belong to the configured API, so it was not called.",
                "Check \"api_url\" in config.json.",
            ),
            ApiError::Network => Self::new(
                "api.network",
                "The API could not be reached, or answered without CORS headers.",
                "Check your connection; for the API's owner: let the gateway's own 4xx and 5xx \
                 answers carry Access-Control-Allow-Origin.",
            )
            .retryable(),
            ApiError::Timeout => Self::new(
                "api.timeout",
                "The API did not answer in time.",
                "Wait a little, then try again.",
            )
            .retryable(),
        }
    }
}
