//! How many requests an API is sent at once: in all, and of one session.

use crate::store::Key;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// One session has a quarter of an API's places at most, so that no four of them shut out everybody
/// else; and so many in any case.
const PART_OF_SESSION: usize = 4;
const LEAST_OF_SESSION: usize = 4;

/// The places of one API.
pub(crate) struct Places {
    all: Arc<Semaphore>,
    of_session: usize,
    sessions: Mutex<HashMap<Key, OfSession>>,
}

struct OfSession {
    places: Arc<Semaphore>,
    /// How many requests hold a place or wait for one. The last one removes the entry.
    requests: usize,
}

/// A place at an API, free again when this is dropped.
pub(crate) struct Place {
    _permits: [OwnedSemaphorePermit; 2],
    _request: SessionRequest,
}

impl Places {
    pub(crate) fn new(count: usize) -> Self {
        Self {
            all: Arc::new(Semaphore::new(count)),
            of_session: (count / PART_OF_SESSION).max(LEAST_OF_SESSION),
            sessions: Mutex::default(),
        }
    }

    /// A place for a request of `session`; nothing where none is free within `patience`.
    pub(crate) async fn take(self: &Arc<Self>, session: Key, patience: Duration) -> Option<Place> {
        let request = SessionRequest::new(self, session);
        let turn = async {
            let of_session = Arc::clone(&request.places).acquire_owned().await;
            let of_all = Arc::clone(&self.all).acquire_owned().await;
            Some([of_session.ok()?, of_all.ok()?])
        };
        let permits = tokio::time::timeout(patience, turn).await.ok()??;
        Some(Place {
            _permits: permits,
            _request: request,
        })
    }

    /// Each change is complete when it is made, so what a panicking thread left behind may be used.
    fn sessions(&self) -> MutexGuard<'_, HashMap<Key, OfSession>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request of a session, from when it waits for its place until it gives it back.
struct SessionRequest {
    api: Arc<Places>,
    session: Key,
    places: Arc<Semaphore>,
}

impl SessionRequest {
    fn new(api: &Arc<Places>, session: Key) -> Self {
        let mut sessions = api.sessions();
        let of_session = sessions.entry(session).or_insert_with(|| OfSession {
            places: Arc::new(Semaphore::new(api.of_session)),
            requests: 0,
        });
        of_session.requests += 1;
        Self {
            api: Arc::clone(api),
            session,
            places: Arc::clone(&of_session.places),
        }
    }
}

impl Drop for SessionRequest {
    fn drop(&mut self) {
        let mut sessions = self.api.sessions();
        if let Some(of_session) = sessions.get_mut(&self.session) {
            of_session.requests -= 1;
            if of_session.requests == 0 {
                sessions.remove(&self.session);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_session_leaves_places_to_the_others_and_nothing_behind() {
        let api = Arc::new(Places::new(20));
        let (greedy, other) = (Key::of("greedy"), Key::of("other"));
        let mut held = Vec::new();
        for _ in 0..5 {
            held.push(api.take(greedy, Duration::ZERO).await.unwrap());
        }
        assert!(api.take(greedy, Duration::ZERO).await.is_none());
        held.push(api.take(other, Duration::ZERO).await.unwrap());
        drop(held);
        assert!(api.take(greedy, Duration::ZERO).await.is_some());
        assert!(api.sessions().is_empty());
    }

    #[tokio::test]
    async fn a_session_may_have_four_places_where_an_api_has_no_more() {
        let api = Arc::new(Places::new(4));
        let mut held = Vec::new();
        for _ in 0..4 {
            held.push(api.take(Key::of("a"), Duration::ZERO).await.unwrap());
        }
        assert!(api.take(Key::of("b"), Duration::ZERO).await.is_none());
    }
}
