//! JSON Web Tokens (RFC 7519) in the compact serialization (RFC 7515 §7.1). Reading one believes
//! nothing of it: see [`verify_id_token`](super::verify_id_token).

use super::json::{self, Json, TEXT_LIMIT, Value};
use base64ct::{Base64UrlUnpadded, Encoding as _};

/// A token taken apart. Its signature has not been verified.
pub struct UnverifiedJwt<'a> {
    /// The header (RFC 7515 §4.1).
    pub header: Value,
    /// The claims. Not yet to be believed.
    pub claims: Value,
    /// What is signed.
    pub signed: &'a str,
    /// The signature.
    pub signature: Vec<u8>,
}

/// Takes `token` apart without verifying anything; nothing where it is not a JWT.
pub fn decode_unverified<J: Json>(token: &str) -> Option<UnverifiedJwt<'_>> {
    if token.len() > TEXT_LIMIT {
        return None;
    }
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    Some(UnverifiedJwt {
        header: object::<J>(header)?,
        claims: object::<J>(claims)?,
        signed,
        signature: bytes(signature)?,
    })
}

fn object<J: Json>(part: &str) -> Option<Value> {
    let text = String::from_utf8(bytes(part)?).ok()?;
    json::parse::<J>(&text).filter(|value| matches!(value, Value::Map(_)))
}

fn bytes(part: &str) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(part).ok()
}
