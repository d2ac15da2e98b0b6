//! `POST /auth/logout`: ends the session for good.

use crate::cookies;
use crate::csrf::check_script_request;
use crate::failure::Failure;
use crate::response::json;
use crate::session::store_failed;
use crate::shared::Shared;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use cognito_spa::protocol::logout;
use std::sync::Arc;

/// Forgets the session, revokes its refresh token, takes the cookie away, and answers with the address
/// that ends the provider's own session. Nobody who was signed out already is told otherwise.
pub(crate) async fn logout(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    check_script_request(&headers, &shared.config.site)?;
    if let Some(id) = cookies::session(&headers) {
        let ended = shared.end_session(&id.key(), None).await;
        ended.map_err(|error| store_failed(&error))?;
    }
    let config = &shared.config.client;
    let address = match shared.provider.endpoints().await {
        // Without the ID token: no token is in anything that the browser sees.
        Ok(provider) => logout::address(&provider.logout, config, None),
        // The session is over all the same.
        Err(_) => config.logout_uri.clone(),
    };
    let mut response = json(&serde_json::json!({ "logout_url": address }));
    cookies::remove_session(&mut response);
    Ok(response)
}
