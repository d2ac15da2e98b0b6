//! JSON, whoever reads it: `JSON.parse` in the browser, serde_json elsewhere.
//!
//! What is read is looked up member by member: what a server sends, or somebody put into the
//! storage, need not have the form that one would expect. (serde's derived readers did the same
//! work with 9 kB more to load.)

use core::fmt;

/// A reader of JSON text.
pub trait Json {
    /// The value in `text`, or nothing where it is not JSON.
    fn parse(text: &str) -> Option<Value>;
}

/// serde_json as the reader: ready to use where there is no browser.
///
/// ```
/// # use cognito_spa::*;
/// use protocol::json::{self, SerdeJson};
///
/// let answer = json::parse::<SerdeJson>(r#"{"error": "invalid_grant"}"#).ok_or("no JSON")?;
/// assert_eq!(answer.text("error"), Some("invalid_grant"));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SerdeJson;

impl Json for SerdeJson {
    fn parse(text: &str) -> Option<Value> {
        serde_json::from_str(text).ok()
    }
}

impl SerdeJson {
    /// What `value` serializes to, or nothing where serde refuses.
    pub(crate) fn from_serialize<T: serde::Serialize>(value: &T) -> Option<Value> {
        Self::parse(&serde_json::to_string(value).ok()?)
    }
}

/// The longest text of a provider, a configuration or a storage that is read, in bytes: far above any honest
/// one. An API's answers may be longer ([`ANSWER_LIMIT`](super::api::ANSWER_LIMIT)).
pub const TEXT_LIMIT: usize = 1 << 20;

/// How deep arrays and objects may be nested: far above any honest answer, and far below what
/// would exhaust the stack of a reader that calls itself for each of them.
pub const DEPTH_LIMIT: usize = 32;

/// Reads a text that somebody else wrote: nothing where it is longer or deeper than the limits, or
/// is not JSON. A byte order mark before it is passed over, as `fetch().json()` does (RFC 8259 §8.1).
pub fn parse<J: Json>(text: &str) -> Option<Value> {
    parse_within::<J>(text, TEXT_LIMIT)
}

/// As [`parse`], for a text of so many bytes at most.
pub(crate) fn parse_within<J: Json>(text: &str, limit: usize) -> Option<Value> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > limit || depth(text) > DEPTH_LIMIT {
        return None;
    }
    J::parse(text)
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
///
/// ```
/// # use cognito_spa::Value;
///
/// let claims = Value::object(vec![("sub", Value::Text("17".into()))]);
/// assert_eq!(claims.text("sub"), Some("17"));
/// assert_eq!(claims.get("email"), None);
/// ```
#[derive(Clone, PartialEq)]
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
    /// An object of these members.
    pub fn object(members: Vec<(&str, Self)>) -> Self {
        let named = |(name, value): (&str, Self)| (name.into(), value);
        Self::Map(members.into_iter().map(named).collect())
    }

    /// A string, or `null` where there is none.
    pub fn optional_text(text: Option<&str>) -> Self {
        text.map_or(Self::Null, |text| Self::Text(text.into()))
    }

    /// The member `name`, where this is an object that has it. One that is `null` counts as left
    /// out, and of several the last one counts, as it does for `JSON.parse`.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Map(members) = self else {
            return None;
        };
        members
            .iter()
            .rfind(|(member, _)| member == name)
            .map(|(_, value)| value)
            .filter(|value| !matches!(value, Self::Null))
    }

    /// The member `name`, where it is a string.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_text()
    }

    /// The string, where it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, where it is one or is written in a string as a whole one, as some providers do.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.parse().ok().map(|number: u32| number.into()),
            _ => None,
        }
        .filter(|number: &f64| number.is_finite())
    }

    /// The value as JSON text.
    ///
    /// ```
    /// # use cognito_spa::Value;
    ///
    /// let groups = Value::List(vec![Value::Text("admins".into()), Value::Number(7.0)]);
    /// assert_eq!(groups.to_json(), r#"["admins",7]"#);
    /// ```
    pub fn to_json(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) {
        match self {
            Self::Bool(truth) => text.push_str(if *truth { "true" } else { "false" }),
            Self::Number(number) if number.is_finite() => text.push_str(&number.to_string()),
            Self::Null | Self::Number(_) => text.push_str("null"),
            Self::Text(own) => write_string(own, text),
            Self::List(items) => {
                text.push('[');
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        text.push(',');
                    }
                    item.write(text);
                }
                text.push(']');
            }
            Self::Map(members) => {
                text.push('{');
                for (i, (name, value)) in members.iter().enumerate() {
                    if i > 0 {
                        text.push(',');
                    }
                    write_string(name, text);
                    text.push(':');
                    value.write(text);
                }
                text.push('}');
            }
        }
    }
}

/// `string` in quotation marks (RFC 8259 §7).
fn write_string(string: &str, text: &mut String) {
    text.push('"');
    for c in string.chars() {
        match c {
            '"' | '\\' => {
                text.push('\\');
                text.push(c);
            }
            // Control characters are below U+0020, so two digits say which.
            '\0'..='\x1f' => {
                let digit = |value: u32| char::from_digit(value, 16).unwrap_or_default();
                text.push_str("\\u00");
                text.push(digit(c as u32 / 16));
                text.push(digit(c as u32 % 16));
            }
            _ => text.push(c),
        }
    }
    text.push('"');
}

/// What is in it may be a token endpoint's answer, so it is not shown.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Value(redacted)")
    }
}
