//! A PKCE pair (RFC 7636), and random text for `state` and `nonce`.

use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// Verifier and S256 challenge.
pub struct Pkce {
    /// `code_verifier`, 43 characters.
    pub verifier: String,
    /// `code_challenge` with method S256.
    pub challenge: String,
}

impl Default for Pkce {
    fn default() -> Self {
        let verifier = unique("verifier");
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
        Self {
            verifier,
            challenge,
        }
    }
}

/// 43 characters that no other call returns; unguessable they need not be in a test.
pub fn unique(label: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let seed = format!("{label}/{}/{count}", std::process::id());
    URL_SAFE_NO_PAD.encode(Sha256::digest(seed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verifier_has_a_length_that_rfc_7636_allows() {
        assert!((43..=128).contains(&Pkce::default().verifier.len()));
    }

    #[test]
    fn no_two_pairs_are_alike() {
        assert_ne!(Pkce::default().verifier, Pkce::default().verifier);
    }
}
