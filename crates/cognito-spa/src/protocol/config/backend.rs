//! The server of a site's own that keeps the tokens (RFC 10017 §6.1, backend for frontend), as a
//! configuration names it.

use super::values::{Keys, check_path, further_api, is_path};
use super::{Api, ApiToken, Config, ConfigError, Site, TabSharing, TokenStorage};
use crate::protocol::address;
use crate::protocol::json::Value;

/// The server of a site's own that keeps the tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backend {
    /// The path of its endpoints, such as `/auth`.
    pub path: String,
    /// The address under which it forwards requests to the APIs: `https://app.example.com/api/`.
    pub proxy: String,
    /// The configured `api_url`, where it is at another site: the server forwards there.
    pub api_url: Option<String>,
}

impl Backend {
    /// Where a request to `url` is sent: a path belongs to the site's `origin`, and what lies under
    /// [`api_url`](Self::api_url) goes to the proxy.
    pub fn address_of(&self, url: &str, origin: &str) -> String {
        let under_api = |api: &&String| address::is_under(api, url);
        let rest = self.api_url.as_ref().filter(under_api);
        match rest.and_then(|api| url.strip_prefix(api.as_str())) {
            Some(rest) => [&self.proxy, rest.strip_prefix('/').unwrap_or(rest)].concat(),
            None if is_path(url.split('?').next().unwrap_or_default()) => [origin, url].concat(),
            None => url.into(),
        }
    }
}

/// The configuration of a page whose tokens stay on a server, which has the rest of it: the keys that
/// are the server's mean nothing here, so that one file can serve both ways.
pub(super) fn with_backend(keys: &Keys<'_>, site: &Site<'_>) -> Result<Config, ConfigError> {
    let origin = site.origin;
    let path = keys.text("backend")?.unwrap_or_default();
    if !is_path(path) || path.ends_with('/') || path.split('/').any(address::is_dots) {
        return Err(ConfigError::WrongValue("backend"));
    }
    if address::parse(origin).is_err() {
        return Err(ConfigError::InsecurePage(origin.into()));
    }
    check_path("redirect_path", site.redirect_path)?;
    let beside = path.rsplit_once('/').map_or("", |(beside, _)| beside);
    let proxy = [origin, beside, "/api/"].concat();
    let main = keys.text("api_url")?;
    let own = main.and_then(|url| own_address(url, origin));
    let outside = main.filter(|_| own.is_none());
    if let Some(Err(error)) = outside.map(address::parse) {
        return Err(ConfigError::WrongAddress("api_url", error));
    }
    let mut urls = vec![own.unwrap_or_else(|| proxy.clone())];
    match keys.0.get("apis") {
        None => {}
        Some(Value::List(list)) => {
            for api in list {
                let (url, _) = further_api(api, ApiToken::default())?;
                urls.push(own_address(url, origin).ok_or(ConfigError::OtherSite("apis"))?);
            }
        }
        Some(_) => return Err(ConfigError::WrongValue("apis")),
    }
    let api = |url| Api {
        url,
        token: ApiToken::default(),
    };
    Ok(Config {
        sign_up: keys
            .truth("sign_up")?
            .unwrap_or_else(|| keys.0.get("domain").is_some()),
        scopes: keys.scopes(false)?,
        authorize_parameters: keys.forwarded()?,
        apis: urls.into_iter().map(api).collect(),
        redirect_uri: [origin, site.redirect_path].concat(),
        logout_uri: [origin, site.sign_out_path].concat(),
        backend: Some(Backend {
            path: path.into(),
            proxy,
            api_url: outside.map(Into::into),
        }),
        issuer: None,
        domain: None,
        client_id: String::new(),
        // There is nothing to keep or to share.
        storage: TokenStorage::Memory,
        tabs: TabSharing::Separate,
        session_limit_s: None,
        clock_tolerance_s: 0.0,
        logout_id_token_hint: false,
    })
}

/// `url` as an address of the site: a path of it, or an address of its origin.
fn own_address(url: &str, origin: &str) -> Option<String> {
    match address::parse(url) {
        Ok(parts) if parts.origin == origin => Some(url.into()),
        Err(_) if is_path(url) => Some([origin, url].concat()),
        _ => None,
    }
}
