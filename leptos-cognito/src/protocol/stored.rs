//! The session as it is kept between two pages, and what is checked when it is read again.

use super::authorize::Audience;
use super::id_token::{self, Claims, token_use_is};
use super::json::{self, Json, Value};
use super::jwt;
use super::secret::{AccessToken, IdToken, RefreshToken};
use super::token::{TokenSet, is_token};
use serde::{Deserialize, Serialize};

/// The form of `StoredSession`. Another number means another form, which is not read.
const VERSION: f64 = 1.0;

/// A signed-in session with its tokens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredSession {
    version: f64,
    /// The provider and client that the tokens are for.
    pub audience: Audience,
    /// For the API.
    pub access_token: AccessToken,
    /// Who signed in. Its signature was verified when it arrived.
    pub id_token: Option<IdToken>,
    /// For the next access token.
    pub refresh_token: Option<RefreshToken>,
    /// When the access token ends, in milliseconds since 1970 by the corrected clock; not known
    /// where neither the answer nor the token says so.
    pub expires_at: Option<f64>,
    /// The granted scopes, separated by spaces.
    pub scope: String,
}

/// The claims of an access token that is a JWT. Its form is the API's affair, so a claim of another
/// form than Cognito's does not turn the token into an opaque one.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct AccessClaims {
    exp: Option<Value>,
    scope: Option<Value>,
    token_use: Option<Value>,
    username: Option<Value>,
}

/// Who is signed in, as far as the tokens say so.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    /// The email, or the user name where there is none; nothing where no token says.
    pub name: Option<String>,
    /// The granted scopes.
    pub scopes: Vec<String>,
    /// When the access token ends, in milliseconds since 1970 by the corrected clock.
    pub expires_at: Option<f64>,
}

/// Puts a session together from what was granted at `now`, in milliseconds since 1970; nothing
/// where the access token is a token of another kind (`token_use`, which Cognito always sets).
///
/// The scopes are the access token's own, else the answer's, else those that were asked for
/// (RFC 6749 §5.1: left out where they are the same).
pub fn assemble<J: Json>(
    audience: Audience,
    tokens: TokenSet,
    asked_scope: &str,
    now: f64,
) -> Option<StoredSession> {
    let claims = access_claims::<J>(&tokens.access_token);
    let token_use_required = audience.domain.is_some();
    if let Some(claims) = &claims
        && !token_use_is("access", claims.token_use.as_ref(), token_use_required)
    {
        return None;
    }
    let claims_exp = claims
        .as_ref()
        .and_then(|claims| claims.exp.as_ref()?.number());
    let expires_at = tokens
        .expires_in
        .map(|seconds| now + seconds * 1000.0)
        .or_else(|| claims_exp.map(|exp| exp * 1000.0));
    Some(StoredSession {
        version: VERSION,
        audience,
        access_token: tokens.access_token,
        id_token: tokens.id_token,
        refresh_token: tokens.refresh_token,
        expires_at,
        scope: claims
            .and_then(|claims| claims.scope?.into_text())
            .or(tokens.scope)
            .unwrap_or_else(|| asked_scope.into()),
    })
}

/// Reads a session that was kept, if it is of this version and for this provider and client, and
/// so is its ID token. Anything on this origin may have written it: what is read is checked again.
pub fn read<J: Json>(text: &str, audience: &Audience) -> Option<StoredSession> {
    json::read::<J, StoredSession>(text).filter(|session| {
        session.version == VERSION
            && session.audience == *audience
            && is_token(session.access_token.expose())
            && session
                .refresh_token
                .as_ref()
                .is_none_or(|token| is_token(token.expose()))
            && session
                .id_token
                .as_ref()
                .is_none_or(|token| id_token::is_kept_for::<J>(token, audience))
    })
}

impl StoredSession {
    /// Whether the access token is still good at `now`, in milliseconds since 1970.
    pub fn is_live(&self, now: f64) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }

    /// Who is signed in; nothing where the ID token is not readable.
    pub fn identity<J: Json>(&self) -> Option<Identity> {
        let name = match &self.id_token {
            Some(token) => {
                let jwt = jwt::parse::<J, Claims>(token.expose())?;
                Some(jwt.claims.display_name().into())
            }
            None => access_claims::<J>(&self.access_token)
                .and_then(|claims| claims.username?.into_text()),
        };
        Some(Identity {
            name,
            scopes: self.scope.split_whitespace().map(Into::into).collect(),
            expires_at: self.expires_at,
        })
    }
}

/// An access token's claims; nothing where it is opaque, which it may be (RFC 6749 §1.4).
fn access_claims<J: Json>(token: &AccessToken) -> Option<AccessClaims> {
    jwt::parse::<J, AccessClaims>(token.expose()).map(|jwt| jwt.claims)
}
