//! Web Locks: one tab of this site at a time.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::AbortController;

use super::timer::Timer;

/// A lock that is held until it is dropped. The browser takes it back from a page that goes away.
pub(crate) struct Lock(Function);

impl Drop for Lock {
    fn drop(&mut self) {
        // It is the `resolve` of a promise, which never throws.
        let _ = self.0.call0(&JsValue::UNDEFINED);
    }
}

/// What waiting for a lock came to.
pub(crate) enum LockGuard {
    /// It was free, or the browser has no locks.
    AtOnce { _lock: Option<Lock> },
    /// Another tab had it first.
    Waited { _lock: Lock },
    /// Another tab has it still.
    TimedOut,
}

/// Waits for the lock `name`, though no longer than `timeout_ms`.
pub(crate) async fn acquire(name: &str, timeout_ms: u32) -> LockGuard {
    if lock_manager().is_none() {
        return LockGuard::AtOnce { _lock: None };
    }
    match request(name, "ifAvailable", &JsValue::TRUE).await {
        Requested::Granted(lock) => return LockGuard::AtOnce { _lock: Some(lock) },
        Requested::Refused => return LockGuard::AtOnce { _lock: None },
        Requested::Taken => {}
    }
    let Ok(controller) = AbortController::new() else {
        return LockGuard::TimedOut;
    };
    let signal = controller.signal();
    // WebKit may collect a signal of `AbortSignal.timeout` as garbage, and never aborts then.
    let _limit = Timer::after(f64::from(timeout_ms), move || controller.abort());
    match request(name, "signal", &signal).await {
        Requested::Granted(lock) => LockGuard::Waited { _lock: lock },
        Requested::Taken | Requested::Refused => LockGuard::TimedOut,
    }
}

/// Shows the site's other tabs that something is here, until it is dropped: a lock that any number of
/// tabs may hold at once.
pub(crate) struct Presence(Function);

impl Drop for Presence {
    fn drop(&mut self) {
        // It is the `resolve` of a promise, which never throws.
        let _ = self.0.call0(&JsValue::UNDEFINED);
    }
}

impl Presence {
    /// Shows it under `name`; nothing where the browser has no locks.
    pub(crate) fn show(name: &str) -> Option<Self> {
        let (locks, request) = lock_manager()?;
        let options = Object::new();
        Reflect::set(&options, &"mode".into(), &"shared".into()).ok()?;
        let mut release = None;
        let held = Promise::new(&mut |resolve, _| release = Some(resolve));
        // The lock is held until the promise that is returned here is resolved.
        let hold = Closure::once_into_js(move |_: JsValue| held);
        let ended = request.call3(&locks, &name.into(), &options, &hold).ok()?;
        spawn_local(async move {
            // It is refused on a page that goes away, where nobody needs to know.
            let _ = JsFuture::from(Promise::resolve(&ended)).await;
        });
        release.map(Self)
    }

    /// How many tabs of this site show it, this one included.
    pub(crate) async fn count(name: &str) -> usize {
        let held = held_locks().await.unwrap_or_default();
        let is_it = |lock: &JsValue| name_of(lock).as_deref() == Some(name);
        held.iter().filter(is_it).count()
    }
}

async fn held_locks() -> Option<Array> {
    let (locks, _) = lock_manager()?;
    let query: Function = Reflect::get(&locks, &"query".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let snapshot: Promise = query.call0(&locks).ok()?.dyn_into().ok()?;
    let snapshot = JsFuture::from(snapshot).await.ok()?;
    Reflect::get(&snapshot, &"held".into())
        .ok()?
        .dyn_into()
        .ok()
}

fn name_of(lock: &JsValue) -> Option<String> {
    Reflect::get(lock, &"name".into()).ok()?.as_string()
}

/// The browser's lock manager and its `request`.
fn lock_manager() -> Option<(JsValue, Function)> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    let request = Reflect::get(&locks, &"request".into()).ok()?;
    Some((locks, request.dyn_into().ok()?))
}

/// What came of a request for a lock.
enum Requested {
    Granted(Lock),
    /// Another tab has it.
    Taken,
    /// The browser gives no locks here, or the time is over.
    Refused,
}

async fn request(name: &str, option: &str, value: &JsValue) -> Requested {
    match request_lock(name, option, value).await {
        Some(answer) if answer.is_null() => Requested::Taken,
        Some(answer) => answer.dyn_into().map_or(Requested::Refused, |release| {
            Requested::Granted(Lock(release))
        }),
        None => Requested::Refused,
    }
}

/// The function that releases the lock; `null` where another tab has it, and `undefined` where the
/// browser refuses.
async fn request_lock(name: &str, option: &str, value: &JsValue) -> Option<JsValue> {
    let (locks, request) = lock_manager()?;
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
    JsFuture::from(granted).await.ok()
}
