//! Something that is fetched once for everybody, and again when it is old.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long nobody asks again after a failure that left an older value in place.
const REST_AFTER_FAILURE: Duration = Duration::from_secs(60);

/// How long a value that did not do, and was fetched anew, is not fetched anew for that reason: whoever
/// sends tokens with unknown keys makes this server ask for no more than that.
const REST_AFTER_REPLACEMENT: Duration = Duration::from_secs(60);

pub(crate) struct Cached<T, E> {
    state: Mutex<State<T, E>>,
    /// Whoever has it fetches; the others wait for it, or take the value from before.
    fetching: tokio::sync::Mutex<()>,
}

struct State<T, E> {
    value: Option<(Arc<T>, Instant)>,
    failure: Option<(E, Instant)>,
    /// When it was fetched because the one that there was did not do.
    replaced_at: Option<Instant>,
}

impl<T, E: Clone> Cached<T, E> {
    pub(crate) fn new() -> Self {
        Self {
            state: Mutex::new(State {
                value: None,
                failure: None,
                replaced_at: None,
            }),
            fetching: tokio::sync::Mutex::default(),
        }
    }

    /// The value, fetched by `fetch` where there is none or it is older than `longest`. Where the fetch
    /// fails, the value from before counts.
    ///
    /// # Errors
    /// Where there is no value from before. Everybody who waited for one fetch gets its failure.
    pub(crate) async fn get<F: Future<Output = Result<T, E>>>(
        &self,
        longest: Duration,
        fetch: impl FnOnce() -> F,
    ) -> Result<Arc<T>, E> {
        let asked_at = Instant::now();
        if let Some(value) = self.settled(longest) {
            return Ok(value);
        }
        let _turn = match (self.fetching.try_lock(), self.value()) {
            (Ok(turn), _) => turn,
            (Err(_), Some(value)) => return Ok(value),
            (Err(_), None) => self.fetching.lock().await,
        };
        if let Some(value) = self.settled(longest) {
            return Ok(value);
        }
        if let Some((error, at)) = &self.lock().failure
            && *at >= asked_at
        {
            return Err(error.clone());
        }
        let outcome = fetch().await;
        let mut state = self.lock();
        match outcome {
            Ok(value) => {
                let value = Arc::new(value);
                state.value = Some((Arc::clone(&value), Instant::now()));
                state.failure = None;
                Ok(value)
            }
            Err(error) => {
                state.failure = Some((error.clone(), Instant::now()));
                let before = state.value.as_ref().map(|(value, _)| Arc::clone(value));
                before.ok_or(error)
            }
        }
    }

    /// Another value than `seen`, which does not do: fetched, unless somebody else has done so, or has
    /// done so in the last minute without another outcome. Then it is the one that there is.
    ///
    /// # Errors
    /// As [`Cached::get`].
    pub(crate) async fn get_newer<F: Future<Output = Result<T, E>>>(
        &self,
        seen: &Arc<T>,
        fetch: impl FnOnce() -> F,
    ) -> Result<Arc<T>, E> {
        let may_fetch = {
            let mut state = self.lock();
            let is_seen = state
                .value
                .as_ref()
                .is_some_and(|(value, _)| Arc::ptr_eq(value, seen));
            let has_rested = state
                .replaced_at
                .is_none_or(|at| at.elapsed() >= REST_AFTER_REPLACEMENT);
            if is_seen && has_rested {
                state.replaced_at = Some(Instant::now());
            }
            is_seen && has_rested
        };
        match may_fetch {
            true => self.get(Duration::ZERO, fetch).await,
            false => self.get(Duration::MAX, fetch).await,
        }
    }

    /// The value, where nobody has to ask for another one.
    fn settled(&self, longest: Duration) -> Option<Arc<T>> {
        let state = self.lock();
        let (value, fetched_at) = state.value.as_ref()?;
        let has_just_failed = state
            .failure
            .as_ref()
            .is_some_and(|(_, at)| at.elapsed() < REST_AFTER_FAILURE);
        (fetched_at.elapsed() < longest || has_just_failed).then(|| Arc::clone(value))
    }

    fn value(&self) -> Option<Arc<T>> {
        let state = self.lock();
        state.value.as_ref().map(|(value, _)| Arc::clone(value))
    }

    /// Each change is complete when it is made, so what a panicking thread left behind may be used.
    fn lock(&self) -> MutexGuard<'_, State<T, E>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};
    use tokio::sync::Notify;

    const HOUR: Duration = Duration::from_secs(3_600);

    #[tokio::test]
    async fn a_value_is_fetched_once_until_it_is_old() {
        let cached = Cached::<u32, ()>::new();
        assert_eq!(*cached.get(HOUR, async || Ok(1)).await.unwrap(), 1);
        assert_eq!(*cached.get(HOUR, async || Ok(2)).await.unwrap(), 1);
        assert_eq!(
            *cached.get(Duration::ZERO, async || Ok(3)).await.unwrap(),
            3
        );
    }

    #[tokio::test]
    async fn the_value_from_before_outlives_a_failure() {
        let cached = Cached::<u32, &str>::new();
        cached.get(HOUR, async || Ok(1)).await.unwrap();
        let failed = cached.get(Duration::ZERO, async || Err("dead"));
        assert_eq!(*failed.await.unwrap(), 1);
        // And nobody asks again at once.
        assert_eq!(
            *cached.get(Duration::ZERO, async || Ok(2)).await.unwrap(),
            1
        );
    }

    #[tokio::test]
    async fn a_value_that_does_not_do_is_fetched_anew_once_a_minute() {
        let cached = Cached::<u32, ()>::new();
        let first = cached.get(HOUR, async || Ok(1)).await.unwrap();
        let second = cached.get_newer(&first, async || Ok(2)).await.unwrap();
        assert_eq!(*second, 2);
        // Somebody else has seen the first one, too.
        assert_eq!(*cached.get_newer(&first, async || Ok(3)).await.unwrap(), 2);
        assert_eq!(*cached.get_newer(&second, async || Ok(3)).await.unwrap(), 2);
    }

    #[tokio::test]
    async fn everybody_who_waits_shares_one_fetch_and_its_failure() {
        let cached = Cached::<u32, &str>::new();
        let (count, begun, go_on) = (AtomicU32::new(0), Notify::new(), Notify::new());
        let fetch = async || {
            count.fetch_add(1, Ordering::SeqCst);
            begun.notify_one();
            go_on.notified().await;
            Err("dead")
        };
        let first = cached.get(HOUR, fetch);
        let others = async {
            begun.notified().await;
            let waiting =
                futures_util::future::join_all((0..5).map(|_| cached.get(HOUR, async || Ok(1))));
            let release = async {
                tokio::task::yield_now().await;
                go_on.notify_one();
            };
            tokio::join!(waiting, release).0
        };
        let (first, others) = tokio::join!(first, others);
        assert_eq!(first, Err("dead"));
        assert_eq!(others, vec![Err("dead"); 5]);
        assert_eq!(count.load(Ordering::SeqCst), 1);
        assert_eq!(*cached.get(HOUR, async || Ok(7)).await.unwrap(), 7);
    }
}
