//! The device's clock.

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// The device's time in milliseconds since 1970.
pub(crate) fn now() -> f64 {
    js_sys::Date::now()
}

/// A `Date` header (RFC 9110 §6.6.1) in milliseconds since 1970.
pub(crate) fn parse_http_date(text: &str) -> Option<f64> {
    Some(js_sys::Date::parse(text)).filter(|time| time.is_finite())
}

/// Waits so many milliseconds.
pub(crate) async fn pause(ms: i32) {
    pause_until_told(ms).0.await;
}

/// Ends a pause before its time.
pub(crate) struct EndPause(Option<Function>);

impl EndPause {
    /// Ends it.
    pub(crate) fn tell(&self) {
        if let Some(resolve) = &self.0 {
            // It is the one of a promise, which never throws.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    }
}

/// Waits until it is told to go on, though no longer than so many milliseconds.
pub(crate) fn pause_until_told(ms: i32) -> (impl Future<Output = ()>, EndPause) {
    let mut end = None;
    let over = Promise::new(&mut |resolve, _| {
        let timer = web_sys::window().map(|window| {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms)
        });
        if !matches!(timer, Some(Ok(_))) {
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
        end = Some(resolve);
    });
    let over = async move {
        // It is only ever resolved.
        let _ = JsFuture::from(over).await;
    };
    (over, EndPause(end))
}

/// A number between 0 and 1, for times that are not to coincide. No secret may be made of it.
pub(crate) fn random() -> f64 {
    js_sys::Math::random()
}
