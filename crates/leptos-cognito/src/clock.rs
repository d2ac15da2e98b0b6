//! The device's clock, on every target.

use std::time::SystemTime;

/// Now, in milliseconds since 1970.
pub(crate) fn now_ms() -> f64 {
    // Rust's own clock panics there.
    if cfg!(target_family = "wasm") {
        return js_sys::Date::now();
    }
    let since_1970 = SystemTime::UNIX_EPOCH.elapsed();
    // A clock before 1970 has not been set.
    since_1970.map_or(0.0, |since| since.as_secs_f64() * 1000.0)
}
