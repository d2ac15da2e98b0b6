//! `config.json`: what it may say, and what is said of a mistake in it.

mod spelling;

use self::spelling::{nearest_key, plain};
use super::address::{self, AddressError};
use super::json::{self, Json, Value};
use super::problem::Problem;
use super::return_to::DASHBOARD;

/// How the access token is sent to the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ApiAuthScheme {
    /// `Authorization: Bearer <token>` (RFC 6750 §2.1).
    #[default]
    Bearer,
    /// `Authorization: <token>`, which API Gateway also accepts.
    Raw,
}

/// Where the tokens are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum TokenStorage {
    /// In the tab's session storage: a reload keeps the person signed in.
    #[default]
    Session,
    /// In memory only: a reload signs out.
    Memory,
}

/// A checked `config.json`.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The issuer (OpenID Connect Core §2), exactly as tokens name it.
    pub issuer: Option<String>,
    /// Cognito's hosted login domain, as an origin.
    pub domain: Option<String>,
    /// The app client's id.
    pub client_id: String,
    /// The scopes that a login asks for.
    pub scopes: Vec<String>,
    /// The protected API. Tokens go to addresses under it and nowhere else.
    pub api_url: String,
    /// Where the provider sends the person back to.
    pub redirect_uri: String,
    /// Where the provider sends the person after signing out.
    pub logout_uri: String,
    /// How the access token is sent to the API.
    pub api_auth_scheme: ApiAuthScheme,
    /// Parameters that are forwarded to the authorization endpoint as they are.
    pub authorize_parameters: Vec<(&'static str, String)>,
    /// Where the tokens are kept.
    pub storage: TokenStorage,
    /// How far the issuer's clock may be from this one, in seconds.
    pub clock_tolerance_s: f64,
    /// Whether "Sign up" is offered.
    pub sign_up: bool,
}

impl Config {
    /// Whether a login asks for an ID token.
    pub fn wants_id_token(&self) -> bool {
        self.scopes.iter().any(|scope| scope == "openid")
    }
}

