//! Work that goes on beside what is done now.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

pub(crate) use wasm_bindgen_futures::spawn_local as spawn;

/// Work that is done once, however many wait for it.
#[derive(Clone)]
pub(crate) struct Task(Promise);

impl Task {
    /// Begins `work`, which goes on whether somebody waits for it or not.
    pub(crate) fn start(work: impl Future<Output = ()> + 'static) -> Self {
        Self(future_to_promise(async move {
            work.await;
            Ok(JsValue::UNDEFINED)
        }))
    }

    /// Nothing that has to be waited for.
    pub(crate) fn done() -> Self {
        Self(Promise::resolve(&JsValue::UNDEFINED))
    }

    /// Waits until the work is done.
    pub(crate) async fn finished(self) {
        // The promise is never refused.
        let _ = JsFuture::from(self.0).await;
    }
}
