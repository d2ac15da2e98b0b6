//! What the tabs of one site tell each other, and the names under which they find each other.

use super::audience::Audience;
use super::config::Config;
use super::json::{Json, Value};
use super::secret::RefreshToken;
use super::stored::StoredSession;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// The name that the tabs of this issuer and client share.
pub fn name(audience: &Audience) -> String {
    let parts = [
        audience.issuer.as_deref().unwrap_or_default(),
        audience.domain.as_deref().unwrap_or_default(),
        &audience.client_id,
    ];
    // No address and no client id has a line break.
    named(&parts.join("\n"))
}

/// The lock that every tab holds that has a session of this issuer and client to hand on.
pub fn presence_name(audience: &Audience) -> String {
    [&name(audience), ".signed-in"].concat()
}

/// The lock of the tabs that hold this refresh token.
pub fn lock_name(token: &RefreshToken) -> String {
    named(token.expose())
}

fn named(secret: &str) -> String {
    let digest = URL_SAFE_NO_PAD.encode(Sha256::digest(secret));
    ["leptos-cognito.", &digest].concat()
}

/// That `token` was used to renew a session, for the tabs that hold a copy of it.
pub fn renewed(token: &RefreshToken, session: &StoredSession) -> Value {
    Value::object(vec![
        ("replaces", Value::Text(lock_name(token))),
        ("session", session.to_value()),
    ])
}

/// The session that `message` tells of, if it takes the place of the one with `token`. Anything on
/// this origin may have told it: it is checked as one from the storage is.
pub fn session_for<J: Json>(
    message: &Value,
    token: &RefreshToken,
    config: &Config,
) -> Option<StoredSession> {
    let is_ours = message.text("replaces") == Some(&lock_name(token));
    let session = message.get("session").filter(|_| is_ours)?;
    StoredSession::from_value::<J>(session, config)
}

/// The question of a tab without a session for the one of another tab. `id` is of this question
/// alone.
pub fn session_wanted(id: &str) -> Value {
    Value::object(vec![("wants", Value::Text(id.into()))])
}

/// The id of the question that `message` asks, if it is one.
pub fn wanted_id(message: &Value) -> Option<&str> {
    message.text("wants")
}

/// The answer to the question `id`.
pub fn session_offered(id: &str, session: &StoredSession) -> Value {
    Value::object(vec![
        ("offers", Value::Text(id.into())),
        ("session", session.to_value()),
    ])
}

/// The session that `message` offers in answer to the question `id`. It is checked as one from the
/// storage is.
pub fn offered_session<J: Json>(
    message: &Value,
    id: &str,
    config: &Config,
) -> Option<StoredSession> {
    let is_answer = message.text("offers") == Some(id);
    let session = message.get("session").filter(|_| is_answer)?;
    StoredSession::from_value::<J>(session, config)
}
