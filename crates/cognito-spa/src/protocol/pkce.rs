//! Proof Key for Code Exchange (RFC 7636), method S256 only.

use super::secret::CodeVerifier;
use base64ct::{Base64UrlUnpadded, Encoding as _};
use sha2::{Digest as _, Sha256};

/// Random bytes in the alphabet of `state`, `nonce` and `code_verifier`: 43 characters, 256 bits.
pub fn random_text(bytes: &[u8; 32]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// The `code_challenge` of a verifier: BASE64URL(SHA256(ASCII(verifier))), RFC 7636 §4.2.
pub fn code_challenge(verifier: &CodeVerifier) -> String {
    Base64UrlUnpadded::encode_string(&Sha256::digest(verifier.expose()))
}
