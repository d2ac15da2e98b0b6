//! What has to be remembered of a login while the person is at the provider.

use super::address;
use super::audience::Audience;
use super::json::Value;
use super::return_to;
use super::secret::{CodeVerifier, Nonce};

/// The record of a login that was begun: one for each attempt, found by its `state` and used once.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending {
    /// Proves to the token endpoint that the code was asked for here.
    pub verifier: CodeVerifier,
    /// What the ID token has to repeat, where one was asked for.
    pub nonce: Option<Nonce>,
    /// How long ago the person may have signed in at the provider, in seconds, where the login said
    /// so (OpenID Connect Core §3.1.2.1).
    pub max_age_s: Option<f64>,
    /// The path of this site where the login ends.
    pub return_to: String,
    /// What the app wanted to know again after the login.
    pub app_state: Option<String>,
    /// Where the code is exchanged.
    pub token_endpoint: String,
    /// The issuer's keys.
    pub jwks_uri: Option<String>,
    /// Where a refresh token is revoked of which nothing comes.
    pub revocation_endpoint: Option<String>,
    /// The provider and client that this login was begun with.
    pub audience: Audience,
    /// The redirect URI of the authorization request, which the token request repeats.
    pub redirect_uri: String,
    /// The scopes that were asked for, separated by spaces.
    pub scope: String,
    /// The authorization request as a person may see it.
    pub shown_request: String,
    /// Whether a callback without `iss` is refused.
    pub iss_required: bool,
    /// Whether the provider was told to ask nobody (`prompt=none`, OpenID Connect Core §3.1.2.1).
    pub is_silent: bool,
    /// Whether the provider is known to have PKCE with S256.
    pub has_pkce: bool,
    /// When the login began, in milliseconds since 1970 by the device's clock.
    pub started_at: f64,
}

/// How long a login may take from its start to its callback, in milliseconds.
pub const PENDING_LIFETIME_MS: f64 = 3_600_000.0;

impl Pending {
    /// As it is stored while the person is at the provider.
    pub fn to_value(&self) -> Value {
        let nonce = self.nonce.as_ref().map(Nonce::expose);
        Value::object(vec![
            ("verifier", Value::Text(self.verifier.expose().into())),
            ("nonce", Value::optional_text(nonce)),
            (
                "max_age_s",
                self.max_age_s.map_or(Value::Null, Value::Number),
            ),
            ("return_to", Value::Text(self.return_to.clone())),
            ("app_state", Value::optional_text(self.app_state.as_deref())),
            ("token_endpoint", Value::Text(self.token_endpoint.clone())),
            ("jwks_uri", Value::optional_text(self.jwks_uri.as_deref())),
            (
                "revocation_endpoint",
                Value::optional_text(self.revocation_endpoint.as_deref()),
            ),
            ("audience", self.audience.to_value()),
            ("redirect_uri", Value::Text(self.redirect_uri.clone())),
            ("scope", Value::Text(self.scope.clone())),
            ("asked", Value::Text(self.shown_request.clone())),
            ("iss_required", Value::Bool(self.iss_required)),
            ("is_silent", Value::Bool(self.is_silent)),
            ("has_pkce", Value::Bool(self.has_pkce)),
            ("started_at", Value::Number(self.started_at)),
        ])
    }

    /// As it was stored; nothing where it is not of that form. Anything on this origin may have
    /// written it, so its addresses are checked once more before anything is sent to them.
    pub fn from_value(value: &Value) -> Option<Self> {
        let text = |name| value.text(name).map(String::from);
        let endpoint = |name| value.text(name).filter(|text| address::parse(text).is_ok());
        let redirect_uri = endpoint("redirect_uri")?;
        let max_age_s = match value.get("max_age_s") {
            Some(seconds) => Some(seconds.as_number()?),
            None => None,
        };
        Some(Self {
            verifier: CodeVerifier::new(text("verifier").filter(|text| is_verifier(text))?),
            nonce: text("nonce").map(Nonce::new),
            max_age_s,
            return_to: return_to::checked(value.text("return_to")?, address::path(redirect_uri)),
            app_state: text("app_state"),
            token_endpoint: endpoint("token_endpoint")?.into(),
            jwks_uri: endpoint("jwks_uri").map(Into::into),
            revocation_endpoint: endpoint("revocation_endpoint").map(Into::into),
            audience: Audience::from_value(value.get("audience")?)?,
            redirect_uri: redirect_uri.into(),
            scope: text("scope")?,
            shown_request: text("asked").unwrap_or_default(),
            iss_required: value.get("iss_required")? == &Value::Bool(true),
            is_silent: value.get("is_silent") == Some(&Value::Bool(true)),
            has_pkce: value.get("has_pkce") != Some(&Value::Bool(false)),
            started_at: value.get("started_at")?.as_number()?,
        })
    }

