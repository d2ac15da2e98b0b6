//! Texts of servers, without the secrets that they repeat.

use crate::protocol::trace::MASK;
use js_sys::JsString;

/// `text` with [`MASK`] wherever `secret` stands in it.
pub(crate) fn masked(text: &str, secret: &str) -> String {
    // A search for texts of its own would be more to load.
    JsString::from(text).split(secret).join(MASK).into()
}
