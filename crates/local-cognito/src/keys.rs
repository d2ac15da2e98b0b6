//! The two signing keys of a user pool, and reading tokens that they signed.
//!
//! A user pool signs ID tokens and access tokens with different keys, so a client must choose by
//! `kid`: <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html>.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use rsa::{
    RsaPrivateKey,
    pkcs1::{EncodeRsaPrivateKey as _, EncodeRsaPublicKey as _},
    traits::PublicKeyParts as _,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

const BITS: usize = 2048;

/// Claims of a token.
pub(crate) type Claims = Map<String, Value>;

/// Why a key could not be made or a token could not be signed.
pub(crate) type KeyError = Box<dyn std::error::Error + Send + Sync>;

/// How a token is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Signature {
    /// As it should be.
    #[default]
    Valid,
    /// RS256 with the right `kid`, but the bytes are wrong.
    Invalid,
    /// `alg` is `none` and there is no signature.
    None,
    /// `alg` is `HS256`, with the public key as the secret.
    Hs256,
    /// A `kid` that the key set does not have.
    UnknownKid,
    /// No `kid`.
    MissingKid,
}

pub(crate) struct Key {
    kid: String,
    signing: EncodingKey,
    verifying: DecodingKey,
    modulus: String,
    exponent: String,
    public_der: Vec<u8>,
}

impl Key {
    fn generate(name: &str) -> Result<Self, KeyError> {
        let private = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, BITS)?;
        let public = private.to_public_key();
        let (modulus, exponent) = (public.n().to_bytes_be(), public.e().to_bytes_be());
        Ok(Self {
            kid: format!(
                "{name}{}=",
                URL_SAFE_NO_PAD.encode(uuid::Uuid::new_v4().as_bytes())
            ),
            signing: EncodingKey::from_rsa_der(private.to_pkcs1_der()?.as_bytes()),
            verifying: DecodingKey::from_rsa_raw_components(&modulus, &exponent),
            modulus: URL_SAFE_NO_PAD.encode(&modulus),
            exponent: URL_SAFE_NO_PAD.encode(&exponent),
            public_der: public.to_pkcs1_der()?.into_vec(),
        })
    }

    /// Signs the claims, correctly or in the way that a test has asked for.
    pub(crate) fn sign(&self, claims: &Claims, signature: Signature) -> Result<String, KeyError> {
        let mut header = Header::new(Algorithm::RS256);
        header.typ = None;
        header.kid = Some(self.kid.clone());
        match signature {
            Signature::Valid => {}
            Signature::UnknownKid => header.kid = Some("a-key-that-is-not-published".to_owned()),
            Signature::MissingKid => header.kid = None,
            Signature::Invalid => {
                return Ok(break_signature(&jsonwebtoken::encode(
                    &header,
                    claims,
                    &self.signing,
                )?));
            }
            Signature::Hs256 => {
                // The classic confusion: the public key taken as the secret of an HMAC.
                header.alg = Algorithm::HS256;
                return Ok(jsonwebtoken::encode(
                    &header,
                    claims,
                    &EncodingKey::from_secret(&self.public_der),
                )?);
            }
            Signature::None => {
                let header = serde_json::to_vec(&json!({ "alg": "none", "kid": self.kid }))?;
                let claims = serde_json::to_vec(claims)?;
                return Ok(format!(
                    "{}.{}.",
                    URL_SAFE_NO_PAD.encode(header),
                    URL_SAFE_NO_PAD.encode(claims)
                ));
            }
        }
        Ok(jsonwebtoken::encode(&header, claims, &self.signing)?)
    }

    fn jwk(&self) -> Value {
        json!({
            "alg": "RS256", "e": self.exponent, "kid": self.kid,
            "kty": "RSA", "n": self.modulus, "use": "sig",
        })
    }
}

/// Another signature of the same length, still valid base64url.
fn break_signature(token: &str) -> String {
    let (signed, signature) = token.rsplit_once('.').unwrap_or((token, ""));
    let reversed: String = signature.chars().rev().skip(1).chain(['A']).collect();
    format!("{signed}.{reversed}")
}

pub(crate) struct Keys {
    pub(crate) id: Key,
    pub(crate) access: Key,
}

impl Keys {
    /// Makes both keys, which takes a moment of pure computing.
    pub(crate) fn generate() -> Result<Self, KeyError> {
        Ok(Self {
            id: Key::generate("id-")?,
            access: Key::generate("access-")?,
        })
    }

    /// The key set document (RFC 7517 §5).
    pub(crate) fn jwks(&self) -> Value {
        json!({ "keys": [self.id.jwk(), self.access.jwk()] })
    }

    /// The claims of a token that one of these keys signed; `None` for any other. Times are not
    /// looked at here: the pool has a clock of its own, and an expired token has its own answer.
    pub(crate) fn read(&self, token: &str) -> Option<Claims> {
        let kid = jsonwebtoken::decode_header(token).ok()?.kid?;
        let key = [&self.id, &self.access]
            .into_iter()
            .find(|key| key.kid == kid)?;
        let mut validation = Validation::new(Algorithm::RS256);
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        Some(
            jsonwebtoken::decode::<Claims>(token, &key.verifying, &validation)
                .ok()?
                .claims,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_only_with_a_signature_of_the_pool() {
        let keys = Keys::generate().unwrap();
        let claims: Claims = [("sub".to_owned(), json!("someone"))].into_iter().collect();

        let good = keys.id.sign(&claims, Signature::Valid).unwrap();
        assert_eq!(keys.read(&good), Some(claims.clone()));

        for bad in [
            Signature::Invalid,
            Signature::Hs256,
            Signature::None,
            Signature::UnknownKid,
            Signature::MissingKid,
        ] {
            let token = keys.id.sign(&claims, bad).unwrap();
            assert_eq!(token.split('.').count(), 3);
            assert_eq!(keys.read(&token), None, "{bad:?}");
        }
    }
}
