//! The address that ends the provider's own session.

use super::address::with_query;
use super::config::Config;
use super::form;
use super::provider::LogoutEndpoint;

/// Cognito's `/logout` with `client_id` and `logout_uri`, or OpenID Connect RP-Initiated Logout
/// with `client_id` and `post_logout_redirect_uri`. Never with a token: addresses end up in logs.
/// Where the provider has neither, the logout URI itself.
pub fn address(endpoint: &LogoutEndpoint, config: &Config) -> String {
    let (endpoint, back) = match endpoint {
        LogoutEndpoint::Cognito(endpoint) => (endpoint, "logout_uri"),
        LogoutEndpoint::EndSession(endpoint) => (endpoint, "post_logout_redirect_uri"),
        LogoutEndpoint::None => return config.logout_uri.clone(),
    };
    let query = form::encode([
        ("client_id", config.client_id.as_str()),
        (back, config.logout_uri.as_str()),
    ]);
    with_query(endpoint, &query)
}
