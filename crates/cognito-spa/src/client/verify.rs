//! Whether an ID token is believed, with the issuer's keys fetched for it.

use super::deadline::Deadline;
use super::flow::Flow;
use crate::browser::clock;
use crate::browser::crypto;
use crate::browser::http::{self, Call, RequestCache, Sent};
use crate::platform::PlatformJson;
use crate::protocol::id_token::{Expected, IdTokenError, VerifiedClaims, check_all_but_signature};
use crate::protocol::jwks::{self, Choice, RsaKey};
use crate::protocol::secret::IdToken;

/// The issuer's keys, or nothing where they could not be read.
pub(super) type Keys = Option<Vec<RsaKey>>;

/// The issuer's keys at their address, where there is one; they may have been asked for already.
pub(super) async fn keys(
    address: Option<&str>,
    sent: Option<Sent>,
    cache: RequestCache,
    deadline: Deadline,
) -> Keys {
    let call = Call::get(address?, cache, deadline.left_ms());
    let reply = http::reply_to(&call, sent).await.ok()?;
    (reply.status == 200).then(|| jwks::parse::<PlatformJson>(&reply.text()))?
}

/// How long keys that were asked for once more are not asked for again, in milliseconds: whoever sends
/// tokens with unknown keys makes a page ask for no more than that.
const KEYS_REST_MS: f64 = 60_000.0;

impl Flow {
    /// Checks the ID token's claims, then its signature with the browser's own cryptography. Keys that
    /// are unknown or could not be read are asked for once more.
    pub(super) async fn verify_id_token(
        &self,
        token: &IdToken,
        expected: &Expected<'_>,
        jwks_uri: Option<&str>,
        keys_so_far: Keys,
        deadline: Deadline,
    ) -> Result<VerifiedClaims, IdTokenError> {
        let unchecked = check_all_but_signature::<PlatformJson>(token.expose(), expected)?;
        let mut known = keys_so_far;
        let is_unknown = unchecked.key(known.as_deref().unwrap_or_default()) == Choice::Unknown;
        if is_unknown && self.may_refresh_keys() {
            known = keys(jwks_uri, None, RequestCache::Reload, deadline).await;
        }
        let known = known.ok_or(IdTokenError::KeysUnavailable)?;
        let Choice::Key(key) = unchecked.key(&known) else {
            return Err(IdTokenError::KeyUnknown);
        };
        match crypto::verify_rs256(key, unchecked.signed(), unchecked.signature()).await {
            true => Ok(unchecked.into_verified()),
            false => Err(IdTokenError::Signature),
        }
    }

    fn may_refresh_keys(&self) -> bool {
        let now = clock::now();
        // A clock that was set back lets them be asked for, too.
        let has_rested = (now - self.keys_refreshed_at.get()).abs() >= KEYS_REST_MS;
        if has_rested {
            self.keys_refreshed_at.set(now);
        }
        has_rested
    }
}