/// What is wrong with `config.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigError {
    /// There is none at its address.
    NotFound,
    /// It is not a JSON object, but perhaps the site's HTML.
    NotJson,
    /// It holds a `client_secret`, which no browser can keep (RFC 10017 §6.3.3.1).
    ClientSecret,
    /// It has a key that nothing here knows; with the nearest key that is known.
    UnknownKey(String, Option<&'static str>),
    /// A required key is missing; with the reason why it is needed.
    MissingKey(&'static str, &'static str),
    /// A value is not of its key's form; with the form that is wanted.
    WrongValue(&'static str, &'static str),
    /// An address is not one that secrets may be sent to.
    WrongAddress(&'static str, AddressError),
    /// `redirect_uri` leads to another site than the page's; with both origins.
    OtherOrigin(String, String),
    /// The page itself, to which the provider would send the code, is at an origin that is neither
    /// https nor this machine.
    InsecurePage(String),
}

const KEYS: [&str; 17] = [
    "issuer",
    "domain",
    "client_id",
    "scopes",
    "api_url",
    "redirect_uri",
    "logout_uri",
    "api_auth_scheme",
    "identity_provider",
    "idp_identifier",
    "lang",
    "login_hint",
    "prompt",
    "resource",
    "storage",
    "clock_tolerance_s",
    "sign_up",
];

const FORWARDED: [&str; 6] = [
    "identity_provider",
    "idp_identifier",
    "lang",
    "login_hint",
    "prompt",
    "resource",
];

/// Checks the text of `config.json` key by key, for a page of `origin`.
///
/// # Errors
/// The first mistake, misspelt keys before missing ones.
pub fn check<J: Json>(text: &str, origin: &str) -> Result<Config, ConfigError> {
    let Some(Value::Map(members)) = json::read::<J, _>(text) else {
        return Err(ConfigError::NotJson);
    };
    if members.iter().any(|(key, _)| plain(key) == "clientsecret") {
        return Err(ConfigError::ClientSecret);
    }
    if let Some((key, _)) = members
        .iter()
        .find(|(key, _)| !KEYS.contains(&key.as_str()))
    {
        return Err(ConfigError::UnknownKey(key.clone(), nearest_key(key)));
    }
    let keys = Members(&members);

    let scopes = keys.scopes()?;
    let issuer = keys.address("issuer")?;
    let domain = keys.address("domain")?;
    if domain.as_deref().is_some_and(has_path) {
        return Err(ConfigError::WrongValue(
            "domain",
            "an address without a path",
        ));
    }
    if issuer.as_deref().is_some_and(|issuer| issuer.contains('?')) {
        return Err(ConfigError::WrongValue(
            "issuer",
            "an address without a query",
        ));
    }
    if issuer.is_none() && scopes.iter().any(|scope| scope == "openid") {
        return Err(ConfigError::MissingKey(
            "issuer",
            "the scope \"openid\" needs it",
        ));
    }
    if issuer.is_none() && domain.is_none() {
        return Err(ConfigError::MissingKey(
            "domain",
            "it, \"issuer\" or both are needed",
        ));
    }
    let redirect_uri = match keys.address("redirect_uri")? {
        None if address::parse(origin).is_err() => {
            return Err(ConfigError::InsecurePage(origin.into()));
        }
        None => [origin, DASHBOARD].concat(),
        Some(uri) => checked_redirect_uri(uri, origin)?,
    };
    let mut authorize_parameters = Vec::new();
    for name in FORWARDED {
        if let Some(value) = keys.text(name)? {
            authorize_parameters.push((name, value.into()));
        }
    }
    Ok(Config {
        client_id: keys.required_text("client_id")?.into(),
        api_url: keys
            .address("api_url")?
            .ok_or(ConfigError::MissingKey("api_url", REQUIRED))?,
        logout_uri: keys
            .address("logout_uri")?
            .unwrap_or_else(|| [origin, "/"].concat()),
        api_auth_scheme: match keys.text("api_auth_scheme")? {
            None | Some("Bearer") => ApiAuthScheme::Bearer,
            Some("raw") => ApiAuthScheme::Raw,
            Some(_) => {
                return Err(ConfigError::WrongValue(
                    "api_auth_scheme",
                    "\"Bearer\" or \"raw\"",
                ));
            }
        },
        storage: match keys.text("storage")? {
            None | Some("session") => TokenStorage::Session,
            Some("memory") => TokenStorage::Memory,
            Some(_) => {
                return Err(ConfigError::WrongValue(
                    "storage",
                    "\"session\" or \"memory\"",
                ));
            }
        },
        clock_tolerance_s: match keys.get("clock_tolerance_s") {
            None => 300.0,
            Some(Value::Number(seconds)) if *seconds >= 0.0 && seconds.is_finite() => *seconds,
            Some(_) => {
                return Err(ConfigError::WrongValue(
                    "clock_tolerance_s",
                    "a number of seconds, 0 or more",
                ));
            }
        },
        sign_up: match keys.get("sign_up") {
            None => true,
            Some(Value::Bool(offered)) => *offered,
            Some(_) => return Err(ConfigError::WrongValue("sign_up", "true or false")),
        },
        issuer,
        domain,
        scopes,
        redirect_uri,
        authorize_parameters,
    })
}

const REQUIRED: &str = "it is always needed";

struct Members<'a>(&'a [(String, Value)]);

