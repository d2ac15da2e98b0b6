//! What a token or a server says of somebody, claim by claim (RFC 7519 §4).

use super::json::{SerdeJson, Value};
use crate::AuthError;
use core::fmt;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Claims by their names.
///
/// ```
/// # use cognito_spa::*;
/// use protocol::json::Value;
/// use std::collections::BTreeMap;
///
/// let claims = Claims::from_serialize(&BTreeMap::from([("custom:tenant", "acme")]))?;
/// assert_eq!(claims.text("custom:tenant"), Some("acme"));
/// assert_eq!(claims.get("custom:tenant"), Some(&Value::Text("acme".into())));
/// # Ok::<(), AuthError>(())
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct Claims(Vec<(String, Value)>);

impl Claims {
    /// The claims of an object; nothing where it is none.
    pub(crate) fn of(value: Value) -> Option<Self> {
        match value {
            Value::Map(members) => Some(Self(members)),
            _ => None,
        }
    }

    /// The claims that `values` serializes to.
    ///
    /// # Errors
    /// Where that is not an object.
    pub fn from_serialize<T: Serialize>(values: &T) -> Result<Self, AuthError> {
        SerdeJson::from_serialize(values)
            .and_then(Self::of)
            .ok_or_else(wrong_form)
    }

    /// The claim `name`. One that is `null` counts as left out, and of several the last one counts.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0
            .iter()
            .rfind(|(claim, _)| claim == name)
            .map(|(_, value)| value)
            .filter(|value| **value != Value::Null)
    }

    /// The claim `name`, where it is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_text()
    }

    /// Every claim, in the order in which they were written.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The claims read as `T`.
    ///
    /// # Errors
    /// Where they are not of that form.
    pub fn to<T: DeserializeOwned>(&self) -> Result<T, AuthError> {
        T::deserialize(Value::Map(self.0.clone())).map_err(|_| wrong_form())
    }
}

fn wrong_form() -> AuthError {
    AuthError::new(
        "claims.wrong_form",
        "The claims are not of the form that this site expects.",
        "Compare the claims that the login provider sends with the type they are read as.",
    )
}

/// Claims are about a person, and a nonce may be among them.
impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Claims(redacted)")
    }
}
