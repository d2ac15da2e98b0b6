//! Encryption at rest: XChaCha20-Poly1305, whose nonce is long enough to be random for every record
//! (draft-irtf-cfrg-xchacha §2.1).
//!
//! A sealed record is: a form byte, the id of the key (8 bytes), the nonce (24 bytes), the ciphertext.
//! What it belongs to ([`Owner`]) is associated data: no record can be put in another's place, no session
//! made to last longer, and no tokens passed off as newer ones.

use crate::ids::Key;
use crate::store::SessionRecord;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// The form of a sealed record. Another number means another form, which is not read.
const FORM: u8 = 2;
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

/// What a sealed record belongs to: its kind and its store key, and of a session when it began and
/// which of its tokens these are. It is authenticated with the record.
pub(crate) struct Owner(Vec<u8>);

impl Owner {
    pub(crate) fn login(key: &Key) -> Self {
        Self([b"l", &key.as_bytes()[..]].concat())
    }

    pub(crate) fn session(record: &SessionRecord) -> Self {
        let (began, generation) = (record.created_at, record.generation);
        let numbers = [began.to_be_bytes(), generation.to_be_bytes()].concat();
        Self([b"s", &record.key.as_bytes()[..], &numbers].concat())
    }
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

    pub(crate) fn seal(&self, owner: &Owner, text: &str) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE_LENGTH];
        getrandom::fill(&mut nonce).map_err(|_| SealError::NoRandom)?;
        let payload = Payload {
            msg: text.as_bytes(),
            aad: &owner.0,
        };
        let cipher = &self.current.cipher;
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| SealError::Damaged)?;
        Ok([&[FORM][..], &self.current.id, &nonce, &sealed].concat())
    }

    pub(crate) fn open(&self, owner: &Owner, sealed: &[u8]) -> Result<String, SealError> {
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
            aad: &owner.0,
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

    fn record(name: &str) -> SessionRecord {
        SessionRecord {
            key: Key::of(name),
            sealed: Vec::new(),
            generation: 3,
            refused_generation: None,
            created_at: 1_795_000_000_000,
            used_at: 1_795_000_000_001,
            expires_at: 1_795_000_000_002,
            lease: None,
            pause: None,
        }
    }

    fn owner() -> Owner {
        Owner::session(&record("session"))
    }

    #[test]
    fn what_was_sealed_is_opened_and_shows_nothing_before() {
        let keys = EncryptionKeys::new(ONE).unwrap();
        let sealed = keys.seal(&owner(), "token").unwrap();
        assert!(!sealed.windows(5).any(|part| part == b"token"));
        assert_ne!(sealed, keys.seal(&owner(), "token").unwrap());
        let opened = keys.open(&owner(), &sealed);
        assert_eq!(opened.as_deref(), Ok("token"));
    }

    #[test]
    fn a_record_is_of_no_use_in_anothers_place() {
        let keys = EncryptionKeys::new(ONE).unwrap();
        let sealed = keys.seal(&owner(), "token").unwrap();
        let original = record("session");
        for owner in [
            Owner::session(&record("another")),
            Owner::login(&original.key),
            Owner::session(&SessionRecord {
                created_at: original.created_at + 1,
                ..original.clone()
            }),
            Owner::session(&SessionRecord {
                generation: original.generation + 1,
                ..original.clone()
            }),
        ] {
            assert_eq!(keys.open(&owner, &sealed), Err(SealError::Damaged));
        }
    }

    #[test]
    fn a_damaged_record_is_refused() {
        let keys = EncryptionKeys::new(ONE).unwrap();
        let sealed = keys.seal(&owner(), "token").unwrap();
        for at in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[at] ^= 1;
            assert!(keys.open(&owner(), &damaged).is_err(), "{at}");
            let short = sealed.get(..at).unwrap();
            assert!(keys.open(&owner(), short).is_err(), "{at}");
        }
    }

    #[test]
    fn an_old_key_still_opens_and_no_longer_seals() {
        let before = EncryptionKeys::new(ONE).unwrap();
        let sealed = before.seal(&owner(), "token").unwrap();
        let without = EncryptionKeys::new(OTHER).unwrap();
        let opened = without.open(&owner(), &sealed);
        assert_eq!(opened, Err(SealError::UnknownKey));
        let rotated = without.with_old_key(ONE).unwrap();
        let opened = rotated.open(&owner(), &sealed);
        assert_eq!(opened.as_deref(), Ok("token"));
        let sealed = rotated.seal(&owner(), "token").unwrap();
        assert_eq!(before.open(&owner(), &sealed), Err(SealError::UnknownKey));
    }

    #[test]
    fn a_key_is_32_bytes_in_base64() {
        for text in ["", "secret", "AAAA", &ONE.repeat(2), "é"] {
            assert_eq!(EncryptionKeys::new(text).err(), Some(SealError::WrongKey));
        }
        assert!(EncryptionKeys::new(ONE.trim_end_matches('=')).is_ok());
    }
}
