//! The time of day.

use std::time::{Duration, SystemTime};

/// Now, in milliseconds since 1970. A clock before 1970 counts as 1970.
pub(crate) fn now_ms() -> u64 {
    SystemTime::UNIX_EPOCH.elapsed().map_or(0, ms)
}

/// A duration in milliseconds.
pub(crate) fn ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// `ms` as `cognito_spa::protocol` counts time. Exact up to the year 287396.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn protocol_ms(ms: u64) -> f64 {
    ms as f64
}
