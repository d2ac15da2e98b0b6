//! The provider and client that tokens are for.

use super::config::Config;
use super::json::Value;

/// The provider and client that tokens are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audience {
    /// The configured issuer.
    pub issuer: Option<String>,
    /// The configured domain.
    pub domain: Option<String>,
    /// The app client's id.
    pub client_id: String,
}

impl From<&Config> for Audience {
    fn from(config: &Config) -> Self {
        // Where a backend keeps the tokens, none here are for anybody, and it is what tabs share.
        let backend = config.backend.as_ref().map(|backend| &backend.path);
        Self {
            issuer: config.issuer.clone(),
            domain: config.domain.clone(),
            client_id: backend.unwrap_or(&config.client_id).clone(),
        }
    }
}

impl Audience {
    /// Whether it is the configured one.
    pub fn is_of(&self, config: &Config) -> bool {
        *self == Self::from(config)
    }

    /// As it is stored.
    pub(super) fn to_value(&self) -> Value {
        Value::object(vec![
            ("issuer", Value::optional_text(self.issuer.as_deref())),
            ("domain", Value::optional_text(self.domain.as_deref())),
            ("client_id", Value::Text(self.client_id.clone())),
        ])
    }

    /// As it was stored.
    pub(super) fn from_value(value: &Value) -> Option<Self> {
        Some(Self {
            issuer: value.text("issuer").map(Into::into),
            domain: value.text("domain").map(Into::into),
            client_id: value.text("client_id")?.into(),
        })
    }
}
