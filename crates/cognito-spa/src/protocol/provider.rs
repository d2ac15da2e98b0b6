//! The provider's endpoints: Cognito's own under `domain`, else those of its discovery document.

use super::address;
use super::config::Config;
use super::json::{self, Json, Value};
use crate::error::{AuthError, shortened, tells_its_sentence};

/// Where the provider answers what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// RFC 6749 §3.1.
    pub authorization_endpoint: String,
    /// RFC 6749 §3.2.
    pub token_endpoint: String,
    /// The issuer's keys (RFC 7517), where there is an issuer.
    pub jwks_uri: Option<String>,
    /// RFC 7009, where the provider has it.
    pub revocation_endpoint: Option<String>,
    /// OpenID Connect Core §5.3, where the provider has it.
    pub userinfo_endpoint: Option<String>,
    /// How the provider's own session is ended.
    pub logout: LogoutEndpoint,
    /// Cognito's page for new accounts.
    pub sign_up_endpoint: Option<String>,
    /// Whether a callback without `iss` is refused (RFC 9207 §2.4).
    pub iss_required: bool,
    /// Whether it is known to have PKCE with S256 (RFC 8414 §2). A provider that does not say so may
    /// have it all the same, so it is always used.
    pub has_pkce: bool,
}

/// How the provider's own session is ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogoutEndpoint {
    /// Cognito's `/logout`, with parameters of its own.
    Cognito(String),
    /// OpenID Connect RP-Initiated Logout 1.0.
    EndSession(String),
    /// It has none.
    None,
}

impl LogoutEndpoint {
    /// Cognito announces its `/logout` as an `end_session_endpoint`, and refuses OpenID Connect's parameters
    /// there ([AWS: logout endpoint][aws]). Beside `/oauth2/userInfo`, a path that nobody else has, it is
    /// Cognito's.
    ///
    /// [aws]: https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
    fn of_discovery(end_session_endpoint: Option<String>, userinfo_endpoint: Option<&str>) -> Self {
        let domain = userinfo_endpoint.and_then(|address| address.strip_suffix("/oauth2/userInfo"));
        match end_session_endpoint {
            Some(address) if domain.is_some() && address.strip_suffix("/logout") == domain => {
                Self::Cognito(address)
            }
            Some(address) => Self::EndSession(address),
            None => Self::None,
        }
    }
}

/// Why there is no discovery document, or it cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DiscoveryError {
    /// No answer came: offline, blocked or refused.
    Unreachable,
    /// No answer came in time.
    Timeout,
    /// The provider answers, and does not let this site read it (CORS).
    Unreadable,
    /// The answer is not a success.
    Status(u16),
    /// The answer leads to another address, which nobody has configured.
    Redirected,
    /// It is not a discovery document.
    Malformed,
    /// It speaks for another issuer than the configured one (OpenID Connect Discovery §4.3).
    OtherIssuer {
        /// The issuer that it names: untrusted.
        found: String,
        /// The configured one.
        configured: String,
    },
    /// One of its endpoints is not an address that secrets may be sent to.
    WrongEndpoint,
}

impl Provider {
    /// Cognito's endpoints, if `config` names its domain. No request is needed for them.
    pub fn of_domain(config: &Config) -> Option<Self> {
        let domain = config.domain.as_deref()?;
        let at = |path: &str| [domain, path].concat();
        Some(Self {
            authorization_endpoint: at("/oauth2/authorize"),
            token_endpoint: at("/oauth2/token"),
            jwks_uri: config
                .issuer
                .as_deref()
                .map(|issuer| well_known(issuer, "jwks.json")),
            revocation_endpoint: Some(at("/oauth2/revoke")),
            userinfo_endpoint: Some(at("/oauth2/userInfo")),
            logout: LogoutEndpoint::Cognito(at("/logout")),
            sign_up_endpoint: Some(at("/signup")),
            iss_required: false,
            has_pkce: true,
        })
    }

