//! Whether an ID token is to be believed (OpenID Connect Core §3.1.3.7).

use super::audience::Audience;
use super::claims::Claims;
use super::clock;
use super::config::Config;
use super::json::{Json, SerdeJson, Value};
use super::jwks::{self, Choice, RsaKey};
use super::jwt::{self, UnverifiedJwt};
use super::pending::Pending;
use super::rs256;
use super::secret::{AccessToken, IdToken, Nonce};
use super::token::TokenSet;
use crate::error::{AuthError, shortened, tells_its_sentence};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

/// What an ID token is held to.
pub struct Expected<'a> {
    /// The configured issuer.
    pub issuer: &'a str,
    /// The configured client.
    pub client_id: &'a str,
    /// The nonce that the login sent.
    pub nonce: Option<&'a Nonce>,
    /// The access token that came with it, for `at_hash`.
    pub access_token: Option<&'a AccessToken>,
    /// How long ago the person may have signed in, in seconds, where the login said so.
    pub max_age: Option<f64>,
    /// Whether `token_use` has to be there, as it is at Cognito.
    pub token_use_required: bool,
    /// When the token was asked for, in seconds since 1970, by the corrected clock: what slept before it
    /// read the answer is given a token that was made before.
    pub asked_at: f64,
    /// Now, in seconds since 1970, by the corrected clock.
    pub now: f64,
    /// How far the issuer's clock may be from it, in seconds.
    pub tolerance: f64,
}

impl<'a> Expected<'a> {
    /// What the ID token among the `tokens` of the login `pending` is held to at `now_s`, in seconds
    /// since 1970: also to the login's nonce and `max_age`, and to the access token beside it.
    ///
    /// A login without the scope `openid` has no nonce and asks for no ID token: do not take one
    /// from it.
    pub fn of_login(
        config: &'a Config,
        pending: &'a Pending,
        tokens: &'a TokenSet,
        now_s: f64,
    ) -> Self {
        Self {
            nonce: pending.nonce.as_ref(),
            max_age: pending.max_age_s,
            access_token: Some(&tokens.access_token),
            ..Self::of(config, now_s)
        }
    }

    /// What a token of this configuration is held to at `now_s`, in seconds since 1970, where no
    /// login has just asked for it, such as one that came with a renewal. A login's own takes
    /// [`Expected::of_login`]: nothing here holds a token to a nonce.
    pub fn of(config: &'a Config, now_s: f64) -> Self {
        Self {
            issuer: config.issuer.as_deref().unwrap_or_default(),
            client_id: &config.client_id,
            nonce: None,
            access_token: None,
            max_age: None,
            token_use_required: config.domain.is_some(),
            asked_at: now_s,
            now: now_s,
            tolerance: config.clock_tolerance_s,
        }
    }
}

/// Why an ID token is not believed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum IdTokenError {
    /// It is not a JWT with the claims that OpenID Connect Core §2 requires.
    Malformed,
    /// It is signed with something else than RS256, here named as the token does, or demands an
    /// extension.
    Algorithm(String),
    /// Another issuer made it.
    Issuer,
    /// It is for another client, here as the token names it.
    Audience(String),
    /// It is for this client and for others, here as the token names them.
    OtherAudiences(String),
    /// It belongs to another login.
    Nonce,
    /// It is not an ID token, or came with something else than an access token.
    TokenUse,
    /// It came with another access token.
    AccessTokenHash,
    /// The person signed in longer ago than the login allows, or it does not say when.
    AuthTime,
    /// It came with a renewal and speaks of another person or another login (OpenID Connect Core
    /// §12.2).
    OtherLogin,
    /// It has expired, or was made at another time than now.
    Time {
        /// When it was made, in seconds since 1970.
        issued_at: f64,
        /// When it ends, in seconds since 1970.
        expires_at: f64,
        /// What this device takes for now, in seconds since 1970.
        now: f64,
    },
    /// The issuer's keys could not be read.
    KeysUnavailable,
    /// None of the issuer's keys is the one that it names.
    KeyUnknown,
    /// The signature is not that key's.
    Signature,
}

/// The claims of an ID token that was held to everything of OpenID Connect Core §3.1.3.7, its
/// signature included. There is no other way to make one.
#[derive(Clone, Debug, PartialEq)]
pub struct VerifiedClaims(Claims);

