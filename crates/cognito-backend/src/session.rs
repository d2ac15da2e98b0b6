//! Sessions: how they begin, are found, and end.

use crate::clock::{ms, now_ms, protocol_ms};
use crate::cookies;
use crate::failure::Failure;
use crate::ids::{Id, Key};
use crate::seal::{Owner, SealError};
use crate::shared::Shared;
use crate::store::{SessionRecord, StoreError};
use axum::http::{HeaderMap, StatusCode};
use cognito_spa::protocol::json;
use cognito_spa::protocol::json::SerdeJson;
use cognito_spa::protocol::secret::RefreshToken;
use cognito_spa::protocol::stored::StoredSession;
use std::sync::Arc;
use std::time::Duration;

/// How long an endpoint waits for a revocation, which goes on after it.
const REVOCATION_PATIENCE: Duration = Duration::from_secs(2);

/// The longest time between two notes that a session was used.
const LONGEST_UNNOTED_USE_MS: u64 = 60_000;

/// A session that was found, with its tokens.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) record: SessionRecord,
    pub(crate) tokens: StoredSession,
}

/// Why there is no session where there might be one.
#[derive(Debug)]
pub(crate) enum SessionError {
    /// Nobody is signed in.
    SignedOut,
    /// The session has ended: the provider, or a limit, says so.
    Ended,
    Store(StoreError),
    Seal(SealError),
}

impl From<StoreError> for SessionError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<SealError> for SessionError {
    fn from(error: SealError) -> Self {
        Self::Seal(error)
    }
}

impl From<SessionError> for Failure {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::SignedOut => Self::new(
                StatusCode::UNAUTHORIZED,
                "session.signed_out",
                "Nobody is signed in.",
            ),
            SessionError::Ended => Self::new(
                StatusCode::UNAUTHORIZED,
                "session.expired",
                "Your session has ended.",
            ),
            SessionError::Store(error) => store_failed(&error),
            SessionError::Seal(error) => {
                tracing::error!(%error, "a record was not encrypted");
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "store.not_encrypted",
                    "The server could not encrypt what it has to keep.",
                )
            }
        }
    }
}

/// What is answered where the store failed; its own words are for the log.
pub(crate) fn store_failed(error: &StoreError) -> Failure {
    tracing::error!(%error, "the store failed");
    Failure::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "store.unavailable",
        "The server could not reach its sessions.",
    )
}

impl Session {
    /// Whether an API would still take its access token.
    pub(crate) fn is_live(&self) -> bool {
        self.tokens.is_live(protocol_ms(now_ms()))
    }
}

impl Shared {
    /// When a session ends that was used at `used_at` last, in milliseconds since 1970.
    pub(crate) fn session_end(&self, created_at: u64, used_at: u64) -> u64 {
        let idle = used_at.saturating_add(ms(self.config.session_idle));
        idle.min(created_at.saturating_add(ms(self.config.session_limit)))
    }

    /// The session that the request's cookie names, and the note that it was used.
    ///
    /// # Errors
    /// [`SessionError::SignedOut`] without one, and where it has lasted or rested too long.
    pub(crate) async fn session(&self, headers: &HeaderMap) -> Result<Session, SessionError> {
        let mut session = self.unused_session(headers).await?;
        self.note_use(&mut session.record).await?;
        Ok(session)
    }

    /// The session that the request's cookie names, which does not count as used by that.
    ///
    /// # Errors
    /// As [`session`](Self::session).
    pub(crate) async fn unused_session(
        &self,
        headers: &HeaderMap,
    ) -> Result<Session, SessionError> {
        let id = cookies::session(headers).ok_or(SessionError::SignedOut)?;
        let session = self.find_session(&id.key()).await?;
        session.ok_or(SessionError::SignedOut)
    }

    /// The session with this key, unless it is over. One that is over is removed in passing.
    pub(crate) async fn find_session(&self, key: &Key) -> Result<Option<Session>, SessionError> {
        let Some(record) = self.store.session(key).await? else {
            return Ok(None);
        };
        if self.session_end(record.created_at, record.used_at) <= now_ms() {
            self.end_session(key, Some(record.generation)).await?;
            return Ok(None);
        }
        Ok(self.open_session(record))
    }

    /// The record with its tokens; nothing where it cannot be read here. It is left where it is: the
    /// key or the configuration may come back.
    pub(crate) fn open_session(&self, record: SessionRecord) -> Option<Session> {
        let opened = self.keys.open(&Owner::session(&record), &record.sealed);
        let text = match opened {
            Ok(text) => text,
            Err(error) => {
                tracing::warn!(key = ?record.key, %error, "a session cannot be read");
                return None;
            }
        };
        let value = json::parse::<SerdeJson>(&text)?;
        let tokens = StoredSession::from_value::<SerdeJson>(&value, &self.config.client)?;
        Some(Session { record, tokens })
    }

    async fn note_use(&self, record: &mut SessionRecord) -> Result<(), StoreError> {
        let now = now_ms();
        let unnoted = now.saturating_sub(record.used_at);
        if unnoted < LONGEST_UNNOTED_USE_MS.min(ms(self.config.session_idle) / 16) {
            return Ok(());
        }
        let end = self.session_end(record.created_at, now);
        self.store.touch_session(&record.key, now, end).await?;
        (record.used_at, record.expires_at) = (now, end);
        Ok(())
    }

    /// Keeps a session that begins now under a new id, and ends the one of the same browser that it takes
    /// the place of.
    pub(crate) async fn begin_session(
        self: &Arc<Self>,
        tokens: &StoredSession,
        replaced: Option<Key>,
    ) -> Result<Id, SessionError> {
        let id = Id::generate().map_err(|_| SealError::NoRandom)?;
        let (key, now) = (id.key(), now_ms());
        let mut record = SessionRecord {
            key,
            sealed: Vec::new(),
            generation: 0,
            refused_generation: None,
            created_at: now,
            used_at: now,
            expires_at: self.session_end(now, now),
            lease: None,
            pause: None,
        };
        record.sealed = self.seal(&record, tokens)?;
        self.store.insert_session(record).await?;
        if let Some(old) = replaced {
            self.end_session(&old, None).await?;
        }
        Ok(id)
    }

    /// Removes a session, so that nobody finds it again, and revokes its refresh token; where
    /// `generation` names one, only if the session has still that generation. Whether it did.
    pub(crate) async fn end_session(
        &self,
        key: &Key,
        generation: Option<u64>,
    ) -> Result<bool, StoreError> {
        let Some(record) = self.store.take_session(key, generation).await? else {
            return Ok(false);
        };
        let session = self.open_session(record);
        if let Some(token) = session.and_then(|session| session.tokens.refresh_token) {
            self.revoke(token).await;
        }
        Ok(true)
    }

    /// Revokes a refresh token. The revocation goes on where the provider takes long, or the browser
    /// goes away.
    pub(crate) async fn revoke(&self, token: RefreshToken) {
        let provider = Arc::clone(&self.provider);
        let revocation = self
            .tasks
            .spawn(async move { provider.revoke(&token).await });
        // An error here is that the provider takes long, which is no error of the session's end.
        let _ = tokio::time::timeout(REVOCATION_PATIENCE, revocation).await;
    }

    /// `tokens` sealed for `record`.
    pub(crate) fn seal(
        &self,
        record: &SessionRecord,
        tokens: &StoredSession,
    ) -> Result<Vec<u8>, SealError> {
        let text = tokens.to_value().to_json();
        self.keys.seal(&Owner::session(record), &text)
    }
}
