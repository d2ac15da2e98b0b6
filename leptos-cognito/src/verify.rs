//! Whether an ID token is believed, with the issuer's keys fetched for it.

use crate::browser::crypto;
use crate::browser::http::{self, Call};
use crate::browser::json::BrowserJson;
use crate::protocol::id_token::{self, Expected, IdTokenError};
use crate::protocol::json::Value;
use crate::protocol::jwks::{self, Choice, RsaKey};
use crate::protocol::secret::IdToken;
use web_sys::RequestCache;

/// The issuer's keys, or nothing where they could not be read.
pub(crate) type Keys = Option<Vec<RsaKey>>;

/// The issuer's keys at their address, where there is one.
pub(crate) async fn keys(address: Option<&str>, cache: RequestCache) -> Keys {
    let reply = http::send(&Call::get(address?, cache)).await.ok()?;
    (reply.status == 200).then(|| jwks::parse::<BrowserJson>(&reply.text()))?
}

/// Checks the ID token's claims, then its signature, and gives the claims. Keys that are unknown or
/// could not be read are asked for once more.
pub(crate) async fn id_token(
    token: &IdToken,
    expected: &Expected<'_>,
    jwks_uri: Option<&str>,
    keys_so_far: Keys,
) -> Result<Value, IdTokenError> {
    let jwt = id_token::validate::<BrowserJson>(token, expected)?;
    let kid = jwt.header.text("kid");
    let mut known = keys_so_far.unwrap_or_default();
    if jwks::choose(&known, kid) == Choice::Unknown {
        known = keys(jwks_uri, RequestCache::Reload)
            .await
            .ok_or(IdTokenError::KeysUnavailable)?;
    }
    let Choice::Key(key) = jwks::choose(&known, kid) else {
        return Err(IdTokenError::KeyUnknown);
    };
    if crypto::verify_rs256(key, jwt.signed, &jwt.signature).await {
        Ok(jwt.claims)
    } else {
        Err(IdTokenError::Signature)
    }
}
