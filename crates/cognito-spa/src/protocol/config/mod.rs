//! The configuration: [`AuthConfig`] as it is written, [`Config`] once it has been checked.

mod backend;
mod builder;
mod check;
mod error;
mod keys;
mod suggest;
mod values;

pub use backend::Backend;
pub use builder::AuthConfig;
pub use check::check;
pub use error::ConfigError;

use super::address;

/// The token that an API is sent, and how (RFC 6750 §2.1).
///
/// API Gateway wants the access token where its method names scopes, and the ID token where it names
/// none ([AWS: use user pools as an authorizer][aws]). It accepts both ways to write the header.
///
/// [aws]: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html
///
/// ```
/// # use cognito_spa::{ApiToken, AuthConfig};
///
/// let config = AuthConfig::cognito("eu-west-1_AbCdEfGhI", "2v4929s76jtnepd4q0nj695gmb")
///     .api("https://api.example.com/")
///     .api_with("https://billing.example.com/v1", ApiToken::IdBearer);
/// # let _ = config;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ApiToken {
    /// `Authorization: Bearer <access token>`.
    #[default]
    AccessBearer,
    /// `Authorization: <access token>`.
    AccessRaw,
    /// `Authorization: Bearer <ID token>`.
    IdBearer,
    /// `Authorization: <ID token>`.
    IdRaw,
}

impl ApiToken {
    /// Every one, with its name in a configuration.
    pub(super) const NAMES: [(&'static str, Self); 4] = [
        ("access_bearer", Self::AccessBearer),
        ("access_raw", Self::AccessRaw),
        ("id_bearer", Self::IdBearer),
        ("id_raw", Self::IdRaw),
    ];

    /// Whether it is the ID token.
    pub fn is_id_token(self) -> bool {
        matches!(self, Self::IdBearer | Self::IdRaw)
    }

    /// The `Authorization` header's value for `token`.
    pub fn authorization(self, token: &str) -> String {
        match self {
            Self::AccessBearer | Self::IdBearer => ["Bearer ", token].concat(),
            Self::AccessRaw | Self::IdRaw => token.into(),
        }
    }
}

/// An API that tokens may be sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Api {
    /// Its address. Tokens go there, and to addresses under it.
    pub url: String,
    /// Which token it wants.
    pub token: ApiToken,
}

/// Where the tokens are kept.
///
/// ```
/// # use cognito_spa::{AuthConfig, TokenStorage};
///
/// let config = AuthConfig::oidc("https://id.example.com", "spa").storage(TokenStorage::Memory);
/// # let _ = config;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum TokenStorage {
    /// In the tab's session storage: a reload keeps the person signed in.
    #[default]
    Session,
    /// In memory only: a reload signs out. The record of a login that is under way still uses
    /// session storage, for an hour at most.
    Memory,
}

/// Whether a new tab takes over the session of an open one.
///
/// ```
/// # use cognito_spa::{AuthConfig, TabSharing};
///
/// let config = AuthConfig::oidc("https://id.example.com", "spa").tabs(TabSharing::Separate);
/// # let _ = config;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum TabSharing {
    /// It does, where the tokens are kept in session storage.
    #[default]
    Shared,
    /// Each tab has a session of its own.
    Separate,
}

/// The site that a configuration is for.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// Scheme, host and port of its pages.
    pub origin: &'a str,
    /// The path of its redirect page.
    pub redirect_path: &'a str,
    /// The path of the page that is shown after signing out.
    pub sign_out_path: &'a str,
    /// Whether `api_url` has to be there.
    pub api_required: bool,
}

/// A configuration that has been checked, for pages of one origin: [`AuthConfig::resolve`] makes one.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The server of the site's own that keeps the tokens. With it, `issuer` and `domain` are none,
    /// and `client_id` is empty.
    pub backend: Option<Backend>,
    /// The issuer (OpenID Connect Core §2), exactly as tokens name it.
    pub issuer: Option<String>,
    /// Cognito's hosted login domain, as an origin.
    pub domain: Option<String>,
    /// The app client's id.
    pub client_id: String,
    /// The scopes that a login asks for.
    pub scopes: Vec<String>,
    /// The protected APIs. Tokens go to addresses under them and nowhere else.
    pub apis: Vec<Api>,
    /// Where the provider sends the person back to.
    pub redirect_uri: String,
    /// Where the provider sends the person after signing out.
    pub logout_uri: String,
    /// Parameters that are forwarded to the authorization endpoint as they are.
    pub authorize_parameters: Vec<(&'static str, String)>,
    /// Where the tokens are kept.
    pub storage: TokenStorage,
    /// Whether a new tab takes over the session of an open one.
    pub tabs: TabSharing,
    /// How long a session lasts from the exchange of its code, in seconds, renewals or not.
    pub session_limit_s: Option<f64>,
    /// How far the issuer's clock may be from this one, in seconds.
    pub clock_tolerance_s: f64,
    /// Whether a page for new accounts is offered.
    pub sign_up: bool,
    /// Whether the ID token goes into the address of the provider's log-out page (`id_token_hint`,
    /// OpenID Connect RP-Initiated Logout §2), for providers that sign nobody out without it.
    pub logout_id_token_hint: bool,
}

impl Config {
    /// Whether a login asks for an ID token.
    pub fn wants_id_token(&self) -> bool {
        self.scopes.iter().any(|scope| scope == "openid")
    }

    /// Whether there is a page for new accounts to offer.
    pub fn offers_sign_up(&self) -> bool {
        self.sign_up && (self.domain.is_some() || self.backend.is_some())
    }

    /// The API that `url` belongs to: the one with the longest address that `url` is or lies under.
    pub fn api_of(&self, url: &str) -> Option<&Api> {
        self.apis
            .iter()
            .filter(|api| address::is_under(&api.url, url))
            .max_by_key(|api| api.url.len())
    }

    /// Whether tabs hand this configuration's sessions on to each other.
    pub fn shares_sessions(&self) -> bool {
        self.tabs == TabSharing::Shared && self.storage == TokenStorage::Session
    }
}
