//! Work that goes on beside what is done now.

use js_sys::Promise;
use std::task::{Context, Waker};
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

    /// As [`start`](Self::start); the work's first step is done before this returns, so that what it
    /// asks a server for is on the way while the rest of the page is built.
    pub(crate) fn start_now(work: impl Future<Output = ()> + 'static) -> Self {
        let mut work = Box::pin(work);
        // Whoever polls it next gives it the waker that counts.
        match work
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
            .is_ready()
        {
            true => Self::done(),
            false => Self::start(work),
        }
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
