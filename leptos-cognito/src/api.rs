//! Calls to a protected API: which addresses may see the access token, and what came of a call.

#[cfg(target_arch = "wasm32")]
use crate::browser::json::BrowserJson;
use crate::protocol::address;
use crate::protocol::config::ApiAuthScheme;
#[cfg(target_arch = "wasm32")]
use crate::protocol::json;
use crate::protocol::problem::Problem;
use crate::protocol::secret::AccessToken;

/// The API's answer, whatever its status.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// How long it took, in milliseconds.
    pub millis: f64,
    /// The body, with line breaks and indentation where it is JSON.
    pub body: String,
}

#[cfg(target_arch = "wasm32")]
impl Answer {
    /// The body read as `T`; nothing where it is not JSON of that form. Numbers beyond 2⁵³ arrive
    /// rounded, as they do everywhere in a browser.
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Option<T> {
        T::deserialize(json::parse::<BrowserJson>(&self.body)?).ok()
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// Nobody is signed in.
    SignedOut,
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
