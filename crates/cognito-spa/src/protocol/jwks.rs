//! The issuer's keys (RFC 7517) and the choice among them.

use super::json::{self, Json, Value};

/// An RSA public key (RFC 7518 §6.3.1), each number in base64url.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RsaKey {
    /// The key's id.
    pub kid: Option<String>,
    /// The modulus.
    pub n: String,
    /// The exponent.
    pub e: String,
}

/// What the key set says of the key that a token names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice<'a> {
    /// This one signed it, if anyone did.
    Key(&'a RsaKey),
    /// No key has that id. The issuer may have new ones: worth one more look.
    Unknown,
    /// The token names no key and there is more than one.
    Ambiguous,
}

/// Reads a key set. Keys that cannot have made an RS256 signature are left out (RFC 7517 §5).
pub fn parse<J: Json>(text: &str) -> Option<Vec<RsaKey>> {
    match json::parse::<J>(text)?.get("keys") {
        Some(Value::List(keys)) => Some(keys.iter().filter_map(rsa_key).collect()),
        _ => None,
    }
}

/// The base64url characters of 2048 bits, below which no RS256 key may be (RFC 7518 §3.3).
const SHORTEST_MODULUS: usize = 342;

fn rsa_key(key: &Value) -> Option<RsaKey> {
    let fits = key.text("kty") == Some("RSA")
        && key.text("use").is_none_or(|purpose| purpose == "sig")
        && key.text("alg").is_none_or(|alg| alg == "RS256");
    fits.then(|| {
        Some(RsaKey {
            kid: key.text("kid").map(Into::into),
            n: key
                .text("n")
                .filter(|n| n.len() >= SHORTEST_MODULUS)?
                .into(),
            e: key.text("e")?.into(),
        })
    })?
}

/// The key for a token whose header names `kid`, or names none.
pub fn choose<'a>(keys: &'a [RsaKey], kid: Option<&str>) -> Choice<'a> {
    match (kid, keys) {
        (Some(_), _) => keys
            .iter()
            .find(|key| key.kid.as_deref() == kid)
            .map_or(Choice::Unknown, Choice::Key),
        (None, [only]) => Choice::Key(only),
        (None, []) => Choice::Unknown,
        (None, _) => Choice::Ambiguous,
    }
}
