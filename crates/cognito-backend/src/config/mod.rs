//! The configuration: a JSON object, checked key by key.

mod apis;
mod error;

pub(crate) use apis::{Apis, Upstream};
pub use error::ConfigError;

use cognito_spa::AuthError;
use cognito_spa::protocol::config::{Config as ClientConfig, Site, check};
use cognito_spa::protocol::{address, json::SerdeJson};
use serde_json::{Map, Value};
use std::time::Duration;

/// The path of the callback inside the router.
pub(crate) const CALLBACK_PATH: &str = "/auth/callback";

/// The longest time that can be configured, in seconds: a century.
const LONGEST_S: f64 = 3_155_760_000.0;

/// Keys of a browser's `config.json` that mean nothing here.
const BROWSER_KEYS: [&str; 4] = ["backend", "logout_id_token_hint", "storage", "tabs"];

/// A configuration that has been checked. The README lists its keys.
///
/// ```
/// use cognito_backend::{Config, ConfigError};
///
/// let config = Config::from_json(r#"{
///     "site": "https://app.example.com",
///     "issuer": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI",
///     "domain": "https://login.example.com",
///     "client_id": "2v4929s76jtnepd4q0nj695gmb",
///     "scopes": ["openid", "email"],
///     "api_url": "https://api.example.com/prod",
///     "apis": {"billing": {"url": "https://billing.example.com", "token": "id_bearer"}}
/// }"#)?;
/// assert_eq!(config.redirect_uri(), "https://app.example.com/auth/callback");
/// # Ok::<(), ConfigError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Config {
    /// What the protocol asks for.
    pub(crate) client: ClientConfig,
    /// The origin of the site that this backend serves.
    pub(crate) site: String,
    /// The page of the site where a login ends that says nothing else, and where a failed one is told.
    pub(crate) redirect_path: String,
    /// The path of the endpoints `login`, `callback`, `session` and `logout`, as a browser sees it.
    pub(crate) auth_path: String,
    pub(crate) apis: Apis,
    pub(crate) session_idle: Duration,
    pub(crate) session_limit: Duration,
    pub(crate) limits: Limits,
    /// Whether requests go through the proxy that the environment names.
    proxy_from_env: bool,
}

/// What one request, or one server that is asked, may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// The largest body of a request, in bytes.
    pub(crate) body: usize,
    /// How long an API may take for a whole answer.
    pub(crate) api_timeout: Duration,
    /// How many requests one API is sent at once.
    pub(crate) api_concurrency: usize,
    /// How long the provider may take for a whole answer.
    pub(crate) provider_timeout: Duration,
    /// How many requests the provider is sent at once.
    pub(crate) provider_concurrency: usize,
}

impl Config {
    /// Reads and checks the text of a configuration.
    ///
    /// # Errors
    /// The first mistake.
    pub fn from_json(text: &str) -> Result<Self, ConfigError> {
        let json = serde_json::from_str(text);
        let Ok(Value::Object(mut keys)) = json else {
            return Err(ConfigError::NotJson);
        };
        keys.retain(|_, value| !value.is_null());
        if keys.contains_key("client_secret") {
            return Err(ConfigError::ClientSecret);
        }
        if let Some(key) = BROWSER_KEYS.into_iter().find(|key| keys.contains_key(*key)) {
            return Err(ConfigError::BrowserKey(key));
        }
        let site = site(&mut keys)?;
        let redirect_path = take_text(&mut keys, "redirect_path")?;
        let redirect_path = redirect_path.unwrap_or_else(|| "/dashboard".into());
        if !is_path(&redirect_path) {
            return Err(ConfigError::WrongValue {
                key: "redirect_path",
            });
        }
        let session_idle = seconds(&mut keys, "session_idle_s", 3_600)?;
        let limits = Limits {
            body: whole(&mut keys, "body_limit_bytes", 1 << 20)?,
            api_timeout: seconds(&mut keys, "api_timeout_s", 30)?,
            api_concurrency: whole(&mut keys, "api_concurrency", 128)?,
            provider_timeout: seconds(&mut keys, "provider_timeout_s", 10)?,
            provider_concurrency: whole(&mut keys, "provider_concurrency", 32)?,
        };
        let proxy_from_env = match keys.remove("proxy_from_env") {
            None => false,
            Some(Value::Bool(answer)) => answer,
            Some(_) => {
                return Err(ConfigError::WrongValue {
                    key: "proxy_from_env",
                });
            }
        };
        let names = apis::take_names(&mut keys)?;
        let has_main_api = keys.contains_key("api_url");

        let callback_path = callback_path(&keys, &site)?;
        let client = check::<SerdeJson>(
            &Value::Object(keys).to_string(),
            &Site {
                origin: &site,
                redirect_path: &callback_path,
                sign_out_path: "/",
                api_required: false,
            },
        )
        .map_err(|error| ConfigError::Client(AuthError::from(error).message().into()))?;
        Ok(Self {
            apis: Apis::new(&client.apis, names, has_main_api)?,
            session_limit: Duration::from_secs_f64(
                client.session_limit_s.unwrap_or(43_200.0).min(LONGEST_S),
            ),
            auth_path: callback_path
                .strip_suffix("/callback")
                .unwrap_or_default()
                .into(),
            client,
            site,
            redirect_path,
            session_idle,
            limits,
            proxy_from_env,
        })
    }

