//! The control address `/_control/…`: faults, settings, the log, verification codes.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};

use crate::{
    faults::Fault,
    log::{Entry, Log},
    pool::Shared,
    store::Store,
};

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

#[derive(Default)]
pub(crate) struct Control {
    pub(crate) settings: Settings,
    pub(crate) faults: Vec<Fault>,
    pub(crate) log: Log,
}

/// Pages of other sites, and the app itself, have no business here: browsers put an `Origin` on
/// every request of theirs that could change something.
pub(crate) async fn refuse_browsers(request: Request, next: Next) -> Response {
    if request.headers().contains_key(header::ORIGIN) {
        return (StatusCode::FORBIDDEN, "control requests carry no Origin\n").into_response();
    }
    next.run(request).await
}

pub(crate) async fn get_faults(State(pool): State<Shared>) -> Json<Vec<Fault>> {
    Json(pool.control().faults.clone())
}

pub(crate) async fn put_faults(
    State(pool): State<Shared>,
    Json(faults): Json<Vec<Fault>>,
) -> Response {
    if let Some(problem) = faults.iter().find_map(|fault| fault.build().err()) {
        return (StatusCode::UNPROCESSABLE_ENTITY, format!("{problem}\n")).into_response();
    }
    pool.control().faults = faults;
    StatusCode::NO_CONTENT.into_response()
}

pub(crate) async fn get_settings(State(pool): State<Shared>) -> Json<Settings> {
    Json(pool.control().settings.clone())
}

pub(crate) async fn put_settings(
    State(pool): State<Shared>,
    Json(settings): Json<Settings>,
) -> StatusCode {
    pool.control().settings = settings;
    StatusCode::NO_CONTENT
}

pub(crate) async fn get_log(State(pool): State<Shared>) -> Json<Vec<Entry>> {
    Json(pool.control().log.entries())
}

pub(crate) async fn get_codes(State(pool): State<Shared>) -> Json<BTreeMap<String, String>> {
    Json(pool.store().verification_codes().collect())
}

pub(crate) async fn reset(State(pool): State<Shared>) -> StatusCode {
    pool.reset();
    StatusCode::NO_CONTENT
}

impl crate::pool::Pool {
    /// As after the start: the demo user alone, default settings, no faults, an empty log. The keys
    /// stay.
    pub(crate) fn reset(&self) {
        *self.store() = Store::new();
        *self.control() = Control::default();
    }
}