impl<'a> Members<'a> {
    fn get(&self, key: &str) -> Option<&'a Value> {
        self.0
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    fn text(&self, key: &'static str) -> Result<Option<&'a str>, ConfigError> {
        match self.get(key) {
            None => Ok(None),
            Some(Value::Text(text)) if is_plain(text) => Ok(Some(text)),
            Some(_) => Err(ConfigError::WrongValue(
                key,
                "a text that is not empty, without spaces around it",
            )),
        }
    }

    fn required_text(&self, key: &'static str) -> Result<&'a str, ConfigError> {
        self.text(key)?
            .ok_or(ConfigError::MissingKey(key, REQUIRED))
    }

    fn address(&self, key: &'static str) -> Result<Option<String>, ConfigError> {
        self.text(key)?
            .map(|text| {
                address::parse(text)
                    .map(|_| text.into())
                    .map_err(|error| ConfigError::WrongAddress(key, error))
            })
            .transpose()
    }

    fn scopes(&self) -> Result<Vec<String>, ConfigError> {
        const FORM: &str = "a list of scope names, such as [\"openid\"]";
        let list = match self.get("scopes") {
            None => return Err(ConfigError::MissingKey("scopes", REQUIRED)),
            Some(Value::List(list)) if !list.is_empty() => list,
            Some(_) => return Err(ConfigError::WrongValue("scopes", FORM)),
        };
        list.iter()
            .map(|scope| match scope {
                Value::Text(name) if is_scope(name) => Ok(name.clone()),
                _ => Err(ConfigError::WrongValue("scopes", FORM)),
            })
            .collect()
    }
}

fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.trim() == text && !text.chars().any(char::is_control)
}

/// RFC 6749 §3.3: printable ASCII without space, quote and backslash.
fn is_scope(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\')
}

fn has_path(text: &str) -> bool {
    address::parse(text).is_ok_and(|address| !address.rest.is_empty())
}

fn checked_redirect_uri(uri: String, origin: &str) -> Result<String, ConfigError> {
    let parts = address::parse(&uri).map_err(|e| ConfigError::WrongAddress("redirect_uri", e))?;
    if parts.origin != origin {
        return Err(ConfigError::OtherOrigin(parts.origin.into(), origin.into()));
    }
    if parts.rest != DASHBOARD {
        return Err(ConfigError::WrongValue(
            "redirect_uri",
            "an address whose path is /dashboard",
        ));
    }
    Ok(uri)
}

impl From<ConfigError> for Problem {
    fn from(error: ConfigError) -> Self {
        const CHECK: &str = "Correct config.json and reload this page.";
        let (code, what, next): (_, String, String) = match error {
            ConfigError::NotFound => (
                "config.not_found",
                "This site has no config.json.".into(),
                "Put one beside index.html; the README lists its keys.".into(),
            ),
            ConfigError::NotJson => (
                "config.not_json",
                "This site's config.json is not a JSON object.".into(),
                "Check that /config.json is served as a file, not as the page itself.".into(),
            ),
            ConfigError::ClientSecret => (
                "config.client_secret",
                "config.json holds a \"client_secret\", which no browser can keep secret.".into(),
                "Remove it, replace that secret, and use an app client without one.".into(),
            ),
            ConfigError::UnknownKey(key, nearest) => (
                "config.unknown_key",
                [
                    "config.json has the unknown key \"",
                    &Problem::new("", "", "")
                        .with_detail(Some(&key))
                        .detail
                        .unwrap_or_default(),
                    "\".",
                ]
                .concat(),
                match nearest {
                    Some(known) => ["Did you mean \"", known, "\"? ", CHECK].concat(),
                    None => ["Remove it. ", CHECK].concat(),
                },
            ),
            ConfigError::MissingKey(key, why) => (
                "config.missing_key",
                ["config.json lacks the key \"", key, "\": ", why, "."].concat(),
                ["Add \"", key, "\". ", CHECK].concat(),
            ),
            ConfigError::WrongValue(key, form) => (
                "config.wrong_value",
                ["In config.json, \"", key, "\" has to be ", form, "."].concat(),
                CHECK.into(),
            ),
            ConfigError::WrongAddress(key, AddressError::Malformed) => (
                "config.wrong_address",
                ["In config.json, \"", key, "\" is not a complete address."].concat(),
                [
                    "Begin it with https:// and leave out user names and \"#\". ",
                    CHECK,
                ]
                .concat(),
            ),
            ConfigError::WrongAddress(key, AddressError::Insecure) => (
                "config.insecure_address",
                ["In config.json, \"", key, "\" is a plain http address."].concat(),
                ["Use https; http is for localhost only. ", CHECK].concat(),
            ),
            ConfigError::OtherOrigin(configured, page) => (
                "config.other_origin",
                [
                    "In config.json, \"redirect_uri\" leads to ",
                    &configured,
                    ", but this page is at ",
                    &page,
                    ".",
                ]
                .concat(),
                ["Set it to ", &page, "/dashboard, or leave it out. ", CHECK].concat(),
            ),
            ConfigError::InsecurePage(page) => (
                "config.insecure_page",
                [
                    "This page is at ",
                    &page,
                    ", which is neither https nor this machine.",
                ]
                .concat(),
                "Open it over https, or during development at localhost.".into(),
            ),
        };
        Self::new(code, &what, &next)
    }
}
