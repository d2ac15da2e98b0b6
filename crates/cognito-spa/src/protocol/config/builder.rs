//! A configuration as an app writes it.

#[cfg(test)]
mod tests;

use super::check::{check_members, check_without_backend};
use super::{ApiToken, Config, ConfigError, Site, TabSharing, TokenStorage};
use crate::protocol::json::{self, Json, Value};
use std::time::Duration;

/// How an app signs in: which provider and client, which scopes, which APIs get a token.
///
/// Written in code, read from a file when the app runs, or both: what is set in code overrides what
/// the file says. It is checked when the app starts; a mistake is told as an
/// [`AuthError`](crate::AuthError) of the kind [`Config`](crate::AuthErrorKind::Config) that names
/// the key and the cure.
///
/// ```
/// # use cognito_spa::AuthConfig;
/// use std::time::Duration;
///
/// let config = AuthConfig::cognito("eu-west-1_AbCdEfGhI", "2v4929s76jtnepd4q0nj695gmb")
///     .domain("https://login.example.com")
///     .scopes(["openid", "email", "orders/read"])
///     .api("https://api.example.com/")
///     .session_limit(Duration::from_secs(8 * 3600));
/// # let _ = config;
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct AuthConfig {
    source: Source,
    /// What is set in code, under the keys of the JSON form.
    members: Vec<(String, Value)>,
    apis: Vec<Value>,
    mistake: Option<ConfigError>,
    redirect_path: String,
    sign_out_path: String,
}

/// Where the rest of a configuration comes from.
#[derive(Clone, Debug, PartialEq)]
enum Source {
    Code,
    Json(String),
    Address(String),
}

impl AuthConfig {
    /// For a user pool of Amazon Cognito, such as `eu-west-1_AbCdEfGhI`, and an app client without a
    /// secret. The issuer is `https://cognito-idp.REGION.amazonaws.com/POOL_ID`
    /// ([AWS: verifying JSON web tokens][aws]).
    ///
    /// [aws]: https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
    pub fn cognito(pool_id: impl AsRef<str>, client_id: impl Into<String>) -> Self {
        let pool_id = pool_id.as_ref();
        let Some((region, _)) = pool_id.split_once('_').filter(|_| is_pool_id(pool_id)) else {
            let mut config = Self::oidc("", client_id);
            config.mistake = Some(ConfigError::WrongValue("pool_id"));
            return config;
        };
        let partition = if region.starts_with("cn-") { ".cn" } else { "" };
        let host = ["https://cognito-idp.", region, ".amazonaws.com", partition];
        Self::oidc([&host.concat(), "/", pool_id].concat(), client_id)
    }

    /// For any OpenID provider: its issuer, exactly as its tokens name it, and a public client. The
    /// endpoints come from the issuer's discovery document (OpenID Connect Discovery §4).
    pub fn oidc(issuer: impl Into<String>, client_id: impl Into<String>) -> Self {
        Self::of(Source::Code)
            .set_text("issuer", issuer)
            .set_text("client_id", client_id)
            .scopes(["openid"])
    }

    /// For a site whose tokens stay on a server of its own (a backend for frontend, RFC 10017 §6.1): the
    /// path of that server's endpoints, such as `/auth`. Which provider, client and scopes there are is
    /// that server's to know, and so is where it forwards requests to, which all go to the proxy beside
    /// its endpoints: `/api/` for `/auth`. The page has no tokens then, and nothing to keep: what is
    /// said of issuer, client, scopes, storage, tabs, limits and clocks means nothing.
    ///
    /// ```
    /// # use cognito_spa::*;
    /// use protocol::{config::ConfigError, json::SerdeJson};
    ///
    /// let config = AuthConfig::backend("/auth").resolve::<SerdeJson>("https://app.example.com")?;
    /// assert_eq!(config.apis[0].url, "https://app.example.com/api/");
    /// # Ok::<(), ConfigError>(())
    /// ```
    pub fn backend(path: impl Into<String>) -> Self {
        Self::of(Source::Code).set_text("backend", path)
    }

    /// Read from `address`, a file of this site such as `/config.json`, when the app starts: one build
    /// serves every environment. Its keys are those of the project's README; each is checked.
    ///
    /// ```
    /// # use cognito_spa::AuthConfig;
    ///
    /// let config = AuthConfig::fetched("/config.json").redirect_path("/dashboard");
    /// # let _ = config;
    /// ```
    pub fn fetched(address: impl Into<String>) -> Self {
        Self::of(Source::Address(address.into()))
    }

