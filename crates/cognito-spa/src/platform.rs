//! What the browser has already and would cost bytes to bring along: its JSON parser, and its search
//! in texts. Elsewhere serde_json's and Rust's own.

use crate::browser::json::{self as browser_json, BrowserJson};
use crate::browser::mask;
use crate::protocol::json::{Json, SerdeJson, Value};
use crate::protocol::trace::MASK;
use serde::Serialize;
use serde::de::IgnoredAny;

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

/// Whether `text` is JSON.
pub(crate) fn is_json(text: &str) -> bool {
    match IN_BROWSER {
        true => browser_json::is_json(text),
        false => serde_json::from_str::<IgnoredAny>(text).is_ok(),
    }
}

/// `value` as JSON text, or nothing where serde refuses.
pub(crate) fn to_json<T: Serialize + ?Sized>(value: &T) -> Option<String> {
    match IN_BROWSER {
        true => browser_json::write_any(value),
        false => serde_json::to_string(value).ok(),
    }
}

/// `text` with [`MASK`] wherever `secret` stands in it.
pub(crate) fn masked(text: &str, secret: &str) -> String {
    match IN_BROWSER {
        true => mask::masked(text, secret),
        false => text.replace(secret, MASK),
    }
}
