//! What the token and revocation endpoints have in common.

use axum::{
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{params::Params, pool::Pool};

/// The headers of every answer with tokens or about them.
fn headers() -> [(HeaderName, String); 5] {
    [
        (
            header::CONTENT_TYPE,
            "application/json;charset=UTF-8".to_owned(),
        ),
        (
            header::CACHE_CONTROL,
            "no-cache, no-store, max-age=0, must-revalidate".to_owned(),
        ),
        (header::PRAGMA, "no-cache".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (
            HeaderName::from_static("x-amz-cognito-request-id"),
            Uuid::new_v4().to_string(),
        ),
    ]
}

pub(crate) fn json_answer(status: StatusCode, body: &Value) -> Response {
    (status, headers(), body.to_string()).into_response()
}

/// An error code of RFC 6749 §5.2, which Cognito sends without a description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OAuthError(pub(crate) &'static str);

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let status = if self.0 == "server_error" {
            StatusCode::INTERNAL_SERVER_ERROR
        } else {
            StatusCode::BAD_REQUEST
        };
        json_answer(status, &json!({ "error": self.0 }))
    }
}

/// The parameters of a form (RFC 6749 §3.2: none twice).
pub(crate) fn form(headers: &HeaderMap, body: &str) -> Result<Params, OAuthError> {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    let params = Params::parse(body);
    if !media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") || params.repeated() {
        return Err(OAuthError("invalid_request"));
    }
    Ok(params)
}

/// The client is public: it names itself, and a secret in any form is wrong.
pub(crate) fn authenticate(
    pool: &Pool,
    headers: &HeaderMap,
    params: &Params,
) -> Result<(), OAuthError> {
    if headers.contains_key(header::AUTHORIZATION) || params.get("client_secret").is_some() {
        return Err(OAuthError("invalid_client"));
    }
    match params.get("client_id") {
        None => Err(OAuthError("invalid_request")),
        Some(id) if id == pool.client.id => Ok(()),
        Some(_) => Err(OAuthError("invalid_client")),
    }
}
