//! Whether an ID token is believed, with the issuer's keys fetched for it.

use crate::browser::crypto;
use crate::browser::http::{self, Call};
use crate::browser::json::BrowserJson;
use crate::protocol::authorize::Pending;
use crate::protocol::config::Config;
use crate::protocol::id_token::{self, Expected, IdTokenError};
use crate::protocol::jwks::{self, Choice, RsaKey};
use crate::protocol::problem::Problem;
use crate::protocol::token::{TokenError, TokenSet};
use web_sys::RequestCache;

/// The issuer's keys, or nothing where they could not be read.
pub(crate) type Keys = Option<Vec<RsaKey>>;

/// Why the person's identity is not believed.
pub(crate) enum Refusal {
    /// There is no ID token.
    Missing,
    /// There is one, and it is refused.
    IdToken(IdTokenError),
}

impl From<IdTokenError> for Refusal {
    fn from(error: IdTokenError) -> Self {
        Self::IdToken(error)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Missing => TokenError::IdTokenMissing.into(),
            Refusal::IdToken(error) => error.into(),
        }
    }
}

/// The keys that the login `pending` will need, if it asked for an ID token.
pub(crate) async fn keys_for(pending: &Pending) -> Keys {
    match (&pending.nonce, &pending.jwks_uri) {
        (Some(_), Some(address)) => keys(address, RequestCache::Default).await,
        _ => None,
    }
}

async fn keys(address: &str, cache: RequestCache) -> Keys {
    let reply = http::send(&Call::get(address, cache)).await.ok()?;
    (reply.status == 200).then(|| jwks::parse::<BrowserJson>(&reply.body))?
}

/// Checks the ID token's claims, then its signature. Keys that are unknown or could not be read
/// are asked for once more.
pub(crate) async fn id_token(
    config: &Config,
    pending: &Pending,
    tokens: &TokenSet,
    keys_so_far: Keys,
    now: f64,
) -> Result<(), Refusal> {
    let token = tokens.id_token.as_ref().ok_or(Refusal::Missing)?;
    let expected = Expected {
        issuer: config.issuer.as_deref().unwrap_or_default(),
        client_id: &config.client_id,
        nonce: pending.nonce.as_ref(),
        access_token: &tokens.access_token,
        token_use_required: config.domain.is_some(),
        now,
        tolerance: config.clock_tolerance_s,
    };
    let jwt = id_token::validate::<BrowserJson>(token, &expected)?;
    let kid = jwt.header.text("kid");
    let mut known = keys_so_far.unwrap_or_default();
    if jwks::choose(&known, kid) == Choice::Unknown {
        let address = pending.jwks_uri.as_deref().unwrap_or_default();
        known = keys(address, RequestCache::Reload)
            .await
            .ok_or(IdTokenError::KeysUnavailable)?;
    }
    match jwks::choose(&known, kid) {
        Choice::Key(key) => {
            if crypto::verify_rs256(key, jwt.signed, &jwt.signature).await {
                Ok(())
            } else {
                Err(IdTokenError::Signature.into())
            }
        }
        Choice::Unknown | Choice::Ambiguous => Err(IdTokenError::KeyUnknown.into()),
    }
}
