//! JSON by the browser's own parser, which costs no bytes.

use crate::protocol::json::Json;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;

/// `JSON.parse` and `JSON.stringify` under serde.
pub(crate) struct BrowserJson;

impl Json for BrowserJson {
    fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
        serde_wasm_bindgen::from_value(js_sys::JSON::parse(text).ok()?).ok()
    }

    fn write<T: Serialize>(value: &T) -> Option<String> {
        let value = value.serialize(&Serializer::json_compatible()).ok()?;
        js_sys::JSON::stringify(&value).ok().map(Into::into)
    }
}
