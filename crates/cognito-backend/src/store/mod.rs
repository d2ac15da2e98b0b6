//! Where logins and sessions are kept: [`SessionStore`], and the stores that come with this crate.

#[cfg(feature = "dynamodb")]
mod dynamodb;
#[cfg(feature = "sqlite")]
mod sqlite;

#[cfg(feature = "dynamodb")]
pub use dynamodb::DynamoDbStore;
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteStore;

pub use crate::ids::Key;

use async_trait::async_trait;

/// Why a store did not do what it was asked for.
///
/// The cause is for the log. It never holds a record.
#[derive(Debug, thiserror::Error)]
#[error("the session store failed: {0}")]
pub struct StoreError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

impl StoreError {
    /// With what went wrong.
    pub fn new(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(cause.into())
    }
}

/// A login that was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginRecord {
    /// The hash of the login's `state`.
    pub key: Key,
    /// What its callback needs, encrypted.
    pub sealed: Vec<u8>,
    /// From when on it is not answered any more, in milliseconds since 1970.
    pub expires_at: u64,
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRecord {
    /// The hash of the session's id.
    pub key: Key,
    /// Its tokens, encrypted.
    pub sealed: Vec<u8>,
    /// How often the tokens were replaced.
    pub generation: u64,
    /// The generation of the tokens that an API refused although they had just been renewed.
    pub refused_generation: Option<u64>,
    /// When the person signed in, in milliseconds since 1970.
    pub created_at: u64,
    /// When it was last used, in milliseconds since 1970; not every use is noted.
    pub used_at: u64,
    /// From when on it is over unless it is used, in milliseconds since 1970.
    pub expires_at: u64,
    /// Who renews it now.
    pub lease: Option<Lease>,
    /// Until when nobody renews it, because it has just failed.
    pub pause: Option<Pause>,
}

/// The right to renew a session, which one process has at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// A random value of whoever has it.
    pub owner: String,
    /// Until when, in milliseconds since 1970. Then its owner is held to be gone.
    pub until: u64,
}

/// The time after a renewal that failed, in which nobody tries again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// How many renewals have failed one after the other.
    pub failures: u32,
    /// Until when, in milliseconds since 1970.
    pub until: u64,
}

impl SessionRecord {
    /// Whether somebody renews it at `now`, in milliseconds since 1970.
    pub(crate) fn is_leased(&self, now: u64) -> bool {
        self.lease.as_ref().is_some_and(|lease| lease.until > now)
    }

    /// Whether nobody is to renew it at `now`, in milliseconds since 1970.
    pub(crate) fn is_paused(&self, now: u64) -> bool {
        self.pause.is_some_and(|pause| pause.until > now)
    }
}

/// Keeps logins and sessions, for every process that serves the site.
///
/// What is kept is encrypted already. Every method is one atomic step, and a read sees every step that
/// was finished before it, in any process.
#[async_trait]
pub trait SessionStore: Send + Sync + 'static {
    /// Keeps a login, if there is room for it. Whether it did: anybody can begin logins, so a store
    /// bounds how many it has at once.
    async fn insert_login(&self, login: LoginRecord) -> Result<bool, StoreError>;

    /// Reads and removes a login, so that nobody finds it again; also one that has expired.
    async fn take_login(&self, key: &Key) -> Result<Option<LoginRecord>, StoreError>;

    /// Keeps a new session.
    async fn insert_session(&self, session: SessionRecord) -> Result<(), StoreError>;

    /// Reads a session; also one that has expired and was not removed yet.
    async fn session(&self, key: &Key) -> Result<Option<SessionRecord>, StoreError>;

    /// Notes that a session was used, if there still is one.
    async fn touch_session(
        &self,
        key: &Key,
        used_at: u64,
        expires_at: u64,
    ) -> Result<(), StoreError>;

    /// Reads and removes a session, where `generation` names one only if the session has still that
    /// generation.
    async fn take_session(
        &self,
        key: &Key,
        generation: Option<u64>,
    ) -> Result<Option<SessionRecord>, StoreError>;

    /// Gives `lease` to its owner if the session has still this generation and at `now`, in
    /// milliseconds since 1970, nobody else has a lease and no pause lasts. Whether it did; also where
    /// the owner has it already.
    async fn acquire_lease(
        &self,
        key: &Key,
        generation: u64,
        lease: &Lease,
        now: u64,
    ) -> Result<bool, StoreError>;

    /// Replaces the tokens and counts the generation up by one, if the session has still this
    /// generation; and takes lease and pause away, if `release` says so. Whether it did.
    async fn replace_tokens(
        &self,
        key: &Key,
        generation: u64,
        sealed: Vec<u8>,
        release: bool,
    ) -> Result<bool, StoreError>;

    /// Puts `pause` in the place of the lease, if `owner` has it.
    async fn pause_renewal(&self, key: &Key, owner: &str, pause: Pause) -> Result<(), StoreError>;

    /// Notes that the tokens of this generation were refused although they had just been renewed.
    async fn note_refusal(&self, key: &Key, generation: u64) -> Result<(), StoreError>;

    /// Removes some of what has expired at `now`, in milliseconds since 1970, and says how many records
    /// that were: 0 when nothing is left.
    async fn remove_expired(&self, now: u64) -> Result<u64, StoreError>;
}