    /// A client for the provider and the APIs. It goes through no proxy unless the configuration says so:
    /// a variable that was set for another program would send it every request, and those without TLS
    /// with their tokens.
    pub(crate) fn http_client(&self) -> reqwest::ClientBuilder {
        let client = reqwest::Client::builder();
        match self.proxy_from_env {
            true => client,
            false => client.no_proxy(),
        }
    }

    /// The address that the provider has to allow as a callback.
    pub fn redirect_uri(&self) -> &str {
        &self.client.redirect_uri
    }

    /// The origin of the site that this backend serves, such as `https://app.example.com`.
    pub fn site(&self) -> &str {
        &self.site
    }
}

/// The site's origin: `site`, else that of `redirect_uri`.
fn site(keys: &mut Map<String, Value>) -> Result<String, ConfigError> {
    if let Some(site) = take_text(keys, "site")? {
        let origin = site.strip_suffix('/').unwrap_or(&site);
        return match address::parse(origin) {
            Ok(parts) if parts.rest.is_empty() && is_serialized_origin(origin) => Ok(origin.into()),
            _ => Err(ConfigError::WrongValue { key: "site" }),
        };
    }
    let redirect_uri = keys.get("redirect_uri").and_then(Value::as_str);
    redirect_uri
        .and_then(|uri| address::parse(uri).ok())
        .map(|parts| parts.origin.into())
        .ok_or(ConfigError::SiteMissing)
}

/// Whether a browser's `Origin` header would be written like this (RFC 6454 §6.2): in lower case, and
/// without the port that is the scheme's own.
fn is_serialized_origin(origin: &str) -> bool {
    let has_default_port = origin.starts_with("https:") && origin.ends_with(":443")
        || origin.starts_with("http:") && origin.ends_with(":80");
    !has_default_port && !origin.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// The callback's path as a browser sees it: it ends in the router's own.
fn callback_path(keys: &Map<String, Value>, site: &str) -> Result<String, ConfigError> {
    let Some(uri) = keys.get("redirect_uri").and_then(Value::as_str) else {
        return Ok(CALLBACK_PATH.into());
    };
    match uri.strip_prefix(site) {
        Some(path) if path.ends_with(CALLBACK_PATH) && is_path(path) => Ok(path.into()),
        _ => Err(ConfigError::RedirectUri),
    }
}

/// A path that begins with one slash and has no query, so that it stays one behind an origin.
fn is_path(path: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_graphic() && !"\\?#\"<>".contains(c);
    path.starts_with('/') && !path.starts_with("//") && path.chars().all(is_plain)
}

fn take_text(
    keys: &mut Map<String, Value>,
    key: &'static str,
) -> Result<Option<String>, ConfigError> {
    match keys.remove(key) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(ConfigError::WrongValue { key }),
    }
}

fn seconds(
    keys: &mut Map<String, Value>,
    key: &'static str,
    usual: u64,
) -> Result<Duration, ConfigError> {
    let Some(value) = keys.remove(key) else {
        return Ok(Duration::from_secs(usual));
    };
    value
        .as_f64()
        .filter(|seconds| *seconds > 0.0 && *seconds <= LONGEST_S)
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or(ConfigError::WrongValue { key })
}

fn whole(
    keys: &mut Map<String, Value>,
    key: &'static str,
    usual: usize,
) -> Result<usize, ConfigError> {
    let Some(value) = keys.remove(key) else {
        return Ok(usual);
    };
    value
        .as_u64()
        .and_then(|number| usize::try_from(number).ok())
        .filter(|number| (1..=1 << 30).contains(number))
        .ok_or(ConfigError::WrongValue { key })
}
