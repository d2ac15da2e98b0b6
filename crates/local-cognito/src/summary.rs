//! What an app has to be told about a running pool.

use crate::{options::API_SCOPE, pool::Pool};

/// One line for each value, its name in front as `config.json` and the console have it.
pub(crate) fn summary(pool: &Pool) -> String {
    let client = &pool.client;
    let access = |scope: &str| format!("access token with the scope {scope}");
    let id = || "ID token".to_owned();
    let mut lines = vec![
        ("issuer", pool.issuer.clone()),
        ("domain", pool.origin.clone()),
        ("client_id", client.id.to_owned()),
        ("redirect_uri", client.callback_urls.join(" or ")),
        ("logout_uri", client.logout_urls.join(" or ")),
        ("scopes", client.scopes.join(" ")),
        ("identity_provider", "COGNITO or Google (fake)".to_owned()),
        ("API", format!("{} ({})", pool.api_url(), access(API_SCOPE))),
        ("API", format!("{} ({})", pool.orders_url(), id())),
    ];
    lines.extend(pool.options.apis.iter().map(|api| {
        let token = api.scope.as_deref().map_or_else(id, access);
        ("API", format!("{}{} ({token})", pool.origin, api.path))
    }));
    lines
        .iter()
        .map(|(name, value)| format!("  {name:<18} {value}\n"))
        .collect()
}

/// What is in [`summary`], as an app writes it in Rust, with every scope and API.
pub(crate) fn auth_config(pool: &Pool) -> String {
    let mut text = format!(
        "AuthConfig::oidc({:?}, {:?})\n    .domain({:?})\n    .scopes({:?})\n    .api({:?})\n",
        pool.issuer,
        pool.client.id,
        pool.origin,
        pool.client.scopes,
        pool.api_url(),
    );
    let id_token = |url: &str| format!("    .api_with({url:?}, ApiToken::IdBearer)\n");
    text += &id_token(&pool.orders_url());
    for api in &pool.options.apis {
        let url = format!("{}{}", pool.origin, api.path);
        text += &match api.scope {
            Some(_) => format!("    .api({url:?})\n"),
            None => id_token(&url),
        };
    }
    text
}
