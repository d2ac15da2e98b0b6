//! JSON Web Tokens (RFC 7519) in the compact serialization (RFC 7515 §7.1). Reading one believes
//! nothing of it: see `id_token`.

use super::json::{self, Json, TEXT_LIMIT};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A token's header (RFC 7515 §4.1).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Header {
    /// The signature's algorithm.
    pub alg: String,
    /// Which of the issuer's keys signed it.
    pub kid: Option<String>,
    /// Extensions that have to be understood; none are.
    pub crit: Option<Vec<String>>,
}

/// A token taken apart.
pub struct Jwt<'a, Claims> {
    /// The header.
    pub header: Header,
    /// The claims. Not yet to be believed.
    pub claims: Claims,
    /// What is signed.
    pub signed: &'a str,
    /// The signature.
    pub signature: Vec<u8>,
}

/// Takes `token` apart, or nothing where it is not a JWT with such claims.
pub fn parse<J: Json, Claims: DeserializeOwned>(token: &str) -> Option<Jwt<'_, Claims>> {
    if token.len() > TEXT_LIMIT {
        return None;
    }
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    Some(Jwt {
        header: json::read::<J, _>(&text(header)?)?,
        claims: json::read::<J, _>(&text(claims)?)?,
        signed,
        signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
    })
}

fn text(part: &str) -> Option<String> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}
