//! Web Locks: one tab of this site at a time.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::AbortSignal;

/// A lock that is held until it is dropped. The browser takes it back from a page that goes away.
pub(crate) struct Lock(Function);

impl Drop for Lock {
    fn drop(&mut self) {
        // It is the `resolve` of a promise, which never throws.
        let _ = self.0.call0(&JsValue::UNDEFINED);
    }
}

/// This tab's turn.
pub(crate) struct Turn {
    /// Nothing where waiting took too long, or where the browser has no locks.
    pub(crate) _lock: Option<Lock>,
    /// Whether another tab had it first.
    pub(crate) waited: bool,
}

/// Waits for the lock `name`, though no longer than `timeout_ms`.
pub(crate) async fn turn(name: &str, timeout_ms: u32) -> Turn {
    let at_once = request(name, "ifAvailable", &JsValue::TRUE).await;
    if at_once.is_some() {
        return Turn {
            _lock: at_once,
            waited: false,
        };
    }
    let signal = AbortSignal::timeout_with_u32(timeout_ms);
    let lock = request(name, "signal", &signal).await;
    Turn {
        waited: lock.is_some(),
        _lock: lock,
    }
}

async fn request(name: &str, option: &str, value: &JsValue) -> Option<Lock> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    let request: Function = Reflect::get(&locks, &"request".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let options = Object::new();
    Reflect::set(&options, &option.into(), value).ok()?;
    let granted = Promise::new(&mut |resolve, _| {
        let grant = resolve.clone();
        // The lock is held until the promise that is returned here is resolved.
        let hold = Closure::once_into_js(move |lock: JsValue| {
            Promise::new(&mut |release, _| {
                let given = if lock.is_null() { &lock } else { &release };
                let _ = grant.call1(&JsValue::UNDEFINED, given);
                if lock.is_null() {
                    let _ = release.call0(&JsValue::UNDEFINED);
                }
            })
        });
        let Ok(held) = request.call3(&locks, &name.into(), &options, &hold) else {
            let _ = resolve.call0(&JsValue::UNDEFINED);
            return;
        };
        spawn_local(async move {
            // It is refused when the time is over; where it was held, this comes too late to matter.
            let _ = JsFuture::from(Promise::resolve(&held)).await;
            let _ = resolve.call0(&JsValue::UNDEFINED);
        });
    });
    JsFuture::from(granted)
        .await
        .ok()?
        .dyn_into()
        .ok()
        .map(Lock)
}
