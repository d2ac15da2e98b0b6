//! The renewal of a session: one at a time, whichever processes serve it.
//!
//! Whoever renews has a lease in the store. It is taken with a compare-and-set of the tokens'
//! generation, and ends by itself where its owner has gone. The others wait for the new tokens; they
//! send no refresh token that another one is using, which could end the session (RFC 9700 §4.14.2).
//! Where a renewal fails and may succeed later, a pause takes the place of the lease: until it is over,
//! nobody asks the provider. Every step that writes names the generation that it saw, so that nobody
//! whose lease has run out overwrites or ends what the next one has stored.

use crate::clock::{ms, now_ms, protocol_ms};
use crate::failure::Failure;
use crate::ids::Id;
use crate::seal::SealError;
use crate::session::{Session, SessionError};
use crate::shared::Shared;
use crate::store::{Lease, Pause, SessionRecord};
use axum::http::StatusCode;
use cognito_spa::AuthError;
use cognito_spa::protocol::id_token::{self, Expected, IdTokenError};
use cognito_spa::protocol::json::SerdeJson;
use cognito_spa::protocol::parameters::INTERACTION_REQUIRED;
use cognito_spa::protocol::renewal::{self, Due, due};
use cognito_spa::protocol::secret::RefreshToken;
use cognito_spa::protocol::stored::StoredSession;
use cognito_spa::protocol::token::{TokenError, TokenSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a request waits for a renewal while its access token is still good.
const LIVE_PATIENCE: Duration = Duration::from_secs(1);

/// How long the store may take for the writes of a renewal.
const STORE_TIME: Duration = Duration::from_secs(30);

/// The longest number of requests to the provider that follow one another in a renewal: the discovery
/// document, the tokens, the keys, and the keys once more.
const REQUESTS: u32 = 4;

/// The times between two looks at a renewal that another request is doing.
const FIRST_WAIT: Duration = Duration::from_millis(10);
const LONGEST_WAIT: Duration = Duration::from_millis(250);

/// How often new tokens are written, should the store fail: they exist nowhere else.
const WRITES: u32 = 3;

/// Why a session was not renewed.
#[derive(Debug)]
pub(crate) enum RenewalError {
    /// It is over, or the store failed.
    Session(SessionError),
    /// It may succeed at the next attempt.
    Passing(AuthError),
    /// Another request takes too long with it, or has just failed.
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
                "Your session could not be renewed yet. Try again.",
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
                self.end(&session).await?;
                Err(SessionError::Ended.into())
            }
            Due::Renewal if session.is_live() => {
                let renewal = self.renew(session.clone());
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
        let patience = 2 * self.config.limits.provider_timeout;
        let asked_at = Instant::now();
        let mut wait = FIRST_WAIT;
        loop {
            let now = now_ms();
            if before.record.is_paused(now) {
                return Err(RenewalError::Busy);
            }
            if before.record.is_leased(now) {
                tokio::time::sleep(wait).await;
                wait = LONGEST_WAIT.min(wait * 2);
            } else if let Some(renewed) = self.renew_alone(&before).await? {
                return Ok(renewed);
            }
            let record = self.store.session(&before.record.key).await?;
            let session = record.and_then(|record| self.open_session(record));
            let session = session.ok_or(SessionError::Ended)?;
            if session.has_other_access_token(&before) {
                return Ok(session);
            }
            if asked_at.elapsed() > patience {
                return Err(RenewalError::Busy);
            }
            before = session;
        }
    }

    /// Renews the session if nobody else does; nothing where another request has the lease.
    ///
    /// In a task of its own, which takes the lease itself: a browser that goes away must neither lose
    /// the new tokens nor leave a lease that nobody uses.
    async fn renew_alone(
        self: &Arc<Self>,
        before: &Session,
    ) -> Result<Option<Session>, RenewalError> {
        let (shared, before) = (Arc::clone(self), before.clone());
        let renewal = self.tasks.spawn(async move {
            let SessionRecord {
                key,
                generation,
                pause,
                ..
            } = before.record;
            let now = now_ms();
            let lease = Lease {
                owner: Id::generate()
                    .map_err(|_| SealError::NoRandom)?
                    .expose()
                    .into(),
                until: now.saturating_add(ms(shared.lease_time())),
            };
            let acquired = shared.store.acquire_lease(&key, generation, &lease, now);
            if !acquired.await? {
                return Ok(None);
            }
            let outcome = shared.renew_with_lease(before).await;
            if outcome.is_err() {
                let failures = pause.map_or(0, |pause| pause.failures).saturating_add(1);
                let pause = pause_after(failures);
                let paused = shared.store.pause_renewal(&key, &lease.owner, pause);
                paused.await?;
            }
            outcome.map(Some)
        });
        renewal.await.unwrap_or(Err(RenewalError::Busy))
    }

    /// Enough for all that is done with a lease.
    fn lease_time(&self) -> Duration {
        REQUESTS * self.config.limits.provider_timeout + STORE_TIME
    }

    /// Asks the provider for new tokens, and keeps them.
    async fn renew_with_lease(&self, mut before: Session) -> Result<Session, RenewalError> {
        let Some(token) = before.tokens.refresh_token.clone() else {
            self.end(&before).await?;
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
            let Some(kept) = self.replace(&before, kept, false).await? else {
                return self.overtaken(&before, Some(latest)).await;
            };
            before = kept;
        }
        let tokens = match self.renewed_identity(&before.tokens, tokens).await {
            Ok(tokens) => tokens,
            // The keys may be older than the token, or one of the clocks is wrong for a while. Nothing
            // that came with it is used.
            Err(error @ (IdTokenError::KeyUnknown | IdTokenError::Time { .. })) => {
                return Err(RenewalError::Passing(error.into()));
            }
            Err(error) => return self.unbelieved(&before, error).await,
        };
        let now = protocol_ms(now_ms());
        let Some(renewed) = before.tokens.renewed::<SerdeJson>(tokens, now) else {
            return self.unbelieved(&before, IdTokenError::TokenUse).await;
        };
        match self.replace(&before, renewed, true).await? {
            Some(session) => Ok(session),
            None => self.overtaken(&before, Some(latest)).await,
        }
    }

    /// Keeps `tokens` in the place of those of `session`; nothing where these are not there any more.
    async fn replace(
        &self,
        session: &Session,
        tokens: StoredSession,
        release: bool,
    ) -> Result<Option<Session>, RenewalError> {
        let mut record = session.record.clone();
        let before = record.generation;
        record.generation += 1;
        record.sealed = self.seal(&record, &tokens)?;
        let mut writes = 0;
        let is_replaced = loop {
            writes += 1;
            let sealed = record.sealed.clone();
            let write = self
                .store
                .replace_tokens(&record.key, before, sealed, release);
            match write.await {
                Err(error) if writes < WRITES => {
                    tracing::warn!(%error, "new tokens were not kept at the first attempt");
                    tokio::time::sleep(LONGEST_WAIT).await;
                }
                outcome => break outcome?,
            }
        };
        let is_kept = is_replaced || {
            // An earlier attempt may have succeeded without an answer. No two records are sealed alike.
            let now = self.store.session(&record.key).await?;
            now.is_some_and(|now| now.sealed == record.sealed)
        };
        Ok(is_kept.then_some(Session { record, tokens }))
    }

    /// Removes the session and revokes its refresh token, unless another process has renewed it.
    /// Whether it did.
    async fn end(&self, session: &Session) -> Result<bool, RenewalError> {
        let record = &session.record;
        Ok(self
            .end_session(&record.key, Some(record.generation))
            .await?)
    }

    /// The provider's verdict ends the session, unless another process has renewed it.
    async fn refused(&self, before: &Session) -> Result<Session, RenewalError> {
        let record = &before.record;
        let taken = self
            .store
            .take_session(&record.key, Some(record.generation));
        match taken.await? {
            Some(_) => Err(SessionError::Ended.into()),
            None => self.overtaken(before, None).await,
        }
    }

    /// New tokens that are not to be believed end the session; its latest refresh token is revoked.
    async fn unbelieved(
        &self,
        session: &Session,
        error: IdTokenError,
    ) -> Result<Session, RenewalError> {
        let code = AuthError::from(error);
        tracing::warn!(code = code.code(), "a renewal was not believed");
        match self.end(session).await? {
            true => Err(SessionError::Ended.into()),
            false => self.overtaken(session, None).await,
        }
    }

    /// What another process has made of the session since `before`. Where somebody has signed out, a
    /// refresh token that came too late is revoked.
    async fn overtaken(
        &self,
        before: &Session,
        late: Option<RefreshToken>,
    ) -> Result<Session, RenewalError> {
        let record = self.store.session(&before.record.key).await?;
        // Where another process was faster, a revocation could end what it got, too (RFC 7009 §2.1).
        if let (None, Some(token)) = (&record, late) {
            self.revoke(token).await;
        }
        let session = record.and_then(|record| self.open_session(record));
        let session = session.ok_or(SessionError::Ended)?;
        match session.has_other_access_token(before) {
            true => Ok(session),
            false => Err(RenewalError::Busy),
        }
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
        let expected = Expected {
            access_token: Some(&tokens.access_token),
            ..Expected::of(&self.config.client, protocol_ms(now_ms()) / 1_000.0)
        };
        let verdict = self.provider.verify(&token, &expected, jwks_uri.as_deref());
        match verdict.await {
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

impl Session {
    fn has_other_access_token(&self, other: &Self) -> bool {
        self.tokens.access_token != other.tokens.access_token
    }
}

/// The pause after so many failures. At random, so that many sessions do not ask at one moment.
fn pause_after(failures: u32) -> Pause {
    // Without a source of random numbers it is the longest one.
    let random = f64::from(getrandom::u32().unwrap_or(u32::MAX)) / f64::from(u32::MAX);
    let pause = Duration::from_secs_f64(renewal::pause(failures, random) / 1_000.0);
    Pause {
        failures,
        until: now_ms().saturating_add(ms(pause)),
    }
}
