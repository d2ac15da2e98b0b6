//! `config.json`: what it may say, and what is said of a mistake in it.

mod error;
mod spelling;

pub use self::error::ConfigError;
use self::spelling::{nearest_key, plain};
use super::address;
use super::json::{self, Json, Value};
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

/// What is forwarded to the authorization endpoint.
pub(super) const FORWARDED: [&str; 6] = [
    "identity_provider",
    "idp_identifier",
    "lang",
    "login_hint",
    "prompt",
    "resource",
];

/// Checks the text of `config.json` key by key, for a page of `origin`. A key whose value is `null`
/// counts as left out.
///
/// # Errors
/// The first mistake, misspelt keys before missing ones.
pub fn check<J: Json>(text: &str, origin: &str) -> Result<Config, ConfigError> {
    let json = json::parse::<J>(text).ok_or(ConfigError::NotJson)?;
    check_names(&json)?;
    let keys = Keys(&json);

    let scopes = keys.scopes()?;
    let issuer = keys.address("issuer")?;
    let domain = keys.address("domain")?;
    if domain.is_some_and(has_path) {
        return Err(ConfigError::WrongValue(
            "domain",
            "an address without a path",
        ));
    }
    match issuer {
        Some(issuer) if issuer.contains('?') => {
            return Err(ConfigError::WrongValue(
                "issuer",
                "an address without a query",
            ));
        }
        None if scopes.iter().any(|scope| scope == "openid") => {
            return Err(ConfigError::MissingKey(
                "issuer",
                "the scope \"openid\" needs it",
            ));
        }
        None if domain.is_none() => {
            return Err(ConfigError::MissingKey(
                "domain",
                "it, \"issuer\" or both are needed",
            ));
        }
        _ => {}
    }
    let client_id = keys.text("client_id")?.ok_or(missing("client_id"))?;
    let api_url = keys.address("api_url")?.ok_or(missing("api_url"))?;
    let redirect_uri = keys.address("redirect_uri")?;
    match redirect_uri {
        Some(uri) => check_redirect_uri(uri, origin)?,
        None if address::parse(origin).is_err() => {
            return Err(ConfigError::InsecurePage(origin.into()));
        }
        None => {}
    }
    let logout_uri = keys.address("logout_uri")?;
    let clock_tolerance_s = match keys.0.get("clock_tolerance_s") {
        None => 300.0,
        Some(Value::Number(seconds)) if *seconds >= 0.0 && seconds.is_finite() => *seconds,
        Some(_) => {
            return Err(ConfigError::WrongValue(
                "clock_tolerance_s",
                "a number of seconds, 0 or more",
            ));
        }
    };
    let sign_up = match keys.0.get("sign_up") {
        None => true,
        Some(Value::Bool(offered)) => *offered,
        Some(_) => return Err(ConfigError::WrongValue("sign_up", "true or false")),
    };
    let at_origin = |path| [origin, path].concat();
    Ok(Config {
        api_auth_scheme: keys.choice(
            "api_auth_scheme",
            [
                ("Bearer", ApiAuthScheme::Bearer),
                ("raw", ApiAuthScheme::Raw),
            ],
            "\"Bearer\" or \"raw\"",
        )?,
        storage: keys.choice(
            "storage",
            [
                ("session", TokenStorage::Session),
                ("memory", TokenStorage::Memory),
            ],
            "\"session\" or \"memory\"",
        )?,
        authorize_parameters: keys.forwarded()?,
        issuer: issuer.map(Into::into),
        domain: domain.map(Into::into),
        client_id: client_id.into(),
        scopes,
        api_url: api_url.into(),
        redirect_uri: redirect_uri.map_or_else(|| at_origin(DASHBOARD), Into::into),
        logout_uri: logout_uri.map_or_else(|| at_origin("/"), Into::into),
        clock_tolerance_s,
        sign_up,
    })
}

fn missing(key: &'static str) -> ConfigError {
    ConfigError::MissingKey(key, "it is always needed")
}

/// No key but those that are known.
fn check_names(json: &Value) -> Result<(), ConfigError> {
    let Value::Map(members) = json else {
        return Err(ConfigError::NotJson);
    };
    if members.iter().any(|(key, _)| plain(key) == "clientsecret") {
        return Err(ConfigError::ClientSecret);
    }
    match members
        .iter()
        .find(|(key, _)| !KEYS.contains(&key.as_str()))
    {
        Some((key, _)) => Err(ConfigError::UnknownKey(key.clone(), nearest_key(key))),
        None => Ok(()),
    }
}

/// The values, each in the form that its key asks for.
struct Keys<'a>(&'a Value);

impl<'a> Keys<'a> {
    fn text(&self, key: &'static str) -> Result<Option<&'a str>, ConfigError> {
        match self.0.get(key) {
            None => Ok(None),
            Some(Value::Text(text)) if is_plain(text) => Ok(Some(text)),
            Some(_) => Err(ConfigError::WrongValue(
                key,
                "a text that is not empty, without spaces around it",
            )),
        }
    }

    fn address(&self, key: &'static str) -> Result<Option<&'a str>, ConfigError> {
        let text = self.text(key)?;
        match text.map(address::parse) {
            Some(Err(error)) => Err(ConfigError::WrongAddress(key, error)),
            _ => Ok(text),
        }
    }

    /// One of two, the first where there is none.
    fn choice<T>(
        &self,
        key: &'static str,
        [first, second]: [(&str, T); 2],
        form: &'static str,
    ) -> Result<T, ConfigError> {
        match self.text(key)? {
            None => Ok(first.1),
            Some(name) if name == first.0 => Ok(first.1),
            Some(name) if name == second.0 => Ok(second.1),
            Some(_) => Err(ConfigError::WrongValue(key, form)),
        }
    }

    fn scopes(&self) -> Result<Vec<String>, ConfigError> {
        const FORM: &str = "a list of scope names, such as [\"openid\"]";
        let list = match self.0.get("scopes") {
            None => return Err(missing("scopes")),
            Some(Value::List(list)) if !list.is_empty() => list,
            Some(_) => return Err(ConfigError::WrongValue("scopes", FORM)),
        };
        let name = |scope: &Value| {
            scope
                .as_text()
                .filter(|name| is_scope(name))
                .map(Into::into)
        };
        list.iter()
            .map(name)
            .collect::<Option<_>>()
            .ok_or(ConfigError::WrongValue("scopes", FORM))
    }

    fn forwarded(&self) -> Result<Vec<(&'static str, String)>, ConfigError> {
        let mut parameters = Vec::new();
        for name in FORWARDED {
            if let Some(value) = self.text(name)? {
                parameters.push((name, value.into()));
            }
        }
        Ok(parameters)
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

fn check_redirect_uri(uri: &str, origin: &str) -> Result<(), ConfigError> {
    let parts = address::parse(uri).map_err(|e| ConfigError::WrongAddress("redirect_uri", e))?;
    if parts.origin != origin {
        return Err(ConfigError::OtherOrigin(parts.origin.into(), origin.into()));
    }
    if parts.rest != DASHBOARD {
        return Err(ConfigError::WrongValue(
            "redirect_uri",
            "an address whose path is /dashboard",
        ));
    }
    Ok(())
}