impl VerifiedClaims {
    /// The person, as the issuer knows them.
    pub fn sub(&self) -> &str {
        self.text("sub").unwrap_or_default()
    }

    /// The claim `name`, where it is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.text(name)
    }

    /// All claims.
    pub fn claims(&self) -> &Claims {
        &self.0
    }

    /// The claims read as `T`.
    ///
    /// # Errors
    /// Where they are not of that form.
    pub fn to<T: DeserializeOwned>(&self) -> Result<T, AuthError> {
        self.0.to()
    }
}

/// Verifies an ID token: its claims, and its RS256 signature with the issuer's `keys`.
///
/// This is the way without a browser; in one, the library leaves the arithmetic to the browser's own
/// cryptography.
///
/// ```
/// # use cognito_spa::*;
/// use protocol::{Expected, jwks, json::SerdeJson, verify_id_token};
/// # let config = cognito_spa::AuthConfig::cognito("eu-west-1_AbCdEfGhI", "2v4929s76jtnepd4q0nj695gmb")
/// #     .resolve::<SerdeJson>("https://app.example.com")?;
/// # let (token, jwks, now_s) = ("not.a.token", r#"{"keys": []}"#, 1_795_272_000.0);
/// let keys = jwks::parse::<SerdeJson>(jwks).ok_or("not a key set")?;
/// let verdict = verify_id_token(token, &keys, &Expected::of(&config, now_s));
/// assert!(verdict.is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The first check that fails. At [`IdTokenError::KeyUnknown`] the keys are worth one more look: the
/// issuer may have new ones.
pub fn verify_id_token(
    token: &str,
    keys: &[RsaKey],
    expected: &Expected<'_>,
) -> Result<VerifiedClaims, IdTokenError> {
    let unchecked = check_all_but_signature::<SerdeJson>(token, expected)?;
    let Choice::Key(key) = unchecked.key(keys) else {
        return Err(IdTokenError::KeyUnknown);
    };
    match rs256::verify(key, unchecked.signed(), unchecked.signature()) {
        true => Ok(unchecked.into_verified()),
        false => Err(IdTokenError::Signature),
    }
}

/// An ID token whose claims are in order, and whose signature nobody has looked at yet. It shows
/// none of its claims.
pub struct SignatureUnchecked<'a>(UnverifiedJwt<'a>);

impl SignatureUnchecked<'_> {
    /// The key that it names among `keys`.
    pub fn key<'k>(&self, keys: &'k [RsaKey]) -> Choice<'k> {
        jwks::choose(keys, self.0.header.text("kid"))
    }

    /// What is signed.
    pub fn signed(&self) -> &str {
        self.0.signed
    }

    /// The signature.
    pub fn signature(&self) -> &[u8] {
        &self.0.signature
    }

    /// For a caller that has verified the signature.
    pub(crate) fn into_verified(self) -> VerifiedClaims {
        VerifiedClaims(Claims::of(self.0.claims).unwrap_or_default())
    }
}

/// Holds the claims of an ID token to what is expected of them, and leaves its signature unchecked:
/// the half of [`verify_id_token`] that needs no cryptography.
///
/// # Errors
/// The first check that fails.
pub fn check_all_but_signature<'a, J: Json>(
    token: &'a str,
    expected: &Expected<'_>,
) -> Result<SignatureUnchecked<'a>, IdTokenError> {
    let jwt = jwt::decode_unverified::<J>(token).ok_or(IdTokenError::Malformed)?;
    match (jwt.header.text("alg"), jwt.header.get("crit")) {
        (Some("RS256"), None) => {}
        (Some("RS256"), Some(_)) => return Err(IdTokenError::Algorithm("an extension".into())),
        (other, _) => return Err(IdTokenError::Algorithm(other.unwrap_or("nothing").into())),
    }
    let claims = &jwt.claims;
    if claims.text("iss") != Some(expected.issuer) {
        return Err(IdTokenError::Issuer);
    }
    if !is_for_client(claims, expected.client_id) {
        let found = audience(claims);
        return Err(match is_also_for_client(claims, expected.client_id) {
            true => IdTokenError::OtherAudiences(found),
            false => IdTokenError::Audience(found),
        });
    }
    if !token_use_is("id", claims, expected.token_use_required) {
        return Err(IdTokenError::TokenUse);
    }
    if expected
        .nonce
        .is_some_and(|nonce| claims.text("nonce") != Some(nonce.expose()))
    {
        return Err(IdTokenError::Nonce);
    }
    if let (Some(hash), Some(access_token)) = (claims.get("at_hash"), expected.access_token)
        && hash.as_text() != Some(&at_hash(access_token))
    {
        return Err(IdTokenError::AccessTokenHash);
    }
    let (Some(Value::Number(issued_at)), Some(Value::Number(expires_at)), Some(1..)) = (
        claims.get("iat"),
        claims.get("exp"),
        claims.text("sub").map(str::len),
    ) else {
        return Err(IdTokenError::Malformed);
    };
    // Made between when it was asked for and now, give or take the difference of the clocks.
    let since = expected.asked_at.min(expected.now) - expected.tolerance;
    let until = expected.now + expected.tolerance;
    let is_timely = expected.now < *expires_at && (since..=until).contains(issued_at);
    if !is_timely {
        return Err(IdTokenError::Time {
            issued_at: *issued_at,
            expires_at: *expires_at,
            now: expected.now,
        });
    }
    if !is_recent(claims, expected) {
        return Err(IdTokenError::AuthTime);
    }
    Ok(SignatureUnchecked(jwt))
}