    /// The same form as [`AuthConfig::fetched`] reads, from a text.
    ///
    /// ```
    /// # use cognito_spa::*;
    /// use protocol::{config::ConfigError, json::SerdeJson};
    ///
    /// let text = r#"{
    ///     "issuer": "https://id.example.com",
    ///     "client_id": "spa",
    ///     "scopes": ["openid"],
    ///     "api_url": "https://api.example.com"
    /// }"#;
    /// let config = AuthConfig::from_json(text).resolve::<SerdeJson>("https://app.example.com")?;
    /// assert_eq!(config.redirect_uri, "https://app.example.com/callback");
    /// # Ok::<(), ConfigError>(())
    /// ```
    pub fn from_json(text: impl Into<String>) -> Self {
        Self::of(Source::Json(text.into()))
    }

    fn of(source: Source) -> Self {
        Self {
            source,
            members: Vec::new(),
            apis: Vec::new(),
            mistake: None,
            redirect_path: "/callback".into(),
            sign_out_path: "/".into(),
        }
    }

    /// The issuer, where it is another one than the pool's usual one: Cognito's updated issuer
    /// `https://issuer-cognito-idp.REGION.amazonaws.com/POOL_ID`, or a proxy.
    #[must_use]
    pub fn issuer(self, issuer: impl Into<String>) -> Self {
        Self {
            mistake: None,
            ..self.set_text("issuer", issuer)
        }
    }

    /// Cognito's hosted login, `https://PREFIX.auth.REGION.amazoncognito.com` or a domain of one's
    /// own. With it no discovery request is made, and a page for new accounts is offered.
    #[must_use]
    pub fn domain(self, domain: impl Into<String>) -> Self {
        let domain: String = domain.into();
        let origin = domain.strip_suffix('/').unwrap_or(&domain);
        self.set_text("domain", origin)
    }

    /// The scopes to ask for (RFC 6749 §3.3). Default: `openid`. Without `openid` there is no ID
    /// token, and being signed in means to have a valid access token.
    #[must_use]
    pub fn scopes<S: Into<String>>(self, scopes: impl IntoIterator<Item = S>) -> Self {
        let list = scopes.into_iter().map(|scope| Value::Text(scope.into()));
        self.set("scopes", Value::List(list.collect()))
    }

    /// An API that gets the access token as `Authorization: Bearer …`. Tokens go to this address and
    /// to what lies under it, and nowhere else. May be called several times.
    #[must_use]
    pub fn api(self, url: impl Into<String>) -> Self {
        self.api_with(url, ApiToken::AccessBearer)
    }

    /// As [`AuthConfig::api`], for an API that wants another token or another form of the header.
    #[must_use]
    pub fn api_with(mut self, url: impl Into<String>, token: ApiToken) -> Self {
        let name = ApiToken::NAMES
            .into_iter()
            .find(|(_, named)| *named == token);
        self.apis.push(Value::object(vec![
            ("url", Value::Text(url.into())),
            ("token", Value::optional_text(name.map(|(name, _)| name))),
        ]));
        self
    }

    /// The path of the page that the login comes back to. Default: `/callback`. The provider has to
    /// allow this site's origin with this path.
    #[must_use]
    pub fn redirect_path(self, path: impl Into<String>) -> Self {
        Self {
            redirect_path: path.into(),
            ..self
        }
    }

    /// The path of the page that is shown after signing out. Default: `/`. Cognito has to allow this
    /// site's origin with this path as a sign-out URL.
    #[must_use]
    pub fn sign_out_path(self, path: impl Into<String>) -> Self {
        Self {
            sign_out_path: path.into(),
            ..self
        }
    }

    /// Where the tokens are kept. Default: in the tab's session storage.
    #[must_use]
    pub fn storage(self, storage: TokenStorage) -> Self {
        let name = match storage {
            TokenStorage::Session => "session",
            TokenStorage::Memory => "memory",
        };
        self.set_text("storage", name)
    }

    /// How far the issuer's clock may be from this device's corrected one. Default: five minutes.
    #[must_use]
    pub fn clock_tolerance(self, tolerance: Duration) -> Self {
        self.set("clock_tolerance_s", Value::Number(tolerance.as_secs_f64()))
    }

    /// Whether a new tab takes over the session of an open one. Default: it does.
    #[must_use]
    pub fn tabs(self, tabs: TabSharing) -> Self {
        let name = match tabs {
            TabSharing::Shared => "shared",
            TabSharing::Separate => "separate",
        };
        self.set_text("tabs", name)
    }

