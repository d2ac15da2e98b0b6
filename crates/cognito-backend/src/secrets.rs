//! What only the environment holds: the client's secret and the encryption keys.

use crate::seal::{EncryptionKeys, SealError};
use cognito_spa::protocol::secret::ClientSecret;

/// The variable of the encryption key: 32 random bytes in base64.
pub const KEY_VARIABLE: &str = "COGNITO_BACKEND_KEY";
/// The variable of keys that still decrypt, separated by commas.
pub const OLD_KEYS_VARIABLE: &str = "COGNITO_BACKEND_OLD_KEYS";
/// The variable of a confidential client's secret.
pub const CLIENT_SECRET_VARIABLE: &str = "COGNITO_BACKEND_CLIENT_SECRET";

/// What is wrong with the environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SecretsError {
    /// There is no encryption key.
    #[error(
        "{KEY_VARIABLE} is not set: put 32 random bytes in base64 there (`openssl rand -base64 32`)"
    )]
    KeyMissing,
    /// A key cannot be used.
    #[error("{0} cannot be used: {1}")]
    WrongKey(&'static str, SealError),
    /// A variable is not valid Unicode.
    #[error("{0} is not text")]
    NotText(&'static str),
}

/// The secrets of a backend. `Debug` shows none of them.
///
/// ```
/// use cognito_backend::{EncryptionKeys, Secrets};
///
/// let keys = EncryptionKeys::new("q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=")?;
/// let secrets = Secrets::new(keys).client_secret("from a vault");
/// # let _ = secrets;
/// # Ok::<(), cognito_backend::SealError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Secrets {
    pub(crate) keys: EncryptionKeys,
    pub(crate) client_secret: Option<ClientSecret>,
}

impl Secrets {
    /// For a public client.
    pub fn new(keys: EncryptionKeys) -> Self {
        Self {
            keys,
            client_secret: None,
        }
    }

    /// For a confidential client, which authenticates with `client_secret_basic` (RFC 6749 §2.3.1).
    #[must_use]
    pub fn client_secret(self, secret: impl Into<String>) -> Self {
        Self {
            client_secret: Some(ClientSecret::new(secret.into())),
            ..self
        }
    }

    /// From the environment: [`KEY_VARIABLE`], [`OLD_KEYS_VARIABLE`] and [`CLIENT_SECRET_VARIABLE`],
    /// of which the first is required. An empty variable counts as not set.
    ///
    /// # Errors
    /// The variable that is missing or cannot be used.
    pub fn from_env() -> Result<Self, SecretsError> {
        let key = variable(KEY_VARIABLE)?.ok_or(SecretsError::KeyMissing)?;
        let wrong = |name| move |error| SecretsError::WrongKey(name, error);
        let mut keys = EncryptionKeys::new(&key).map_err(wrong(KEY_VARIABLE))?;
        for old in variable(OLD_KEYS_VARIABLE)?.unwrap_or_default().split(',') {
            if !old.trim().is_empty() {
                keys = keys.with_old_key(old).map_err(wrong(OLD_KEYS_VARIABLE))?;
            }
        }
        let secrets = Self::new(keys);
        Ok(match variable(CLIENT_SECRET_VARIABLE)? {
            Some(secret) => secrets.client_secret(secret),
            None => secrets,
        })
    }
}

fn variable(name: &'static str) -> Result<Option<String>, SecretsError> {
    match std::env::var(name) {
        Ok(text) if text.is_empty() => Ok(None),
        Ok(text) => Ok(Some(text)),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(SecretsError::NotText(name)),
    }
}