    /// The endpoints that `document`, the discovery document of `issuer` (OpenID Connect Discovery
    /// §3), names.
    ///
    /// # Errors
    /// Where the document is another issuer's or cannot be trusted with secrets.
    pub fn of_discovery<J: Json>(document: &str, issuer: &str) -> Result<Self, DiscoveryError> {
        let document = json::parse::<J>(document).ok_or(DiscoveryError::Malformed)?;
        let named_issuer = document.text("issuer").ok_or(DiscoveryError::Malformed)?;
        if named_issuer != issuer {
            return Err(DiscoveryError::OtherIssuer {
                found: named_issuer.into(),
                configured: issuer.into(),
            });
        }
        let endpoint = |name| match document.get(name) {
            None => Ok(None),
            Some(Value::Text(text)) if address::parse(text).is_ok() => Ok(Some(text.clone())),
            Some(_) => Err(DiscoveryError::WrongEndpoint),
        };
        let required = |name| endpoint(name)?.ok_or(DiscoveryError::Malformed);
        let userinfo_endpoint = endpoint("userinfo_endpoint")?;
        Ok(Self {
            authorization_endpoint: required("authorization_endpoint")?,
            token_endpoint: required("token_endpoint")?,
            jwks_uri: endpoint("jwks_uri")?,
            revocation_endpoint: endpoint("revocation_endpoint")?,
            logout: LogoutEndpoint::of_discovery(
                endpoint("end_session_endpoint")?,
                userinfo_endpoint.as_deref(),
            ),
            userinfo_endpoint,
            sign_up_endpoint: None,
            iss_required: document.get("authorization_response_iss_parameter_supported")
                == Some(&Value::Bool(true)),
            has_pkce: matches!(
                document.get("code_challenge_methods_supported"),
                Some(Value::List(methods)) if methods.contains(&Value::Text("S256".into()))
            ),
        })
    }
}

/// The address of the issuer's discovery document (OpenID Connect Discovery §4).
pub fn discovery_address(issuer: &str) -> String {
    well_known(issuer, "openid-configuration")
}

fn well_known(issuer: &str, name: &str) -> String {
    [
        issuer.strip_suffix('/').unwrap_or(issuer),
        "/.well-known/",
        name,
    ]
    .concat()
}

tells_its_sentence!(DiscoveryError);

impl From<DiscoveryError> for AuthError {
    fn from(error: DiscoveryError) -> Self {
        const CHECK_ISSUER: &str = "Check \"issuer\" in the configuration.";
        let (code, what, next) = match error {
            DiscoveryError::Unreachable => (
                "discovery.unreachable",
                "The login provider could not be reached.",
                "Check your connection, then log in again.",
            ),
            DiscoveryError::Timeout => (
                "discovery.timeout",
                "The login provider did not answer in time.",
                "Wait a little, then log in again.",
            ),
            DiscoveryError::Unreadable => (
                "discovery.cors",
                "The login provider answers, but does not let this site read its discovery document.",
                "For the provider's administrator: allow this site's origin at \
                 /.well-known/openid-configuration (CORS).",
            ),
            DiscoveryError::Status(status) => {
                let status = status.to_string();
                let what = "The login provider has no discovery document at the configured issuer.";
                let answer = ["It answered with the status ", &status, ". ", CHECK_ISSUER].concat();
                return Self::new("discovery.status", what, &answer);
            }
            DiscoveryError::Redirected => (
                "discovery.redirected",
                "The login provider's discovery document is at another address than the configured issuer's.",
                CHECK_ISSUER,
            ),
            DiscoveryError::Malformed => (
                "discovery.malformed",
                "The login provider's discovery document cannot be read.",
                CHECK_ISSUER,
            ),
            DiscoveryError::OtherIssuer { found, configured } => {
                let what = [
                    "The login provider's discovery document speaks for the issuer ",
                    &shortened(&found),
                    ", and ",
                    &configured,
                    " is the configured one.",
                ];
                return Self::new("discovery.other_issuer", &what.concat(), CHECK_ISSUER);
            }
            DiscoveryError::WrongEndpoint => (
                "discovery.wrong_endpoint",
                "The login provider's discovery document names an address that is not safe.",
                CHECK_ISSUER,
            ),
        };
        Self::new(code, what, next)
    }
}
