//! The session as it is kept between two pages, and what is checked when it is read again.

use super::audience::Audience;
use super::claims::Claims;
use super::config::Config;
use super::id_token::{self, token_use_is};
use super::json::{Json, Value};
use super::jwt;
use super::pending::Pending;
use super::secret::{AccessToken, IdToken, RefreshToken};
use super::token::{TokenSet, is_token};
use super::user::User;

/// The form of `StoredSession`. Another number means another form, which is not read.
const VERSION: f64 = 2.0;

/// A signed-in session with its tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredSession {
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
    /// When these tokens arrived, in milliseconds since 1970 by the corrected clock.
    pub received_at: f64,
    /// When the code was exchanged, in milliseconds since 1970 by the corrected clock.
    pub signed_in_at: f64,
    /// The last log-out in any tab, as it was noted when the person signed in. Another note means
    /// another log-out, whatever the clocks said.
    pub log_out_before: Option<f64>,
    /// The granted scopes, separated by spaces.
    pub scope: String,
}

/// Puts a session together from what `pending` was granted at `now`, in milliseconds since 1970 by
/// the corrected clock, after the log-out `log_out_before`; nothing where the access token is a
/// token of another kind (`token_use`, which Cognito always sets).
///
/// The scopes are the access token's own, else the answer's, else those that were asked for
/// (RFC 6749 §5.1: left out where they are the same).
pub fn assemble<J: Json>(
    pending: &Pending,
    tokens: TokenSet,
    now: f64,
    log_out_before: Option<f64>,
) -> Option<StoredSession> {
    let granted = granted::<J>(&pending.audience, &tokens, &pending.scope, now)?;
    Some(StoredSession {
        audience: pending.audience.clone(),
        access_token: tokens.access_token,
        id_token: tokens.id_token,
        refresh_token: tokens.refresh_token,
        expires_at: granted.expires_at,
        received_at: now,
        signed_in_at: now,
        log_out_before,
        scope: granted.scope,
    })
}

struct Granted {
    expires_at: Option<f64>,
    scope: String,
}

/// What an access token allows, and how long.
fn granted<J: Json>(
    audience: &Audience,
    tokens: &TokenSet,
    asked_scope: &str,
    now: f64,
) -> Option<Granted> {
    let claims = access_claims::<J>(&tokens.access_token);
    let is_access_token = claims
        .as_ref()
        .is_none_or(|claims| token_use_is("access", claims, audience.domain.is_some()));
    let claims = claims.unwrap_or(Value::Null);
    is_access_token.then(|| Granted {
        expires_at: match tokens.expires_in {
            Some(seconds) => Some(now + seconds * 1000.0),
            None => claims
                .get("exp")
                .and_then(Value::as_number)
                .map(|exp| exp * 1000.0),
        },
        scope: claims
            .text("scope")
            .or(tokens.scope.as_deref())
            .unwrap_or(asked_scope)
            .into(),
    })
}

impl StoredSession {
    /// As it is kept for the tab's next page.
    pub fn to_value(&self) -> Value {
        let id_token = self.id_token.as_ref().map(IdToken::expose);
        let refresh_token = self.refresh_token.as_ref().map(RefreshToken::expose);
        Value::object(vec![
            ("version", Value::Number(VERSION)),
            ("audience", self.audience.to_value()),
            (
                "access_token",
                Value::Text(self.access_token.expose().into()),
            ),
            ("id_token", Value::optional_text(id_token)),
            ("refresh_token", Value::optional_text(refresh_token)),
            (
                "expires_at",
                self.expires_at.map_or(Value::Null, Value::Number),
            ),
            ("received_at", Value::Number(self.received_at)),
            ("signed_in_at", Value::Number(self.signed_in_at)),
            (
                "log_out_before",
                self.log_out_before.map_or(Value::Null, Value::Number),
            ),
            ("scope", Value::Text(self.scope.clone())),
        ])
    }

    /// As it was kept, if it is of this version and for this provider and client, and so is its ID
    /// token. Anything on this origin may have written it: what is read is checked again.
    pub fn from_value<J: Json>(value: &Value, config: &Config) -> Option<Self> {
        Self::of_any_provider::<J>(value).filter(|session| {
            session.audience.is_of(config)
                && (session.id_token.is_some() || !config.wants_id_token())
        })
    }

