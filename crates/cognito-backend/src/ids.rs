//! The random values that browsers hold, and the keys that records are found by.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use std::fmt;
use subtle::ConstantTimeEq as _;

/// A random value of 256 bits that a cookie holds. The store never has it: only its [`Key`].
#[derive(Clone)]
pub(crate) struct Id(String);

impl Id {
    /// A fresh one from the operating system.
    ///
    /// # Errors
    /// Where there is no source of random numbers.
    pub(crate) fn generate() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// One that a cookie holds; nothing where it is not of the form that [`Id::generate`] makes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        (bytes.len() == 32).then(|| Self(text.into()))
    }

    /// The value itself, for the cookie.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// What its record is found by.
    pub(crate) fn key(&self) -> Key {
        Key::of(&self.0)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Id(redacted)")
    }
}

/// The SHA-256 of a random value: what the store knows of it. Whoever reads the store cannot tell
/// what a browser would have to send.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key([u8; 32]);

impl Key {
    /// The key of `secret`.
    pub fn of(secret: &str) -> Self {
        Self(Sha256::digest(secret).into())
    }

    /// A key as a store kept it.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key as a store keeps it.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether both are the same, in a time that does not depend on where they differ.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }

    /// A key as [`Key::to_text`] has written it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// The key as text, for cookies, and for stores whose keys are texts.
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

/// Enough of it to tell two records apart in a log.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, ..] = self.0;
        write!(f, "Key({a:02x}{b:02x}{c:02x}{d:02x}…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_256_random_bits() {
        let (one, other) = (Id::generate().unwrap(), Id::generate().unwrap());
        assert_eq!(one.expose().len(), 43);
        assert_ne!(one.expose(), other.expose());
        assert!(!one.key().is(&other.key()));
        assert!(Id::parse(one.expose()).unwrap().key().is(&one.key()));
    }

    #[test]
    fn what_is_not_of_the_form_of_an_id_is_none() {
        for text in ["", "a", &"a".repeat(42), &"a".repeat(44), &"=".repeat(43)] {
            assert!(Id::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn no_id_shows_in_debug_output() {
        let id = Id::generate().unwrap();
        assert!(!format!("{id:?} {:?}", id.key()).contains(id.expose()));
    }
}
