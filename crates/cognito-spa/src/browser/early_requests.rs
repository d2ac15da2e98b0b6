//! What the page's start script has asked for on behalf of a login that comes back, while the program
//! was still loading.

use super::http::Sent;
use super::json::BrowserJson;
use crate::protocol::json::{self, Value};
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

/// The property of the window in which the start script leaves it (`src/boot.js`).
const NAME: &str = "leptosCognitoEarlyRequests";

/// What the start script leaves.
pub(crate) struct EarlyRequests {
    /// The query of the callback, which is gone from the address.
    pub(crate) query: String,
    /// The pending record of its `state`, which is gone from the storage.
    pub(crate) record: Option<Value>,
    /// When it was sent, in milliseconds since 1970.
    pub(crate) sent_at: f64,
    /// The token request.
    pub(crate) tokens: Sent,
    /// The request for the issuer's keys, where the login needs any.
    pub(crate) keys: Option<Sent>,
}

/// Takes it, so that it is used once; nothing where there is none.
pub(crate) fn take() -> Option<EarlyRequests> {
    let window: JsValue = web_sys::window()?.into();
    let left = get(&window, NAME)?;
    Reflect::delete_property(window.unchecked_ref::<Object>(), &NAME.into()).ok()?;
    Some(EarlyRequests {
        query: get(&left, "query")?.as_string()?,
        record: json::parse::<BrowserJson>(&get(&left, "record")?.as_string()?),
        sent_at: get(&left, "sentAt")?.as_f64()?,
        tokens: sent(&get(&left, "tokens")?)?,
        keys: get(&left, "keys").and_then(|keys| sent(&keys)),
    })
}

fn sent(request: &JsValue) -> Option<Sent> {
    let answer = get(request, "answer")?.dyn_into().ok()?;
    let controller = get(request, "controller")?.dyn_into().ok()?;
    Some(Sent::under_way(answer, controller))
}

fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into()).ok()
}
