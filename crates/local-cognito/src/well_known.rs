//! The discovery document and the key set of the issuer.

use axum::{Json, extract::State, http::header, response::IntoResponse};
use serde_json::json;

use crate::pool::Shared;

/// A restart makes new keys, so nothing may be kept unasked.
const NO_CACHE: [(header::HeaderName, &str); 1] = [(header::CACHE_CONTROL, "no-cache")];

pub(crate) async fn jwks(State(pool): State<Shared>) -> impl IntoResponse {
    (NO_CACHE, Json(pool.keys.jwks()))
}

/// As a real pool's: PKCE and public clients are not announced although both are supported.
pub(crate) async fn discovery(State(pool): State<Shared>) -> impl IntoResponse {
    let (issuer, domain) = (&pool.issuer, &pool.origin);
    let document = json!({
        "authorization_endpoint": format!("{domain}/oauth2/authorize"),
        "end_session_endpoint": format!("{domain}/logout"),
        "id_token_signing_alg_values_supported": ["RS256"],
        "issuer": issuer,
        "jwks_uri": format!("{issuer}/.well-known/jwks.json"),
        "response_types_supported": ["code", "token"],
        "revocation_endpoint": format!("{domain}/oauth2/revoke"),
        "scopes_supported": ["openid", "email", "phone", "profile"],
        "subject_types_supported": ["public"],
        "token_endpoint": format!("{domain}/oauth2/token"),
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "userinfo_endpoint": format!("{domain}/oauth2/userInfo"),
    });
    (NO_CACHE, Json(document))
}

/// The app's `/config.json`, for a development server to pass on.
pub(crate) async fn app_config(State(pool): State<Shared>) -> impl IntoResponse {
    (NO_CACHE, Json(pool.app_config()))
}
