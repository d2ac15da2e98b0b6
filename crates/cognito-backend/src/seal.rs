//! Encryption at rest: XChaCha20-Poly1305, whose nonce is long enough to be random for every record
//! (draft-irtf-cfrg-xchacha §2.1).
//!
//! A sealed record is: a form byte, the id of the key (8 bytes), the nonce (24 bytes), the ciphertext.
//! What it belongs to (its kind and its store key) is associated data, so no record can be put in
//! another's place.

use crate::ids::Key;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// The form of a sealed record. Another number means another form, which is not read.
const FORM: u8 = 1;
const KEY_ID_LENGTH: usize = 8;
const NONCE_LENGTH: usize = 24;

/// Why a key, or what was sealed with one, cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// The text is not base64 of 32 bytes.
    #[error("an encryption key has to be 32 bytes in base64: `openssl rand -base64 32` makes one")]
    WrongKey,
    /// There is no source of random numbers.
    #[error("the operating system gives no random numbers")]
    NoRandom,
    /// The record was sealed with a key that is not known here.
    #[error("a record was encrypted with a key that is not known here")]
    UnknownKey,
    /// The record is damaged, or belongs elsewhere.
    #[error("a record is damaged")]
    Damaged,
}

/// What a sealed record is of. It is authenticated with the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Login,
    Session,
}

/// The keys: the first one seals, every one opens.
#[derive(Clone)]
pub struct EncryptionKeys {
    current: SealingKey,
    old: Vec<SealingKey>,
}

#[derive(Clone)]
struct SealingKey {
    id: [u8; KEY_ID_LENGTH],
    cipher: XChaCha20Poly1305,
}

impl EncryptionKeys {
    /// With `current`, 32 random bytes in base64, to encrypt with.
    ///
    /// # Errors
    /// [`SealError::WrongKey`] where it is anything else.
    pub fn new(current: &str) -> Result<Self, SealError> {
        Ok(Self {
            current: SealingKey::parse(current)?,
            old: Vec::new(),
        })
    }

    /// Also reads what was encrypted with `key`, the one before. It is encrypted anew at the session's
    /// next renewal.
    ///
    /// # Errors
    /// As [`EncryptionKeys::new`].
    pub fn with_old_key(mut self, key: &str) -> Result<Self, SealError> {
        self.old.push(SealingKey::parse(key)?);
        Ok(self)
    }

    pub(crate) fn seal(&self, kind: Kind, key: &Key, text: &str) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE_LENGTH];
        getrandom::fill(&mut nonce).map_err(|_| SealError::NoRandom)?;
        let data = associated_data(kind, key);
        let payload = Payload {
            msg: text.as_bytes(),
            aad: &data,
        };
        let cipher = &self.current.cipher;
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| SealError::Damaged)?;
        Ok([&[FORM][..], &self.current.id, &nonce, &sealed].concat())
    }

    pub(crate) fn open(&self, kind: Kind, key: &Key, sealed: &[u8]) -> Result<String, SealError> {
        let (form, rest) = sealed.split_first().ok_or(SealError::Damaged)?;
        let (key_id, rest) = rest
            .split_first_chunk::<KEY_ID_LENGTH>()
            .ok_or(SealError::Damaged)?;
        let (nonce, ciphertext) = rest
            .split_first_chunk::<NONCE_LENGTH>()
            .ok_or(SealError::Damaged)?;
        if *form != FORM {
            return Err(SealError::Damaged);
        }
        let sealing_key = std::iter::once(&self.current)
            .chain(&self.old)
            .find(|known| known.id == *key_id)
            .ok_or(SealError::UnknownKey)?;
        let payload = Payload {
            msg: ciphertext,
            aad: &associated_data(kind, key),
        };
        let opened = sealing_key.cipher.decrypt(&XNonce::from(*nonce), payload);
        String::from_utf8(opened.map_err(|_| SealError::Damaged)?).map_err(|_| SealError::Damaged)
    }
}

