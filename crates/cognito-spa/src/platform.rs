//! JSON by what the platform has: the browser's own parser, which costs no bytes, else serde_json.

use crate::browser::json::{self as browser_json, BrowserJson};
use crate::protocol::json::{Json, SerdeJson, Value};
use serde::Serialize;

/// The platform's reader.
pub(crate) struct PlatformJson;

const IN_BROWSER: bool = cfg!(target_family = "wasm");

impl Json for PlatformJson {
    fn parse(text: &str) -> Option<Value> {
        match IN_BROWSER {
            true => BrowserJson::parse(text),
            false => SerdeJson::parse(text),
        }
    }
}

/// `value` as JSON text, or nothing where serde refuses.
pub(crate) fn to_json<T: Serialize + ?Sized>(value: &T) -> Option<String> {
    match IN_BROWSER {
        true => browser_json::write_any(value),
        false => serde_json::to_string(value).ok(),
    }
}
