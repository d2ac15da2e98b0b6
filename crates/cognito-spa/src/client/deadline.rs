//! How long a person waits for one thing, however many requests stand behind it.

use crate::browser::{self, clock};
use futures_util::future::{Either, select};
use std::pin::pin;

/// How long something that a person waits for may take, in milliseconds: they are to be told after 15
/// seconds at the latest, which leaves one to do so.
pub(super) const PATIENCE_MS: f64 = 14_000.0;

/// How long a provider's discovery document may take before a login, in milliseconds, so that its page
/// has a chance to come, too.
pub(super) const DISCOVERY_MS: f64 = 12_000.0;

/// The shortest time that a request is given, in milliseconds: one that comes last is still asked.
const SHORTEST_MS: f64 = 1_000.0;

/// A point in time after which nobody is kept waiting.
#[derive(Clone, Copy)]
pub(super) struct Deadline {
    at: f64,
    total_ms: f64,
}

impl Deadline {
    /// In so many milliseconds from now.
    pub(super) fn after(total_ms: f64) -> Self {
        // Off the browser there is neither a clock nor anything to wait for.
        let now = if browser::is_present() {
            clock::now()
        } else {
            0.0
        };
        Self {
            at: now + total_ms,
            total_ms,
        }
    }

    /// What `work` comes to, which is dropped where it takes longer.
    pub(super) async fn limits<T>(self, work: impl Future<Output = T>) -> Option<T> {
        let over = async { clock::pause(self.left_ms().cast_signed()).await };
        match select(pin!(work), pin!(over)).await {
            Either::Left((done, _)) => Some(done),
            Either::Right(_) => None,
        }
    }

    /// The milliseconds that are left for a request; never more than there were, whatever becomes of
    /// the device's clock.
    pub(super) fn left_ms(self) -> u32 {
        let left = (self.at - clock::now()).min(self.total_ms);
        // A cast saturates, and the fraction of a millisecond is nobody's concern.
        left.max(SHORTEST_MS) as u32
    }
}
