//! Encryption keys from secrets.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cognito_backend::{EncryptionKeys, SealError};
use sha2::{Digest as _, Sha256};

/// The fewest characters of a secret: 43 letters and digits are 256 bits.
const SHORTEST: usize = 43;

/// Why a secret makes no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum KeyError {
    #[error("the secret of an encryption key has fewer than {SHORTEST} characters")]
    TooShort,
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// The keys of what is stored: the secret `current` encrypts, and `previous` still decrypts.
///
/// # Errors
/// [`KeyError::TooShort`] where a secret could be guessed.
pub(crate) fn from_secrets(
    current: &str,
    previous: Option<&str>,
) -> Result<EncryptionKeys, KeyError> {
    let keys = EncryptionKeys::new(&key(current)?)?;
    Ok(match previous {
        Some(previous) => keys.with_old_key(&key(previous)?)?,
        None => keys,
    })
}

/// 32 bytes in base64. A secret that is random itself needs no slow function to make a key of it.
fn key(secret: &str) -> Result<String, KeyError> {
    match secret.len() {
        SHORTEST.. => Ok(STANDARD.encode(Sha256::digest(secret))),
        _ => Err(KeyError::TooShort),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_secret_makes_a_key_of_its_own() {
        let [one, other] = ["a", "b"].map(|letter| key(&letter.repeat(64)).unwrap());
        assert_ne!(one, other);
        assert!(from_secrets(&"a".repeat(64), Some(&"b".repeat(43))).is_ok());
    }

    #[test]
    fn a_secret_that_could_be_guessed_makes_none() {
        let long = "a".repeat(43);
        for (current, previous) in [("", None), ("password", None), (&*long, Some("before"))] {
            let refused = from_secrets(current, previous).err();
            assert_eq!(refused, Some(KeyError::TooShort), "{current}");
        }
    }
}