/// OpenID Connect Core §3.1.3.7 (13): with `max_age`, `auth_time` has to be there and recent.
fn is_recent(claims: &Value, expected: &Expected<'_>) -> bool {
    let Some(max_age) = expected.max_age else {
        return true;
    };
    match claims.get("auth_time") {
        Some(Value::Number(signed_in_at)) => {
            expected.now - signed_in_at <= max_age + expected.tolerance
        }
        _ => false,
    }
}

/// Whether the claims of an ID token that came with a renewal are those of the session that began
/// with `before` (OpenID Connect Core §12.2): the same person, and no other nonce. That issuer and
/// audience are the configured ones, and the token new, is checked before. A later or missing
/// `auth_time` is taken as it comes: Cognito and others send one, and the person is the same.
pub fn is_same_session<J: Json>(before: &IdToken, claims: &VerifiedClaims) -> bool {
    let Some(before) = jwt::decode_unverified::<J>(before.expose()).map(|jwt| jwt.claims) else {
        return false;
    };
    let claims = claims.claims();
    let is_same_nonce = claims
        .get("nonce")
        .is_none_or(|nonce| before.get("nonce") == Some(nonce));
    claims.text("sub") == before.text("sub") && is_same_nonce
}

/// Whether a token whose signature nobody has verified names the person of `before`: enough to refuse
/// it, and not to believe it.
pub fn names_same_person<J: Json>(before: &IdToken, token: &IdToken) -> bool {
    let sub = |token: &IdToken| {
        let claims = jwt::decode_unverified::<J>(token.expose())?.claims;
        claims.text("sub").map(String::from)
    };
    sub(before).is_some() && sub(before) == sub(token)
}

/// Whether a token that was validated when it arrived, and kept since, still speaks for `audience`.
pub(super) fn is_kept_for<J: Json>(token: &IdToken, audience: &Audience) -> bool {
    jwt::decode_unverified::<J>(token.expose()).is_some_and(|jwt| {
        jwt.claims.text("iss") == audience.issuer.as_deref()
            && jwt.claims.text("sub").is_some()
            && is_for_client(&jwt.claims, &audience.client_id)
    })
}

/// OpenID Connect Core §3.1.3.7 (3) to (5): this client, and no audience that it does not trust.
fn is_for_client(claims: &Value, client_id: &str) -> bool {
    let is_client = |value: &Value| value.as_text() == Some(client_id);
    let audience_fits = match claims.get("aud") {
        Some(Value::List(list)) => !list.is_empty() && list.iter().all(is_client),
        single => single.is_some_and(is_client),
    };
    audience_fits && claims.get("azp").is_none_or(is_client)
}

/// Whether this client is one of several, and the token was issued to no other one.
fn is_also_for_client(claims: &Value, client_id: &str) -> bool {
    let is_client = |value: &Value| value.as_text() == Some(client_id);
    let is_named =
        matches!(claims.get("aud"), Some(Value::List(list)) if list.iter().any(is_client));
    is_named && claims.get("azp").is_none_or(is_client)
}

