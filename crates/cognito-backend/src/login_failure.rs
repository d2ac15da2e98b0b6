//! How the site is told of a login that failed.

use crate::response::see_other;
use crate::shared::Shared;
use axum::response::Response;
use cognito_spa::AuthError;
use cognito_spa::protocol::form;

/// Back to the site, which has the sentences for the code of what went wrong. Nothing else of it goes
/// into the address: the provider's words are untrusted.
pub(crate) fn failed(shared: &Shared, error: &AuthError) -> Response {
    failed_with(shared, error.code())
}

pub(crate) fn failed_with(shared: &Shared, code: &str) -> Response {
    tracing::info!(code, "login failed");
    let query = form::encode([("login_error", code)]);
    see_other(&[&shared.config.redirect_path, "?", &query].concat())
}
