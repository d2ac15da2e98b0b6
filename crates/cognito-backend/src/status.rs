//! `GET /auth/session`: the login status, and never a token.

use crate::csrf::is_foreign;
use crate::failure::Failure;
use crate::response::json;
use crate::session::{Session, SessionError};
use crate::shared::Shared;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use cognito_spa::protocol::backend::NO_USE;
use cognito_spa::protocol::form;
use cognito_spa::protocol::json::{SerdeJson, Value};
use std::sync::Arc;

/// Claims that tie an ID token to its login and to other tokens: no page has a use for them.
const PROTOCOL_CLAIMS: [&str; 3] = ["at_hash", "c_hash", "nonce"];

/// To ask is to use the session, unless the query says otherwise, or the question is foreign: a page that
/// nobody looks at asks by itself, and would keep it for ever, as a neighbour's page could.
///
/// A cookie that names no session is left alone: in another tab, a login may have replaced it while this
/// answer was on its way.
pub(crate) async fn status(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let (name, value) = NO_USE;
    let query = form::decode(&query.unwrap_or_default());
    let is_use = !query.contains(&(name.into(), value.into())) && !is_foreign(&headers);
    let session = match is_use {
        true => shared.session(&headers).await,
        false => shared.unused_session(&headers).await,
    };
    let body = match session {
        Ok(session) => signed_in(&shared, &session),
        Err(SessionError::SignedOut | SessionError::Ended) => None,
        Err(error) => return Err(error.into()),
    };
    let signed_out = || serde_json::json!({ "signed_in": false });
    Ok(json(&body.unwrap_or_else(signed_out)))
}

/// What is told of a session; nothing where its access token has ended, and nothing can renew it.
fn signed_in(shared: &Shared, session: &Session) -> Option<serde_json::Value> {
    let can_renew = session.tokens.refresh_token.is_some();
    if !can_renew && !session.is_live() {
        return None;
    }
    let user = session.tokens.user::<SerdeJson>()?;
    let claims = user.id_token_claims.iter();
    let claims: serde_json::Map<_, _> = claims
        .filter(|(name, _)| !PROTOCOL_CLAIMS.contains(name))
        .map(|(name, value)| (name.into(), plain(value)))
        .collect();
    Some(serde_json::json!({
        "signed_in": true,
        "user": {
            "sub": user.sub,
            "email": user.email,
            "username": user.username,
            "groups": user.groups,
            "scopes": user.scopes,
            "claims": claims,
        },
        "expires_at": expires_at(shared, session, can_renew),
    }))
}

/// When the session ends unless it is used, in seconds since 1970.
fn expires_at(shared: &Shared, session: &Session, can_renew: bool) -> u64 {
    let record = &session.record;
    let end = shared.session_end(record.created_at, record.used_at);
    let token_end = session.tokens.expires_at.filter(|_| !can_renew);
    // A float beyond the range of the integer becomes its end.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let token_end = token_end.map_or(u64::MAX, |end| end as u64);
    end.min(token_end) / 1_000
}

fn plain(value: &Value) -> serde_json::Value {
    serde_json::from_str(&value.to_json()).unwrap_or_default()
}
