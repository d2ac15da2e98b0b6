//! Values that cannot be guessed.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rsa::rand_core::{OsRng, RngCore as _};

/// 48 random bytes in base64url: a refresh token, a session, a form token.
pub(crate) fn token() -> String {
    let mut bytes = [0; 48];
    OsRng.fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A verification code as Cognito mails it. The bias of the remainder does not matter here.
pub(crate) fn six_digits() -> String {
    format!("{:06}", OsRng.next_u32() % 1_000_000)
}
