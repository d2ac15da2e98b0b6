//! The address bar, and leaving the page.

use wasm_bindgen::JsValue;

/// Where the page is.
pub(crate) struct Place {
    /// Scheme, host and port.
    pub(crate) origin: String,
    /// The path.
    pub(crate) path: String,
    /// The query with its `?`, or nothing.
    pub(crate) query: String,
}

/// Where the page is now.
pub(crate) fn place() -> Option<Place> {
    let location = web_sys::window()?.location();
    Some(Place {
        origin: location.origin().ok()?,
        path: location.pathname().ok()?,
        query: location.search().ok()?,
    })
}

/// Puts `path` in the address bar, and in the history in the place of what was there.
pub(crate) fn replace_address(path: &str) -> Result<(), JsValue> {
    web_sys::window()
        .ok_or(JsValue::UNDEFINED)?
        .history()?
        .replace_state_with_url(&JsValue::NULL, "", Some(path))
}

/// Leaves for `url`; where this page only leads on to it, it is no place to come back to with Back.
pub(crate) fn leave_for(url: &str, replaces_page: bool) -> Result<(), JsValue> {
    let location = web_sys::window().ok_or(JsValue::UNDEFINED)?.location();
    match replaces_page {
        true => location.replace(url),
        false => location.assign(url),
    }
}