    /// How long a session may last from its login, renewals or not. Then it ends, and its refresh
    /// token is revoked. Default: as long as the provider allows.
    #[must_use]
    pub fn session_limit(self, limit: Duration) -> Self {
        self.set("session_limit_s", Value::Number(limit.as_secs_f64()))
    }

    /// Puts the ID token into the address of the provider's log-out page (`id_token_hint`, OpenID
    /// Connect RP-Initiated Logout §2), for a provider that signs nobody out without it. Addresses end
    /// up in histories and logs, so it is left out by default; Cognito never gets it.
    #[must_use]
    pub fn logout_id_token_hint(self) -> Self {
        self.set("logout_id_token_hint", Value::Bool(true))
    }

    /// The path of the redirect page.
    pub fn redirect_page(&self) -> &str {
        &self.redirect_path
    }

    /// The address that the rest is read from, if there is one.
    pub fn address(&self) -> Option<&str> {
        match &self.source {
            Source::Address(address) => Some(address),
            Source::Code | Source::Json(_) => None,
        }
    }

    /// What a person is told that the mistake is in.
    pub(crate) fn place(&self) -> &str {
        match &self.source {
            Source::Address(address) => address.rsplit('/').next().unwrap_or(address),
            Source::Json(_) => "the configuration",
            Source::Code => "AuthConfig",
        }
    }

    /// The checked configuration for pages of `origin`, such as `https://app.example.com`.
    ///
    /// # Errors
    /// The first mistake; [`ConfigError::NotFound`] where the rest is still to be fetched.
    pub fn resolve<J: Json>(&self, origin: &str) -> Result<Config, ConfigError> {
        match &self.source {
            Source::Code => self.checked(&Value::Map(Vec::new()), origin),
            Source::Json(text) => self.resolve_with::<J>(text, origin),
            Source::Address(_) => Err(ConfigError::NotFound),
        }
    }

    /// As [`AuthConfig::resolve`], with `text` for what was fetched.
    ///
    /// # Errors
    /// The first mistake.
    pub fn resolve_with<J: Json>(&self, text: &str, origin: &str) -> Result<Config, ConfigError> {
        self.checked(&read::<J>(text)?, origin)
    }

    /// As [`AuthConfig::resolve_with`], for a program that knows no backend.
    ///
    /// # Errors
    /// The first mistake; a backend counts as a `domain` that is missing.
    pub(crate) fn resolve_for_provider<J: Json>(
        &self,
        text: &str,
        origin: &str,
    ) -> Result<Config, ConfigError> {
        let members = self.members_with(&read::<J>(text)?)?;
        match members.get("backend") {
            Some(_) => Err(ConfigError::MissingKey("domain")),
            None => check_without_backend(&members, &self.site(origin)),
        }
    }

    fn checked(&self, read: &Value, origin: &str) -> Result<Config, ConfigError> {
        check_members(&self.members_with(read)?, &self.site(origin))
    }

    /// What was read, and what is set in code.
    fn members_with(&self, read: &Value) -> Result<Value, ConfigError> {
        if let Some(mistake) = &self.mistake {
            return Err(mistake.clone());
        }
        let Value::Map(read) = read else {
            return Err(ConfigError::NotJson);
        };
        let mut members = read.clone();
        members.extend(self.members.iter().cloned());
        if !self.apis.is_empty() {
            members.push(("apis".into(), Value::List(self.apis.clone())));
        }
        Ok(Value::Map(members))
    }

    fn site<'a>(&'a self, origin: &'a str) -> Site<'a> {
        Site {
            origin,
            redirect_path: &self.redirect_path,
            sign_out_path: &self.sign_out_path,
            api_required: self.source != Source::Code && self.apis.is_empty(),
        }
    }

    fn set_text(self, key: &str, text: impl Into<String>) -> Self {
        self.set(key, Value::Text(text.into()))
    }

    fn set(mut self, key: &str, value: Value) -> Self {
        self.members.push((key.into(), value));
        self
    }
}

fn read<J: Json>(text: &str) -> Result<Value, ConfigError> {
    json::parse::<J>(text).ok_or(ConfigError::NotJson)
}

/// Cognito's `Id` of a user pool: `[\w-]+_[0-9a-zA-Z]+` (API reference, `UserPoolType`).
fn is_pool_id(id: &str) -> bool {
    id.split_once('_').is_some_and(|(region, name)| {
        let is_region = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        !region.is_empty()
            && region.chars().all(is_region)
            && !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphanumeric())
    })
}
