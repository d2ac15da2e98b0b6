//! How the pool behaves as long as nothing is broken.

use serde::{Deserialize, Serialize};

/// How the pool behaves as long as nothing is broken. Members left out have their defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Life of access tokens in seconds. It may be negative, for tokens that are expired at birth.
    pub access_token_lifetime_s: i64,
    /// Life of ID tokens in seconds; may be negative.
    pub id_token_lifetime_s: i64,
    /// Life of refresh tokens in seconds. Rotation does not prolong it.
    pub refresh_token_lifetime_s: i64,
    /// How far the pool's clock is ahead, in seconds: for issuing and for checking alike.
    pub clock_offset_s: i64,
    /// Whether the `Date` header of answers shows the pool's clock, rather than the machine's.
    pub date_follows_clock: bool,
    /// Whether a renewal gives a new refresh token and ends the old one.
    pub rotate_refresh_tokens: bool,
    /// How long a rotated refresh token still works, in seconds (Cognito allows 0 to 60).
    pub rotation_grace_s: i64,
    /// Whether scopes that exist but are not enabled for the client are ignored rather than
    /// refused with `invalid_scope`.
    pub ignore_scopes_not_enabled: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            access_token_lifetime_s: 3600,
            id_token_lifetime_s: 3600,
            refresh_token_lifetime_s: 30 * 24 * 3600,
            clock_offset_s: 0,
            date_follows_clock: true,
            rotate_refresh_tokens: false,
            rotation_grace_s: 60,
            ignore_scopes_not_enabled: false,
        }
    }
}