    /// As it was kept, checked in itself: nothing is known yet of the provider and client that are
    /// configured.
    pub fn of_any_provider<J: Json>(value: &Value) -> Option<Self> {
        let token = |name| match value.get(name) {
            None => Some(None),
            Some(token) => token
                .as_text()
                .filter(|token| is_token(token))
                .map(|token| Some(token.into())),
        };
        let received_at = value.get("received_at")?.as_number()?;
        let session = Self {
            audience: Audience::from_value(value.get("audience")?)?,
            access_token: AccessToken::new(token("access_token")??),
            id_token: token("id_token")?.map(IdToken::new),
            refresh_token: token("refresh_token")?.map(RefreshToken::new),
            expires_at: match value.get("expires_at") {
                Some(end) => Some(end.as_number()?),
                None => None,
            },
            received_at,
            signed_in_at: match value.get("signed_in_at") {
                Some(at) => at.as_number()?,
                None => received_at,
            },
            log_out_before: value.get("log_out_before").and_then(Value::as_number),
            scope: value.text("scope")?.into(),
        };
        let is_consistent = value.get("version") == Some(&Value::Number(VERSION))
            && session
                .id_token
                .as_ref()
                .is_none_or(|token| id_token::is_kept_for::<J>(token, &session.audience));
        is_consistent.then_some(session)
    }

    /// The session after its renewal at `now`, in milliseconds since 1970 by the corrected clock.
    /// What the answer leaves out stays: the refresh token without rotation, the ID token, the
    /// scopes (RFC 6749 §6). Nothing where the access token is a token of another kind.
    pub fn renewed<J: Json>(&self, tokens: TokenSet, now: f64) -> Option<Self> {
        let granted = granted::<J>(&self.audience, &tokens, &self.scope, now)?;
        Some(Self {
            audience: self.audience.clone(),
            access_token: tokens.access_token,
            id_token: tokens.id_token.or_else(|| self.id_token.clone()),
            refresh_token: tokens.refresh_token.or_else(|| self.refresh_token.clone()),
            expires_at: granted.expires_at,
            received_at: now,
            signed_in_at: self.signed_in_at,
            log_out_before: self.log_out_before,
            scope: granted.scope,
        })
    }

    /// Whether it came of the same login as `other`, whatever was renewed since.
    pub fn is_same_login(&self, other: &Self) -> bool {
        self.audience == other.audience && self.signed_in_at == other.signed_in_at
    }

    /// Whether it has other tokens than `other`. Their times say nothing of it: the device's clock
    /// may have been changed in between.
    pub fn has_other_tokens(&self, other: &Self) -> bool {
        self.access_token != other.access_token || self.refresh_token != other.refresh_token
    }

    /// Whether the person has signed out since; `last_log_out` is what the tabs have noted.
    pub fn is_signed_out(&self, last_log_out: Option<f64>) -> bool {
        last_log_out.is_some() && last_log_out != self.log_out_before
    }

    /// Whether both are known to be of one person.
    pub fn is_same_person<J: Json>(&self, other: &Self) -> bool {
        let sub = |session: &Self| {
            session
                .user::<J>()
                .map(|user| user.sub)
                .filter(|sub| !sub.is_empty())
        };
        sub(self).is_some() && sub(self) == sub(other)
    }

    /// Whether the access token is still good at `now`, in milliseconds since 1970.
    pub fn is_live(&self, now: f64) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }

    /// The claims of the ID token, whose signature was verified when it arrived; nothing where there
    /// is none.
    pub fn id_token_claims<J: Json>(&self) -> Option<Claims> {
        let jwt = jwt::decode_unverified::<J>(self.id_token.as_ref()?.expose())?;
        Claims::of(jwt.claims)
    }

    /// The claims of the access token, which is the API's to verify; nothing where it is opaque.
    pub fn access_token_claims<J: Json>(&self) -> Option<Claims> {
        Claims::of(access_claims::<J>(&self.access_token)?)
    }

    /// Who is signed in; nothing where the ID token is not readable.
    pub fn user<J: Json>(&self) -> Option<User> {
        let id_token = self.id_token_claims::<J>();
        if self.id_token.is_some() && id_token.is_none() {
            return None;
        }
        let access_token = self.access_token_claims::<J>();
        Some(User::of(id_token, access_token.as_ref(), &self.scope))
    }
}

/// An access token's claims; nothing where it is opaque, which it may be (RFC 6749 §1.4). Their
/// form is the API's affair, so one of another form than Cognito's is as good as none.
fn access_claims<J: Json>(token: &AccessToken) -> Option<Value> {
    jwt::decode_unverified::<J>(token.expose()).map(|jwt| jwt.claims)
}
