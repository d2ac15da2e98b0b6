//! RS256 signatures (RFC 7518 §3.3) without a browser.

use super::jwks::RsaKey;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::{BigUint, Pkcs1v15Sign, RsaPublicKey};
use sha2::{Digest as _, Sha256};

/// The longest modulus that is calculated with, in bits: no issuer has a longer one, and a hostile
/// key set could otherwise keep a server busy.
const LONGEST_MODULUS: usize = 8_192;

/// Whether `signature` is `key`'s over `signed`. A key that cannot be used verifies nothing.
pub(super) fn verify(key: &RsaKey, signed: &str, signature: &[u8]) -> bool {
    let number = |text: &str| {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        Some(BigUint::from_bytes_be(&bytes))
    };
    let (Some(n), Some(e)) = (number(&key.n), number(&key.e)) else {
        return false;
    };
    RsaPublicKey::new_with_max_size(n, e, LONGEST_MODULUS).is_ok_and(|key| {
        let digest = Sha256::digest(signed);
        key.verify(Pkcs1v15Sign::new::<Sha256>(), &digest, signature)
            .is_ok()
    })
}
