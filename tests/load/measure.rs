//! Many browsers that do the same again and again, and how long it takes each time.

use std::time::{Duration, Instant};

use futures_util::future::join_all;

use crate::browser::Browser;

/// What was measured.
pub(crate) struct Figures {
    /// How often it was done.
    pub(crate) per_second: f64,
    /// What half of them took at most.
    pub(crate) median_ms: f64,
    /// What 99 of 100 took at most.
    pub(crate) slowest_ms: f64,
}

/// Has each browser `act` for this long. What `act` returns is how long the server took.
pub(crate) async fn measure(
    browsers: &[Browser],
    duration: Duration,
    act: impl AsyncFn(&Browser) -> Duration,
) -> Figures {
    let begun = Instant::now();
    let each = browsers.iter().map(async |browser| {
        let mut taken = Vec::new();
        while begun.elapsed() < duration {
            taken.push(act(browser).await);
        }
        taken
    });
    let mut taken: Vec<Duration> = join_all(each).await.into_iter().flatten().collect();
    let elapsed = begun.elapsed();
    taken.sort_unstable();
    let at = |percent: usize| {
        let nth = (taken.len() * percent / 100).min(taken.len().saturating_sub(1));
        taken
            .get(nth)
            .map_or(0.0, |taken| taken.as_secs_f64() * 1_000.0)
    };
    Figures {
        per_second: taken.len() as f64 / elapsed.as_secs_f64(),
        median_ms: at(50),
        slowest_ms: at(99),
    }
}
