//! Whether an ID token is to be believed (OpenID Connect Core §3.1.3.7), its signature aside.

use super::authorize::Audience;
use super::clock;
use super::json::{Json, Value};
use super::jwt::{self, Jwt};
use super::problem::Problem;
use super::secret::{AccessToken, IdToken, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// What an ID token is held to.
pub struct Expected<'a> {
    /// The configured issuer.
    pub issuer: &'a str,
    /// The configured client.
    pub client_id: &'a str,
    /// The nonce that the login sent.
    pub nonce: Option<&'a Nonce>,
    /// The access token that came with it.
    pub access_token: &'a AccessToken,
    /// Whether `token_use` has to be there, as it is at Cognito.
    pub token_use_required: bool,
    /// Now, in seconds since 1970, by the corrected clock.
    pub now: f64,
    /// How far the issuer's clock may be from it, in seconds.
    pub tolerance: f64,
}

/// Why an ID token is not believed.
#[derive(Clone, Debug, PartialEq)]
pub enum IdTokenError {
    /// It is not a JWT with the claims that OpenID Connect Core §2 requires.
    Malformed,
    /// It is signed with anything else than RS256, or demands an extension.
    Algorithm,
    /// Another issuer made it.
    Issuer,
    /// It is for another client.
    Audience,
    /// It belongs to another login.
    Nonce,
    /// It is not an ID token, or came with something else than an access token.
    TokenUse,
    /// It came with another access token.
    AccessTokenHash,
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

/// Takes an ID token apart and checks all but its signature.
///
/// # Errors
/// The first check that fails.
pub fn validate<'a, J: Json>(
    token: &'a IdToken,
    expected: &Expected<'_>,
) -> Result<Jwt<'a>, IdTokenError> {
    let jwt = jwt::parse::<J>(token.expose()).ok_or(IdTokenError::Malformed)?;
    if jwt.header.text("alg") != Some("RS256") || jwt.header.get("crit").is_some() {
        return Err(IdTokenError::Algorithm);
    }
    let claims = &jwt.claims;
    if claims.text("iss") != Some(expected.issuer) {
        return Err(IdTokenError::Issuer);
    }
    if !is_for_client(claims, expected.client_id) {
        return Err(IdTokenError::Audience);
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
    if claims
        .get("at_hash")
        .is_some_and(|hash| hash.as_text() != Some(&at_hash(expected.access_token)))
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
    let is_timely =
        expected.now < *expires_at && (expected.now - issued_at).abs() <= expected.tolerance;
    if !is_timely {
        return Err(IdTokenError::Time {
            issued_at: *issued_at,
            expires_at: *expires_at,
            now: expected.now,
        });
    }
    Ok(jwt)
}

/// Whether the claims of an ID token that came with a renewal continue those of `before` (OpenID
/// Connect Core §12.2): the same person, who signed in at the same time, and no other nonce. That
/// issuer and audience are the configured ones, and the token new, is checked by [`validate`].
pub fn continues<J: Json>(before: &IdToken, claims: &Value) -> bool {
    let Some(before) = jwt::parse::<J>(before.expose()).map(|jwt| jwt.claims) else {
        return false;
    };
    let unchanged = |name| {
        claims
            .get(name)
            .is_none_or(|value| before.get(name) == Some(value))
    };
    claims.text("sub") == before.text("sub") && unchanged("auth_time") && unchanged("nonce")
}

/// Whether a token that was validated when it arrived, and kept since, still speaks for `audience`.
pub(super) fn is_kept_for<J: Json>(token: &IdToken, audience: &Audience) -> bool {
    jwt::parse::<J>(token.expose()).is_some_and(|jwt| {
        jwt.claims.text("iss") == audience.issuer.as_deref()
            && jwt.claims.text("sub").is_some()
            && is_for_client(&jwt.claims, &audience.client_id)
    })
}

/// How the person is called: by email, or by user name where there is none.
pub fn display_name(claims: &Value) -> Option<&str> {
    [
        "email",
        "cognito:username",
        "preferred_username",
        "name",
        "sub",
    ]
    .into_iter()
    .find_map(|name| claims.text(name).filter(|text| !text.is_empty()))
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

impl From<IdTokenError> for Problem {
    fn from(error: IdTokenError) -> Self {
        const NOT_BELIEVED: &str =
            "Log in again; if it goes on, check \"issuer\" and \"client_id\" in config.json.";
        let (code, what, next) = match error {
            IdTokenError::Malformed => (
                "id_token.malformed",
                "The login provider's word on who signed in cannot be read.",
                NOT_BELIEVED,
            ),
            IdTokenError::Algorithm => (
                "id_token.algorithm",
                "The login provider's word on who signed in is not signed as it should be.",
                NOT_BELIEVED,
            ),
            IdTokenError::Issuer => (
                "id_token.issuer",
                "Another provider than the configured one says who signed in.",
                NOT_BELIEVED,
            ),
            IdTokenError::Audience => (
                "id_token.audience",
                "The login was made for another site.",
                NOT_BELIEVED,
            ),
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
