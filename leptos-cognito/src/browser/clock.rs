//! The device's clock, and how far it is from the server's.

/// The device's time in milliseconds since 1970.
pub(crate) fn now() -> f64 {
    js_sys::Date::now()
}

/// A `Date` header (RFC 9110 §6.6.1) in milliseconds since 1970.
pub(crate) fn parse_http_date(text: &str) -> Option<f64> {
    Some(js_sys::Date::parse(text)).filter(|time| time.is_finite())
}
