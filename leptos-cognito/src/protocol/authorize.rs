//! The authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3, OpenID Connect Core §3.1.2.1).

use super::address;
use super::config::Config;
use super::form;
use super::json::Value;
use super::pkce;
use super::provider::Provider;
use super::return_to;
use super::secret::{CodeVerifier, Nonce};
use super::trace;

/// Random bytes for one login. From a cryptographic source, and never used twice.
pub struct Random {
    /// For `state`.
    pub state: [u8; 32],
    /// For `nonce`.
    pub nonce: [u8; 32],
    /// For `code_verifier`.
    pub verifier: [u8; 32],
}

/// What has to be remembered of a login while the person is at the provider: one record an
/// attempt, found by its `state` and used once.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending {
    /// Proves to the token endpoint that the code was asked for here.
    pub verifier: CodeVerifier,
    /// What the ID token has to repeat, where one was asked for.
    pub nonce: Option<Nonce>,
    /// The path of this site where the login ends.
    pub return_to: String,
    /// Where the code is exchanged.
    pub token_endpoint: String,
    /// The issuer's keys.
    pub jwks_uri: Option<String>,
    /// The provider and client that this login was begun with.
    pub audience: Audience,
    /// The redirect URI of the authorization request, which the token request repeats.
    pub redirect_uri: String,
    /// The scopes that were asked for, separated by spaces.
    pub scope: String,
    /// The authorization request as a person may see it.
    pub asked: String,
    /// Whether a callback without `iss` is refused.
    pub iss_required: bool,
    /// When the login began, in milliseconds since 1970 by the device's clock.
    pub started_at: f64,
}

/// The provider and client that tokens are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audience {
    /// The configured issuer.
    pub issuer: Option<String>,
    /// The configured domain.
    pub domain: Option<String>,
    /// The app client's id.
    pub client_id: String,
}

impl From<&Config> for Audience {
    fn from(config: &Config) -> Self {
        Self {
            issuer: config.issuer.clone(),
            domain: config.domain.clone(),
            client_id: config.client_id.clone(),
        }
    }
}

impl Audience {
    /// Whether it is the configured one.
    pub fn is_of(&self, config: &Config) -> bool {
        self.issuer == config.issuer
            && self.domain == config.domain
            && self.client_id == config.client_id
    }

    /// As it is kept.
    pub(super) fn to_value(&self) -> Value {
        Value::object(vec![
            ("issuer", Value::optional_text(self.issuer.as_deref())),
            ("domain", Value::optional_text(self.domain.as_deref())),
            ("client_id", Value::Text(self.client_id.clone())),
        ])
    }

    /// As it was kept.
    pub(super) fn from_value(value: &Value) -> Option<Self> {
        Some(Self {
            issuer: value.text("issuer").map(Into::into),
            domain: value.text("domain").map(Into::into),
            client_id: value.text("client_id")?.into(),
        })
    }
}

/// How long a login may take from its start to its callback, in milliseconds.
pub const PENDING_LIFETIME_MS: f64 = 3_600_000.0;

impl Pending {
    /// As it is kept while the person is at the provider.
    pub fn to_value(&self) -> Value {
        let nonce = self.nonce.as_ref().map(Nonce::expose);
        Value::object(vec![
            ("verifier", Value::Text(self.verifier.expose().into())),
            ("nonce", Value::optional_text(nonce)),
            ("return_to", Value::Text(self.return_to.clone())),
            ("token_endpoint", Value::Text(self.token_endpoint.clone())),
            ("jwks_uri", Value::optional_text(self.jwks_uri.as_deref())),
            ("audience", self.audience.to_value()),
            ("redirect_uri", Value::Text(self.redirect_uri.clone())),
            ("scope", Value::Text(self.scope.clone())),
            ("asked", Value::Text(self.asked.clone())),
            ("iss_required", Value::Bool(self.iss_required)),
            ("started_at", Value::Number(self.started_at)),
        ])
    }

    /// As it was kept; nothing where it is not of that form. Anything on this origin may have
    /// written it, so its addresses are checked once more before anything is sent to them.
    pub fn from_value(value: &Value) -> Option<Self> {
        let text = |name| value.text(name).map(String::from);
        let endpoint = |name| value.text(name).filter(|text| address::parse(text).is_ok());
        Some(Self {
            verifier: CodeVerifier::new(text("verifier")?),
            nonce: text("nonce").map(Nonce::new),
            return_to: return_to::checked(value.text("return_to")?),
            token_endpoint: endpoint("token_endpoint")?.into(),
            jwks_uri: endpoint("jwks_uri").map(Into::into),
            audience: Audience::from_value(value.get("audience")?)?,
            redirect_uri: text("redirect_uri")?,
            scope: text("scope")?,
            asked: text("asked").unwrap_or_default(),
            iss_required: value.get("iss_required")? == &Value::Bool(true),
            started_at: value.get("started_at")?.as_number()?,
        })
    }

    /// Whether the login is still awaited at `now`, in milliseconds since 1970. A clock that was
    /// set back does not make a record immortal.
    pub fn is_awaited(&self, now: f64) -> bool {
        (now - self.started_at).abs() <= PENDING_LIFETIME_MS
    }
}

/// A login that is about to begin.
pub struct Start {
    /// The address to navigate to.
    pub url: String,
    /// The key of the pending record.
    pub state: String,
    /// The pending record.
    pub pending: Pending,
}

/// Begins a login at `endpoint`: the provider's authorization endpoint, or Cognito's page for new
/// accounts, which takes the same parameters. Where the provider `has_to_ask` the person, it is not
/// told not to (`prompt=none`, OpenID Connect Core §3.1.2.1).
pub fn start(
    config: &Config,
    provider: &Provider,
    endpoint: &str,
    random: &Random,
    return_to: String,
    has_to_ask: bool,
    now: f64,
) -> Start {
    let state = pkce::random_text(&random.state);
    let verifier = CodeVerifier::new(pkce::random_text(&random.verifier));
    let nonce = config
        .wants_id_token()
        .then(|| Nonce::new(pkce::random_text(&random.nonce)));
    let scope = config.scopes.join(" ");
    let challenge = pkce::code_challenge(&verifier);

    let mut parameters = vec![
        ("response_type", "code"),
        ("client_id", &config.client_id),
        ("redirect_uri", &config.redirect_uri),
        ("scope", &scope),
        ("state", &state),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    parameters.extend(nonce.as_ref().map(|nonce| ("nonce", nonce.expose())));
    parameters.extend(
        config
            .authorize_parameters
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .filter(|parameter| !has_to_ask || *parameter != ("prompt", "none")),
    );
    let asked = trace::lines(&["GET ", endpoint].concat(), parameters.iter().copied());
    Start {
        url: with_query(endpoint, &form::encode(parameters)),
        pending: Pending {
            verifier,
            nonce,
            return_to,
            token_endpoint: provider.token_endpoint.clone(),
            jwks_uri: provider.jwks_uri.clone(),
            audience: Audience::from(config),
            redirect_uri: config.redirect_uri.clone(),
            scope,
            asked,
            iss_required: provider.iss_required,
            started_at: now,
        },
        state,
    }
}

/// `endpoint` with `query` added to the query that it may have already (RFC 6749 §3.1).
pub(super) fn with_query(endpoint: &str, query: &str) -> String {
    let joint = if endpoint.contains('?') { "&" } else { "?" };
    [endpoint, joint, query].concat()
}
