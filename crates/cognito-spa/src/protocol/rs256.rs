//! RS256 signatures (RFC 7518 §3.3) without a browser.

#[cfg(test)]
mod tests;

use super::jwks::RsaKey;
use base64ct::{Base64UrlUnpadded, Encoding as _};
use rsa::{BigUint, Pkcs1v15Sign, RsaPublicKey};
use sha2::{Digest as _, Sha256};
use std::ops::RangeInclusive;

/// How long a modulus is, in bits: the least is RFC 7518's (§3.3). No issuer has a longer one than the
/// most, and a hostile key set could otherwise keep a server busy.
const MODULUS_BITS: RangeInclusive<usize> = 2_048..=8_192;

/// Whether `signature` is `key`'s over `signed`. A key that cannot be used verifies nothing.
pub(super) fn verify(key: &RsaKey, signed: &str, signature: &[u8]) -> bool {
    let number = |text: &str| {
        let bytes = Base64UrlUnpadded::decode_vec(text).ok()?;
        Some(BigUint::from_bytes_be(&bytes))
    };
    let (Some(n), Some(e)) = (number(&key.n), number(&key.e)) else {
        return false;
    };
    if !MODULUS_BITS.contains(&n.bits()) {
        return false;
    }
    RsaPublicKey::new_with_max_size(n, e, *MODULUS_BITS.end()).is_ok_and(|key| {
        let digest = Sha256::digest(signed);
        key.verify(Pkcs1v15Sign::new::<Sha256>(), &digest, signature)
            .is_ok()
    })
}
