//! Timers.

use gloo_timers::callback::Timeout;

/// Something that is done later, unless this is dropped before.
pub(crate) struct Timer {
    _timeout: Timeout,
}

impl Timer {
    /// Does `then` in so many milliseconds. A timer counts no further than 2³¹ ms, and a device that
    /// sleeps stops it, so what is due has to be decided by the clock when it has run out.
    pub(crate) fn after(ms: f64, then: impl FnOnce() + 'static) -> Self {
        const LONGEST_MS: f64 = 2_000_000_000.0;
        // The clamp keeps it in range, and parts of a millisecond say nothing here.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let ms = ms.clamp(0.0, LONGEST_MS) as u32 + 1;
        Self {
            _timeout: Timeout::new(ms, then),
        }
    }
}
