//! The random values of one login.

use core::fmt;

/// Random bytes for one login. From a cryptographic source, and never used twice.
pub struct Random {
    /// For `state`.
    pub state: [u8; 32],
    /// For `nonce`.
    pub nonce: [u8; 32],
    /// For `code_verifier`.
    pub verifier: [u8; 32],
}

impl Random {
    /// Fresh bytes from the operating system or the browser (RFC 9700 §2.1.1).
    ///
    /// # Errors
    /// Where there is no such source.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut random = Self {
            state: [0; 32],
            nonce: [0; 32],
            verifier: [0; 32],
        };
        for bytes in [&mut random.state, &mut random.nonce, &mut random.verifier] {
            getrandom::fill(bytes)?;
        }
        Ok(random)
    }
}

impl fmt::Debug for Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Random(redacted)")
    }
}
