//! JSON by the browser's own parser, which costs no bytes.
//!
//! What it read is copied into a [`Value`], and serde reads that. serde-wasm-bindgen would read the
//! browser's objects directly, but its errors quote what they refuse, and the code that writes
//! numbers and quotes for messages that nobody sees is 20 kB of a page.

use crate::protocol::json::{Json, Value};
use js_sys::{Array, Object, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsCast, JsValue};

/// `JSON.parse` and `JSON.stringify` under serde.
pub(crate) struct BrowserJson;

impl Json for BrowserJson {
    fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
        T::deserialize(value(&js_sys::JSON::parse(text).ok()?)?).ok()
    }

    fn write<T: Serialize>(value: &T) -> Option<String> {
        let value = value.serialize(&Serializer::json_compatible()).ok()?;
        js_sys::JSON::stringify(&value).ok().map(Into::into)
    }
}

fn value(js: &JsValue) -> Option<Value> {
    if js.is_null() {
        return Some(Value::Null);
    }
    if let Some(text) = js.as_string() {
        return Some(Value::Text(text));
    }
    if let Some(number) = js.as_f64() {
        return Some(Value::Number(number));
    }
    if let Some(truth) = js.as_bool() {
        return Some(Value::Bool(truth));
    }
    if let Some(list) = js.dyn_ref::<Array>() {
        return list
            .iter()
            .map(|item| value(&item))
            .collect::<Option<_>>()
            .map(Value::List);
    }
    let object = js.dyn_ref::<Object>()?;
    Object::keys(object)
        .iter()
        .map(|key| Some((key.as_string()?, value(&Reflect::get(object, &key).ok()?)?)))
        .collect::<Option<_>>()
        .map(Value::Map)
}
