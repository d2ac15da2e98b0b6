//! Where the shop logs in, and which APIs it calls. This is the local user pool; a shop of your own
//! begins with `AuthConfig::cognito("POOL_ID", "CLIENT_ID")`.

use leptos_cognito::{ApiToken, AuthConfig};

/// Wants the access token, with a scope of its own.
pub(crate) const GREETING_API: &str = "http://localhost:9230/prod/awesomeapi";

/// At another origin, behind an authorizer without scopes: it wants the ID token.
pub(crate) const ORDERS_API: &str = "http://localhost:9231/prod/orders";

pub(crate) fn config() -> AuthConfig {
    let issuer = "http://localhost:9230/us-east-1_local";
    AuthConfig::oidc(issuer, "1example2345localclient678")
        .domain("http://localhost:9230")
        .scopes([
            "openid",
            "email",
            "awesomeapi-resource-server/awesomeapi.read",
        ])
        .redirect_path("/callback")
        .api(GREETING_API)
        .api_with(ORDERS_API, ApiToken::IdBearer)
}