    /// Whether the login is still awaited at `now_ms`, in milliseconds since 1970. A clock that
    /// was set back does not make a record immortal.
    pub fn is_awaited(&self, now_ms: f64) -> bool {
        is_recent(self.started_at, now_ms)
    }
}

/// Whether a stored record is of a login that is still awaited at `now_ms`, in milliseconds since
/// 1970, whatever else it holds.
pub fn is_record_awaited(record: &Value, now_ms: f64) -> bool {
    let started_at = record.get("started_at").and_then(Value::as_number);
    started_at.is_some_and(|started_at| is_recent(started_at, now_ms))
}

fn is_recent(started_at: f64, now_ms: f64) -> bool {
    (now_ms - started_at).abs() <= PENDING_LIFETIME_MS
}

/// RFC 7636 §4.1: 43 to 128 unreserved characters.
fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::json::SerdeJson;
    use crate::protocol::{Authorization, Provider, Random};
    use crate::{AuthConfig, SignIn};

    /// The stored record of a login that begins now, with `name` set to `value`.
    fn stored_with(name: &str, value: &str) -> Value {
        let config = AuthConfig::cognito("eu-west-1_AbCdEfGhI", "client")
            .domain("https://login.example.com")
            .resolve::<SerdeJson>("https://app.example.com")
            .unwrap();
        let provider = Provider::of_domain(&config).unwrap();
        let random = Random::generate().unwrap();
        let login = Authorization::new(&config, &provider, &SignIn::default(), &random, 0.0);
        let Value::Map(mut members) = login.pending.to_value() else {
            panic!("a record is an object");
        };
        members.push((name.into(), Value::Text(value.into())));
        Value::Map(members)
    }

    fn revocation_endpoint(value: &str) -> Option<String> {
        Pending::from_value(&stored_with("revocation_endpoint", value))
            .unwrap()
            .revocation_endpoint
    }

    #[test]
    fn a_login_knows_where_its_refresh_token_is_revoked() {
        let pending = Pending::from_value(&stored_with("unknown", "")).unwrap();
        assert_eq!(
            pending.revocation_endpoint.as_deref(),
            Some("https://login.example.com/oauth2/revoke")
        );
    }

    #[test]
    fn a_record_is_awaited_for_an_hour_whatever_else_it_holds() {
        let record = stored_with("verifier", "");
        let of_hours_ago = |hours| is_record_awaited(&record, hours * PENDING_LIFETIME_MS);
        assert!(of_hours_ago(0.0) && of_hours_ago(1.0));
        assert!(!of_hours_ago(1.1) && !of_hours_ago(-1.1));
        assert!(!is_record_awaited(&Value::Null, 0.0));
        let undated = stored_with("started_at", "some time");
        assert!(!is_record_awaited(&undated, 0.0));
    }

    #[test]
    fn no_refresh_token_goes_to_an_unsafe_address_that_the_storage_names() {
        assert!(revocation_endpoint("https://other.example.com/revoke").is_some());
        assert_eq!(revocation_endpoint("http://login.example.com/revoke"), None);
        assert_eq!(revocation_endpoint("//login.example.com/revoke"), None);
    }

    #[test]
    fn a_verifier_of_another_form_than_rfc_7636_is_not_sent() {
        let is_read = |text: &str| Pending::from_value(&stored_with("verifier", text)).is_some();
        assert!(is_read(&"v".repeat(43)));
        assert!(is_read(&"-._~09azAZ".repeat(5)));
        assert!(is_read(&"v".repeat(128)));
        assert!(!is_read(&"v".repeat(42)));
        assert!(!is_read(&"v".repeat(129)));
        assert!(!is_read(&"v w".repeat(20)));
        assert!(!is_read(&"v&code=".repeat(10)));
    }
}