/// The clients that a token says it is for.
fn audience(claims: &Value) -> String {
    let clients = [claims.get("aud"), claims.get("azp")];
    let named = clients.into_iter().flatten().map(|client| match client {
        Value::Text(client) => client.clone(),
        other => other.to_json(),
    });
    named.collect::<Vec<_>>().join(", ")
}

/// Whether the claim `token_use` says `wanted`, or may be left out and is.
pub(super) fn token_use_is(wanted: &str, claims: &Value, required: bool) -> bool {
    match claims.get("token_use") {
        Some(token_use) => token_use.as_text() == Some(wanted),
        None => !required,
    }
}

/// The left half of the access token's SHA-256 (OpenID Connect Core §3.1.3.6).
fn at_hash(access_token: &AccessToken) -> String {
    let digest = Sha256::digest(access_token.expose());
    let (left_half, _) = digest.split_at(digest.len() / 2);
    URL_SAFE_NO_PAD.encode(left_half)
}

tells_its_sentence!(IdTokenError);

impl From<IdTokenError> for AuthError {
    fn from(error: IdTokenError) -> Self {
        const NOT_BELIEVED: &str =
            "Log in again; if it goes on, check \"issuer\" and \"client_id\" in the configuration.";
        let (code, what, next) = match error {
            IdTokenError::Malformed => (
                "id_token.malformed",
                "The login provider's word on who signed in cannot be read.",
                NOT_BELIEVED,
            ),
            IdTokenError::Algorithm(found) => {
                let what = [
                    "The login provider signs its word on who signed in with ",
                    &shortened(&found),
                    ", and this site takes RS256 alone.",
                ];
                let next =
                    "For the provider's administrator: sign this client's ID tokens with RS256.";
                return Self::new("id_token.algorithm", &what.concat(), next);
            }
            IdTokenError::Issuer => (
                "id_token.issuer",
                "Another provider than the configured one says who signed in.",
                NOT_BELIEVED,
            ),
            IdTokenError::Audience(found) => {
                let found = shortened(&found);
                let what = [
                    "The login was made for another client of the provider: ",
                    &found,
                    ".",
                ];
                let next =
                    "For the site's owner: compare it with \"client_id\" in the configuration.";
                return Self::new("id_token.audience", &what.concat(), next);
            }
            IdTokenError::OtherAudiences(found) => {
                let what = [
                    "The login was made for other clients as well: ",
                    &shortened(&found),
                    ".",
                ];
                let next =
                    "For the provider's administrator: issue ID tokens for this client alone.";
                return Self::new("id_token.audience", &what.concat(), next);
            }
            IdTokenError::Nonce => (
                "id_token.nonce",
                "The login provider's answer belongs to another login.",
                "Log in again.",
            ),
            IdTokenError::TokenUse => (
                "id_token.token_use",
                "The login provider sent a token of another kind than was asked for.",
                NOT_BELIEVED,
            ),
            IdTokenError::AccessTokenHash => (
                "id_token.at_hash",
                "The login provider's tokens do not belong together.",
                "Log in again.",
            ),
            IdTokenError::AuthTime => (
                "id_token.auth_time",
                "You signed in at the login provider longer ago than this page allows.",
                "Log in again with your password.",
            ),
            IdTokenError::OtherLogin => (
                "id_token.other_login",
                "The login provider renewed the session of somebody else.",
                "Log in again.",
            ),
            IdTokenError::Time {
                issued_at,
                expires_at,
                now,
            } => {
                let what = [
                    "The login was made at ",
                    &clock::utc(issued_at),
                    " and ends at ",
                    &clock::utc(expires_at),
                    ", but this device's clock shows ",
                    &clock::utc(now),
                    ".",
                ];
                return Self::new(
                    "id_token.time",
                    &what.concat(),
                    "Check your clock, then log in again.",
                );
            }
            IdTokenError::KeysUnavailable => (
                "id_token.keys_unavailable",
                "The login provider's keys could not be read, so nobody was signed in.",
                "Check your connection, then log in again.",
            ),
            IdTokenError::KeyUnknown => (
                "id_token.key_unknown",
                "The login was signed with a key that is not the provider's.",
                NOT_BELIEVED,
            ),
            IdTokenError::Signature => (
                "id_token.signature",
                "The login's signature is wrong, so nobody was signed in.",
                NOT_BELIEVED,
            ),
        };
        Self::new(code, what, next)
    }
}
