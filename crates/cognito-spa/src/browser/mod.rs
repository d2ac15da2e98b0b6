//! What the flow does: one thin adapter a web API. Nothing here decides anything.

pub(crate) mod clipboard;
pub(crate) mod clock;
pub(crate) mod crypto;
pub(crate) mod early_requests;
pub(crate) mod events;
pub(crate) mod http;
pub(crate) mod json;
pub(crate) mod location;
pub(crate) mod locks;
pub(crate) mod mask;
pub(crate) mod storage;
pub(crate) mod tabs;
pub(crate) mod task;
pub(crate) mod timer;

/// Whether this runs in a page. Elsewhere, on a server or in a native test, a call into the browser
/// would panic, so every way in asks first.
pub(crate) fn is_present() -> bool {
    cfg!(target_family = "wasm") && web_sys::window().is_some()
}
