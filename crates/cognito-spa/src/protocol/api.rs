//! Calls to a protected API: why there is no answer, and what a refusal means.

use crate::error::{AuthError, tells_its_sentence};

/// How many bytes of an answer are read at most: 32 MiB, three times what API Gateway passes on.
pub const ANSWER_LIMIT: usize = 32 << 20;

/// Why a call to an API did not give what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ApiError {
    /// Nobody is signed in.
    SignedOut,
    /// The token has ended, and could not be renewed yet.
    TokenEnded,
    /// The API wants the ID token, and the session has none.
    NoIdToken,
    /// The address is not under a configured API, so it does not get a token (RFC 9700 §4.9.3).
    OtherAddress,
    /// The request cannot be made: its body cannot be written as JSON, or a header is not one.
    Request,
    /// Offline, refused, or without CORS headers.
    Network,
    /// The answer leads to another address, where no token is sent (RFC 9700 §4.9.3).
    Redirected,
    /// Not in time.
    Timeout,
    /// The answer is larger than [`ANSWER_LIMIT`].
    TooLarge,
    /// The answer's status is an error.
    Status(u16),
    /// The answer is not JSON of the form that was asked for.
    WrongForm,
}

tells_its_sentence!(ApiError);

impl From<ApiError> for AuthError {
    fn from(error: ApiError) -> Self {
        const LATER: &str = "Wait a little, then try again.";
        const CHECK_TYPE: &str =
            "For the site's owner: compare the API's answer with the type it is read as.";
        let (code, message, hint) = match error {
            ApiError::SignedOut => (
                "api.signed_out",
                "Nobody is signed in, so the API was not called.",
                "Log in again.",
            ),
            ApiError::TokenEnded => {
                return Self::new(
                    "api.token_ended",
                    "The session could not be renewed yet, so the API was not called.",
                    "Check your connection, then try again.",
                )
                .retryable();
            }
            ApiError::NoIdToken => (
                "api.no_id_token",
                "The API wants the ID token, and this session has none.",
                "Add \"openid\" to the scopes, then log in again.",
            ),
            ApiError::OtherAddress => (
                "api.other_address",
                "That address does not belong to a configured API, so it was not called.",
                "Add it to the configuration: \"api_url\" or \"apis\" in config.json, or .api(…).",
            ),
            ApiError::Request => (
                "api.request",
                "The request could not be written, so the API was not called.",
                "For the site's owner: check its headers and the type of its body.",
            ),
            ApiError::Network => {
                return Self::new(
                    "api.network",
                    "The API could not be reached, or answered without CORS headers.",
                    "Check your connection; for the API's owner: allow this site's origin \
                     (Access-Control-Allow-Origin) and the header Authorization, in the gateway's own \
                     4xx and 5xx answers, too.",
                )
                .retryable();
            }
            ApiError::Redirected => (
                "api.redirected",
                "The API answered with a redirect to another address, which was not followed.",
                "For the site's owner: configure and call the address that it leads to, to the slash at \
                 its end.",
            ),
            ApiError::Timeout => {
                return Self::new("api.timeout", "The API did not answer in time.", LATER)
                    .retryable();
            }
            ApiError::TooLarge => (
                "api.too_large",
                "The API's answer is larger than the 32 MiB that this page reads.",
                "For the site's owner: ask for less at once, or let the browser download it from an \
                 address of its own.",
            ),
            ApiError::Status(401 | 403) => (
                "api.refused",
                "The API does not allow this call.",
                "Check that the scopes and groups it wants are yours, then log in again.",
            ),
            ApiError::Status(404) => (
                "api.not_found",
                "The API has nothing at this address.",
                "Check the address.",
            ),
            ApiError::Status(429) => {
                return Self::new(
                    "api.too_many_requests",
                    "The API is asked too often.",
                    LATER,
                )
                .retryable();
            }
            ApiError::Status(500..) => {
                return Self::new(
                    "api.server_error",
                    "The API has a problem of its own.",
                    LATER,
                )
                .retryable();
            }
            ApiError::Status(_) => (
                "api.status",
                "The API refused the request.",
                "Check what was sent; the API's answer may say more.",
            ),
            ApiError::WrongForm => (
                "api.wrong_form",
                "The API's answer is not of the form that this site expects.",
                CHECK_TYPE,
            ),
        };
        Self::new(code, message, hint)
    }
}

/// The scopes for want of which an API refused with `status`: those that its challenge names
/// (RFC 6750 §3.1, where CORS lets a page read it), else those that were asked for and can be an
/// API's, without those that were granted, which are separated by spaces. None where it did not
/// refuse.
pub fn missing_scopes<'a>(
    status: u16,
    challenge: &'a str,
    asked: &'a [String],
    granted: &str,
) -> Vec<&'a str> {
    if !matches!(status, 401 | 403) {
        return Vec::new();
    }
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
