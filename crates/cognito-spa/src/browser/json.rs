//! JSON by the browser's own parser, which costs no bytes.

use crate::protocol::json::{Json, Value};
use js_sys::{Array, Object, Reflect};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsCast, JsValue};

#[cfg(all(test, target_family = "wasm"))]
mod tests;

/// `JSON.parse`.
pub(crate) struct BrowserJson;

impl Json for BrowserJson {
    fn parse(text: &str) -> Option<Value> {
        read(&js_sys::JSON::parse(text).ok()?)
    }
}

/// Whether `JSON.parse` takes it.
pub(crate) fn is_json(text: &str) -> bool {
    js_sys::JSON::parse(text).is_ok()
}

/// `value` as JSON text.
pub(crate) fn write(value: &Value) -> Option<String> {
    js_sys::JSON::stringify(&written(value)?)
        .ok()
        .map(Into::into)
}

/// Anything that serde can write, as JSON text.
pub(crate) fn write_any<T: serde::Serialize + ?Sized>(value: &T) -> Option<String> {
    let value = value.serialize(&Serializer::json_compatible()).ok()?;
    js_sys::JSON::stringify(&value).ok().map(Into::into)
}

fn read(js: &JsValue) -> Option<Value> {
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
            .map(|item| read(&item))
            .collect::<Option<_>>()
            .map(Value::List);
    }
    let object = js.dyn_ref::<Object>()?;
    Object::keys(object)
        .iter()
        .map(|key| Some((key.as_string()?, read(&Reflect::get(object, &key).ok()?)?)))
        .collect::<Option<_>>()
        .map(Value::Map)
}

fn written(value: &Value) -> Option<JsValue> {
    Some(match value {
        Value::Null => JsValue::NULL,
        Value::Bool(truth) => (*truth).into(),
        Value::Number(number) => (*number).into(),
        Value::Text(text) => text.into(),
        Value::List(list) => {
            let array = Array::new();
            for item in list {
                array.push(&written(item)?);
            }
            array.into()
        }
        Value::Map(members) => {
            let object = Object::new();
            for (name, value) in members {
                Reflect::set(&object, &name.into(), &written(value)?).ok()?;
            }
            object.into()
        }
    })
}
