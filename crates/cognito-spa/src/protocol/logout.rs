//! The address that ends the provider's own session.

use super::address::with_query;
use super::config::Config;
use super::form;
use super::provider::LogoutEndpoint;
use super::secret::IdToken;

/// Cognito's `/logout` with `client_id` and `logout_uri`, or OpenID Connect RP-Initiated Logout
/// with `client_id` and `post_logout_redirect_uri`. Without a token, because addresses end up in logs,
/// unless the configuration allows the second one the ID token. Where the provider has neither, the
/// logout URI itself.
pub fn address(endpoint: &LogoutEndpoint, config: &Config, id_token: Option<&IdToken>) -> String {
    let (endpoint, back, hint) = match endpoint {
        LogoutEndpoint::Cognito(endpoint) => (endpoint, "logout_uri", None),
        LogoutEndpoint::EndSession(endpoint) => {
            let hint = id_token.filter(|_| config.logout_id_token_hint);
            (endpoint, "post_logout_redirect_uri", hint)
        }
        LogoutEndpoint::None => return config.logout_uri.clone(),
    };
    let parameters = [
        Some(("client_id", config.client_id.as_str())),
        Some((back, config.logout_uri.as_str())),
        hint.map(|token| ("id_token_hint", token.expose())),
    ];
    with_query(endpoint, &form::encode(parameters.into_iter().flatten()))
}