impl SealingKey {
    fn parse(text: &str) -> Result<Self, SealError> {
        let text = text.trim();
        let bytes: [u8; 32] = [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD]
            .iter()
            .find_map(|alphabet| alphabet.decode(text).ok()?.try_into().ok())
            .ok_or(SealError::WrongKey)?;
        let digest = Sha256::new()
            .chain_update("cognito-backend key id")
            .chain_update(bytes)
            .finalize();
        let id = digest.first_chunk().ok_or(SealError::WrongKey)?;
        Ok(Self {
            id: *id,
            cipher: XChaCha20Poly1305::new(&bytes.into()),
        })
    }
}

fn associated_data(kind: Kind, key: &Key) -> [u8; 33] {
    let mut data = [0; 33];
    let (first, rest) = data.split_at_mut(1);
    first.fill(match kind {
        Kind::Login => b'l',
        Kind::Session => b's',
    });
    rest.copy_from_slice(key.as_bytes());
    data
}

/// Keys are never shown.
impl fmt::Debug for EncryptionKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EncryptionKeys(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    const OTHER: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    fn key() -> Key {
        Key::of("session")
    }

    #[test]
    fn what_was_sealed_is_opened_and_shows_nothing_before() {
        let keys = EncryptionKeys::new(ONE).unwrap();
        let sealed = keys.seal(Kind::Session, &key(), "token").unwrap();
        assert!(!sealed.windows(5).any(|part| part == b"token"));
        assert_ne!(sealed, keys.seal(Kind::Session, &key(), "token").unwrap());
        let opened = keys.open(Kind::Session, &key(), &sealed);
        assert_eq!(opened.as_deref(), Ok("token"));
    }

    #[test]
    fn a_record_is_of_no_use_in_anothers_place() {
        let keys = EncryptionKeys::new(ONE).unwrap();
        let sealed = keys.seal(Kind::Session, &key(), "token").unwrap();
        let elsewhere = keys.open(Kind::Session, &Key::of("another"), &sealed);
        assert_eq!(elsewhere, Err(SealError::Damaged));
        let as_login = keys.open(Kind::Login, &key(), &sealed);
        assert_eq!(as_login, Err(SealError::Damaged));
    }

    #[test]
    fn a_damaged_record_is_refused() {
        let keys = EncryptionKeys::new(ONE).unwrap();
        let sealed = keys.seal(Kind::Session, &key(), "token").unwrap();
        for at in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[at] ^= 1;
            assert!(keys.open(Kind::Session, &key(), &damaged).is_err(), "{at}");
            let short = sealed.get(..at).unwrap();
            assert!(keys.open(Kind::Session, &key(), short).is_err(), "{at}");
        }
    }

    #[test]
    fn an_old_key_still_opens_and_no_longer_seals() {
        let before = EncryptionKeys::new(ONE).unwrap();
        let sealed = before.seal(Kind::Session, &key(), "token").unwrap();
        let without = EncryptionKeys::new(OTHER).unwrap();
        let opened = without.open(Kind::Session, &key(), &sealed);
        assert_eq!(opened, Err(SealError::UnknownKey));
        let rotated = without.with_old_key(ONE).unwrap();
        let opened = rotated.open(Kind::Session, &key(), &sealed);
        assert_eq!(opened.as_deref(), Ok("token"));
        let sealed = rotated.seal(Kind::Session, &key(), "token").unwrap();
        assert_eq!(
            before.open(Kind::Session, &key(), &sealed),
            Err(SealError::UnknownKey)
        );
    }

    #[test]
    fn a_key_is_32_bytes_in_base64() {
        for text in ["", "secret", "AAAA", &ONE.repeat(2), "é"] {
            assert_eq!(EncryptionKeys::new(text).err(), Some(SealError::WrongKey));
        }
        assert!(EncryptionKeys::new(ONE.trim_end_matches('=')).is_ok());
    }
}
