//! `POST /oauth2/revoke`: ends a refresh token and what came from the same sign-in.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html>

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use serde_json::json;

use crate::{
    oauth::{OAuthError, authenticate, form, json_answer},
    pool::{Pool, Shared},
};

pub(crate) async fn revoke(
    State(pool): State<Shared>,
    headers: HeaderMap,
    body: String,
) -> Response {
    match try_revoke(&pool, &headers, &body) {
        Ok(()) => StatusCode::OK.into_response(),
        Err(OAuthError("invalid_client")) => json_answer(
            StatusCode::UNAUTHORIZED,
            &json!({ "error": "invalid_client" }),
        ),
        Err(error) => error.into_response(),
    }
}

/// An unknown or already revoked token is no error (RFC 7009 §2.2).
fn try_revoke(pool: &Pool, headers: &HeaderMap, body: &str) -> Result<(), OAuthError> {
    let params = form(headers, body)?;
    authenticate(pool, headers, &params)?;
    let token = params.get("token").ok_or(OAuthError("invalid_request"))?;
    if pool.keys.read(token).is_some() {
        return Err(OAuthError("unsupported_token_type"));
    }
    pool.store().revoke(token);
    Ok(())
}
