//! The renewal of a session: one at a time, whichever processes serve it.
//!
//! Whoever renews has a lease in the store. It is taken with a compare-and-set of the tokens'
//! generation, and ends by itself where its owner has gone. The others wait for the new tokens; they
//! send no refresh token that another one is using, which could end the session (RFC 9700 §4.14.2).

use crate::clock::{now_ms, protocol_ms};
use crate::failure::Failure;
use crate::ids::Id;
use crate::seal::SealError;
use crate::session::{Session, SessionError};
use crate::shared::Shared;
use crate::store::Lease;
use axum::http::StatusCode;
use cognito_spa::AuthError;
use cognito_spa::protocol::id_token::{self, IdTokenError};
use cognito_spa::protocol::json::SerdeJson;
use cognito_spa::protocol::parameters::INTERACTION_REQUIRED;
use cognito_spa::protocol::renewal::{Due, due};
use cognito_spa::protocol::secret::RefreshToken;
use cognito_spa::protocol::stored::StoredSession;
use cognito_spa::protocol::token::{TokenError, TokenSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a request waits for a renewal while its access token is still good.
const LIVE_PATIENCE: Duration = Duration::from_secs(1);

/// The pauses between two looks at a renewal that another process is doing.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(250);

/// How often new tokens are written, should the store fail: they exist nowhere else.
const WRITES: u32 = 3;

/// Why a session was not renewed.
#[derive(Debug)]
pub(crate) enum RenewalError {
    /// It is over, or the store failed.
    Session(SessionError),
    /// It may succeed at the next attempt.
    Passing(AuthError),
    /// Another process takes too long with it.
    Busy,
}

impl<E: Into<SessionError>> From<E> for RenewalError {
    fn from(error: E) -> Self {
        Self::Session(error.into())
    }
}

impl From<RenewalError> for Failure {
    fn from(error: RenewalError) -> Self {
        match error {
            RenewalError::Session(error) => error.into(),
            RenewalError::Passing(cause) => cause
                .with_words("Your session could not be renewed yet.", "")
                .into(),
            RenewalError::Busy => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "session.busy",
                "Your session is being renewed. Try again.",
            ),
        }
    }
}

impl Shared {
    /// The session with an access token that is good for the next request.
    ///
    /// # Errors
    /// Where the token has ended and there is no new one.
    pub(crate) async fn fresh(self: &Arc<Self>, session: Session) -> Result<Session, RenewalError> {
        match due(&session.tokens, None, protocol_ms(now_ms())) {
            Due::Nothing(_) | Due::Limit => Ok(session),
            Due::End => {
                self.end_session(&session.record.key).await?;
                Err(SessionError::Ended.into())
            }
            Due::Renewal if session.is_live() => {
                let renewal = self.renew(Session {
                    record: session.record.clone(),
                    tokens: session.tokens.clone(),
                });
                match tokio::time::timeout(LIVE_PATIENCE, renewal).await {
                    Ok(Err(RenewalError::Passing(_) | RenewalError::Busy)) | Err(_) => Ok(session),
                    Ok(outcome) => outcome,
                }
            }
            Due::Renewal => self.renew(session).await,
        }
    }

    /// Renews the session, or waits for the tokens that another request has got for it.
    ///
    /// # Errors
    /// Where there are no new tokens.
    pub(crate) async fn renew(
        self: &Arc<Self>,
        mut before: Session,
    ) -> Result<Session, RenewalError> {
        let longest = 2 * self.config.limits.provider_timeout + Duration::from_secs(5);
        let asked_at = Instant::now();
        let mut pause = FIRST_PAUSE;
        loop {
            let key = before.record.key;
            let owner = Id::generate().map_err(|_| SealError::NoRandom)?;
            let lease = Lease {
                owner: owner.expose().into(),
                until: now_ms() + u64::try_from(longest.as_millis()).unwrap_or(u64::MAX),
            };
            let generation = before.record.generation;
            if self
                .store
                .acquire_lease(&key, generation, &lease, now_ms())
                .await?
            {
                // In a task of its own: a browser that goes away must not lose the new tokens.
                let shared = Arc::clone(self);
                let renewal = self.tasks.spawn(async move {
                    let outcome = shared.renew_with_lease(before).await;
                    if outcome.is_err() {
                        shared.store.release_lease(&key, &lease.owner).await?;
                    }
                    outcome
                });
                return renewal.await.unwrap_or(Err(RenewalError::Busy));
            }
            let record = self.store.session(&key).await?;
            let Some(session) = record.and_then(|record| self.open_session(record)) else {
                return Err(SessionError::Ended.into());
            };
            if session.tokens.access_token != before.tokens.access_token {
                return Ok(session);
            }
            let has_failed = session.record.lease.is_none() && pause > FIRST_PAUSE;
            if has_failed {
                return Err(RenewalError::Passing(TokenError::Network.into()));
            }
            if asked_at.elapsed() > longest {
                return Err(RenewalError::Busy);
            }
            before = session;
            tokio::time::sleep(pause).await;
            pause = LONGEST_PAUSE.min(pause * 2);
        }
    }

