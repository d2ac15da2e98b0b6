//! What the environment says: names and public values, no secret.

use std::env::{self, VarError};

/// The settings, each from the variable that `infra/template.yaml` sets.
pub(crate) struct Settings {
    /// The configuration of the backend, as `cognito-backend`'s README has it.
    pub(crate) config: String,
    /// The table of the sessions.
    pub(crate) table: String,
    /// The ARN of the secret that encrypts the sessions.
    pub(crate) key_secret: String,
    /// The ARN of the secret that CloudFront sends.
    pub(crate) origin_secret: String,
}

impl Settings {
    /// # Errors
    /// The variable that is missing.
    pub(crate) fn from_env() -> Result<Self, String> {
        Ok(Self {
            config: variable("COGNITO_BACKEND_CONFIG")?,
            table: variable("COGNITO_BACKEND_TABLE")?,
            key_secret: variable("COGNITO_BACKEND_KEY_SECRET")?,
            origin_secret: variable("COGNITO_BACKEND_ORIGIN_SECRET")?,
        })
    }
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|error| match error {
        VarError::NotPresent => format!("{name} is not set"),
        VarError::NotUnicode(_) => format!("{name} is not text"),
    })
}
