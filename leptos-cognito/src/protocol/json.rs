//! JSON, whoever reads it: `JSON.parse` in the browser, serde_json in the native tests.

use serde::Serialize;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};

/// Reads and writes JSON text.
pub trait Json {
    /// The value in `text`, or nothing where it is not JSON or not of that form.
    fn read<T: DeserializeOwned>(text: &str) -> Option<T>;
    /// `value` as JSON text.
    fn write<T: Serialize>(value: &T) -> Option<String>;
}

/// The longest text that is read at all, in bytes: far above any honest answer.
pub const TEXT_LIMIT: usize = 1 << 20;

/// How deep arrays and objects may be nested: far above any honest answer, and far below what
/// would exhaust the stack of a reader that calls itself for each of them.
pub const DEPTH_LIMIT: usize = 32;

/// Reads a text that somebody else wrote: nothing where it is longer or deeper than the limits, or
/// where `J` reads nothing in it.
pub fn read<J: Json, T: DeserializeOwned>(text: &str) -> Option<T> {
    if text.len() > TEXT_LIMIT || depth(text) > DEPTH_LIMIT {
        return None;
    }
    J::read(text)
}

/// How many arrays and objects are open at once in `text`, brackets inside strings aside.
fn depth(text: &str) -> usize {
    let (mut open, mut deepest) = (0_usize, 0);
    let mut bytes = text.bytes();
    let mut in_string = false;
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => in_string = !in_string,
            b'\\' if in_string => {
                bytes.next();
            }
            b'[' | b'{' if !in_string => {
                open += 1;
                deepest = deepest.max(open);
            }
            b']' | b'}' if !in_string => open = open.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// A JSON value whose form is not known beforehand.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`, or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Any number.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object, its members in the order in which they were written.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// The number, where it is one or is written in a string as a whole one, as some providers do.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.parse().ok().map(|number: u32| number.into()),
            _ => None,
        }
        .filter(|number: &f64| number.is_finite())
    }

    /// The string, where it is one.
    pub fn into_text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("JSON")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E>(self, v: bool) -> Result<Value, E> {
        Ok(Value::Bool(v))
    }
    #[allow(clippy::cast_precision_loss)]
    fn visit_i64<E>(self, v: i64) -> Result<Value, E> {
        Ok(Value::Number(v as f64))
    }
    #[allow(clippy::cast_precision_loss)]
    fn visit_u64<E>(self, v: u64) -> Result<Value, E> {
        Ok(Value::Number(v as f64))
    }
    fn visit_f64<E>(self, v: f64) -> Result<Value, E> {
        Ok(Value::Number(v))
    }
    fn visit_str<E>(self, v: &str) -> Result<Value, E> {
        Ok(Value::Text(v.into()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = seq.next_element()? {
            list.push(value);
        }
        Ok(Value::List(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Value::Map(members))
    }
}