    /// Asks the provider for new tokens, and keeps them.
    async fn renew_with_lease(&self, mut before: Session) -> Result<Session, RenewalError> {
        let Some(token) = before.tokens.refresh_token.clone() else {
            self.end_session(&before.record.key).await?;
            return Err(SessionError::Ended.into());
        };
        let tokens = match self.provider.renew(&token).await {
            Ok(tokens) => tokens,
            Err(error) if is_verdict(&error) => return self.refused(&before).await,
            Err(error) => return Err(RenewalError::Passing(error.into())),
        };
        let latest = tokens.refresh_token.clone().unwrap_or(token.clone());
        if latest != token {
            // Before anything else is looked at: the provider takes no other one any more.
            let kept = StoredSession {
                refresh_token: Some(latest.clone()),
                ..before.tokens.clone()
            };
            before = self.replace(before, kept, &latest, false).await?;
        }
        let tokens = match self.renewed_identity(&before.tokens, tokens).await {
            Ok(tokens) => tokens,
            // The keys may be older than the token. Nothing that came with it is used.
            Err(IdTokenError::KeyUnknown) => {
                return Err(RenewalError::Passing(IdTokenError::KeyUnknown.into()));
            }
            Err(error) => return self.unbelieved(&before, error).await,
        };
        let now = protocol_ms(now_ms());
        let Some(renewed) = before.tokens.renewed::<SerdeJson>(tokens, now) else {
            return self.unbelieved(&before, IdTokenError::TokenUse).await;
        };
        self.replace(before, renewed, &latest, true).await
    }

    /// Keeps `tokens` in the place of those of `session`. Where somebody has signed out meanwhile, what
    /// came too late is not kept, and `latest` is revoked.
    async fn replace(
        &self,
        session: Session,
        tokens: StoredSession,
        latest: &RefreshToken,
        release: bool,
    ) -> Result<Session, RenewalError> {
        let mut record = session.record;
        record.sealed = self.seal(&record.key, &tokens)?;
        let mut writes = 0;
        let replaced = loop {
            writes += 1;
            let sealed = record.sealed.clone();
            let write = self
                .store
                .replace_tokens(&record.key, record.generation, sealed, release);
            match write.await {
                Err(error) if writes < WRITES => {
                    tracing::warn!(%error, "new tokens were not kept at the first attempt");
                    tokio::time::sleep(LONGEST_PAUSE).await;
                }
                outcome => break outcome?,
            }
        };
        if !replaced {
            let now = self.store.session(&record.key).await?;
            // Where another process was faster, a revocation could end what it got, too (RFC 7009 §2.1).
            if now.is_none() {
                self.revoke(latest.clone()).await;
            }
            return now
                .and_then(|record| self.open_session(record))
                .ok_or(SessionError::Ended.into());
        }
        record.generation += 1;
        Ok(Session { record, tokens })
    }

    /// The provider's verdict ends the session, unless another process has renewed it.
    async fn refused(&self, before: &Session) -> Result<Session, RenewalError> {
        let key = &before.record.key;
        let record = self.store.session(key).await?;
        let other = record.filter(|record| record.generation != before.record.generation);
        if let Some(session) = other.and_then(|record| self.open_session(record)) {
            return Ok(session);
        }
        self.store.take_session(key).await?;
        Err(SessionError::Ended.into())
    }

    /// New tokens that are not to be believed end the session; its latest refresh token is revoked.
    async fn unbelieved(
        &self,
        session: &Session,
        error: IdTokenError,
    ) -> Result<Session, RenewalError> {
        let code = AuthError::from(error);
        tracing::warn!(code = code.code(), "a renewal was not believed");
        self.end_session(&session.record.key).await?;
        Err(SessionError::Ended.into())
    }

    /// The tokens without an ID token that says nothing new, or an error where it says something else
    /// than the one of the login. One that cannot be verified now is no reason to end the session: the
    /// last one that was verified stays.
    async fn renewed_identity(
        &self,
        before: &StoredSession,
        mut tokens: TokenSet,
    ) -> Result<TokenSet, IdTokenError> {
        let (Some(before), Some(token)) = (&before.id_token, tokens.id_token.take()) else {
            return Ok(tokens);
        };
        let endpoints = self.provider.endpoints().await;
        let jwks_uri = endpoints
            .ok()
            .and_then(|endpoints| endpoints.jwks_uri.clone());
        let verdict = self
            .provider
            .verify(&token, &tokens.access_token, None, jwks_uri.as_deref())
            .await;
        match verdict {
            Ok(claims) if id_token::is_same_session::<SerdeJson>(before, &claims) => {
                tokens.id_token = Some(token);
                Ok(tokens)
            }
            Ok(_) => Err(IdTokenError::OtherLogin),
            Err(IdTokenError::KeysUnavailable) => {
                match id_token::names_same_person::<SerdeJson>(before, &token) {
                    true => Ok(tokens),
                    false => Err(IdTokenError::OtherLogin),
                }
            }
            Err(error) => Err(error),
        }
    }
}

/// Whether the provider says that this refresh token is of no use any more. Everything else may be over
/// at the next attempt: also a client secret that is wrong for a while is no reason to end every
/// session.
fn is_verdict(error: &TokenError) -> bool {
    matches!(error, TokenError::Refused { error, .. }
        if error == "invalid_grant" || INTERACTION_REQUIRED.contains(&error.as_str()))
}
