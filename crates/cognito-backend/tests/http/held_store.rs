//! A store that takes its time to give a lease.

use std::sync::Arc;

use async_trait::async_trait;
use cognito_backend::SqliteStore;
use cognito_backend::store::{
    Key, Lease, LoginRecord, Pause, SessionRecord, SessionStore, StoreError,
};
use tokio::sync::Notify;

/// Every step is that of `store`. The first lease is given when `go_on` says so.
pub(crate) struct HeldStore {
    pub(crate) store: SqliteStore,
    pub(crate) is_asked: Arc<Notify>,
    pub(crate) go_on: Arc<Notify>,
}

type Outcome<T> = Result<T, StoreError>;

#[async_trait]
impl SessionStore for HeldStore {
    async fn acquire_lease(
        &self,
        key: &Key,
        generation: u64,
        lease: &Lease,
        now: u64,
    ) -> Outcome<bool> {
        self.is_asked.notify_one();
        let (store, go_on) = (self.store.clone(), self.go_on.clone());
        let (key, lease) = (*key, lease.clone());
        // It is given, as a server does it, also where nobody waits for the answer any more.
        let acquiring = tokio::spawn(async move {
            go_on.notified().await;
            let acquired = store.acquire_lease(&key, generation, &lease, now).await;
            go_on.notify_one();
            acquired
        });
        acquiring.await.map_err(StoreError::new)?
    }

    async fn insert_login(&self, login: LoginRecord) -> Outcome<bool> {
        self.store.insert_login(login).await
    }

    async fn take_login(&self, key: &Key) -> Outcome<Option<LoginRecord>> {
        self.store.take_login(key).await
    }

    async fn insert_session(&self, session: SessionRecord) -> Outcome<()> {
        self.store.insert_session(session).await
    }

    async fn session(&self, key: &Key) -> Outcome<Option<SessionRecord>> {
        self.store.session(key).await
    }

    async fn touch_session(&self, key: &Key, used_at: u64, expires_at: u64) -> Outcome<()> {
        self.store.touch_session(key, used_at, expires_at).await
    }

    async fn take_session(
        &self,
        key: &Key,
        generation: Option<u64>,
    ) -> Outcome<Option<SessionRecord>> {
        self.store.take_session(key, generation).await
    }

    async fn replace_tokens(
        &self,
        key: &Key,
        generation: u64,
        sealed: Vec<u8>,
        release: bool,
    ) -> Outcome<bool> {
        let store = &self.store;
        store.replace_tokens(key, generation, sealed, release).await
    }

    async fn pause_renewal(&self, key: &Key, owner: &str, pause: Pause) -> Outcome<()> {
        self.store.pause_renewal(key, owner, pause).await
    }

    async fn note_refusal(&self, key: &Key, generation: u64) -> Outcome<()> {
        self.store.note_refusal(key, generation).await
    }

    async fn remove_expired(&self, now: u64) -> Outcome<u64> {
        self.store.remove_expired(now).await
    }
}
