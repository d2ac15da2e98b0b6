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

/// That the person signs out, where no time stamp can say so: some browsers withhold `localStorage`.
pub fn signed_out() -> Value {
    Value::object(vec![("signed_out", Value::Bool(true))])
}

/// Whether `message` says that the person signs out.
pub fn is_signed_out(message: &Value) -> bool {
    matches!(message.get("signed_out"), Some(Value::Bool(true)))
}

/// Whether a tab that asked takes over `offered`, where it has the session `own` or none. The person
/// may have signed out since the question; and a tab that has a session asks for newer tokens of it,
/// never for somebody else.
pub fn is_welcome<J: Json>(
    offered: &StoredSession,
    own: Option<&StoredSession>,
    last_log_out: Option<f64>,
) -> bool {
    !offered.is_signed_out(last_log_out)
        && own.is_none_or(|own| {
            offered.refresh_token != own.refresh_token && own.is_same_person::<J>(offered)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::json::SerdeJson;
    use crate::protocol::secret::AccessToken;

    /// A session whose access token speaks of `sub`.
    fn session(sub: &str, refresh_token: &str) -> StoredSession {
        let claims = URL_SAFE_NO_PAD.encode(["{\"sub\":\"", sub, "\"}"].concat());
        StoredSession {
            audience: Audience {
                issuer: None,
                domain: Some("https://login.example.com".into()),
                client_id: "client".into(),
            },
            access_token: AccessToken::new(["e30.", &claims, "."].concat()),
            id_token: None,
            refresh_token: Some(RefreshToken::new(refresh_token.into())),
            expires_at: None,
            received_at: 0.0,
            signed_in_at: 0.0,
            log_out_before: Some(7.0),
            scope: String::new(),
        }
    }

    fn is_welcome_to(own: Option<&StoredSession>, offered: &StoredSession) -> bool {
        is_welcome::<SerdeJson>(offered, own, Some(7.0))
    }

    #[test]
    fn a_tab_without_a_session_takes_over_any_of_its_client() {
        assert!(is_welcome_to(None, &session("ann", "r1")));
    }

    #[test]
    fn a_tab_takes_over_newer_tokens_of_its_person_only() {
        let own = session("ann", "r1");
        assert!(is_welcome_to(Some(&own), &session("ann", "r2")));
        assert!(!is_welcome_to(Some(&own), &session("ann", "r1")));
        assert!(!is_welcome_to(Some(&own), &session("bob", "r2")));
        assert!(!is_welcome_to(Some(&session("", "r1")), &session("", "r2")));
    }

    #[test]
    fn nobody_takes_over_a_session_after_its_log_out() {
        let offered = session("ann", "r2");
        assert!(!is_welcome::<SerdeJson>(&offered, None, Some(8.0)));
        let own = session("ann", "r1");
        assert!(!is_welcome::<SerdeJson>(&offered, Some(&own), Some(8.0)));
    }

    #[test]
    fn a_session_that_was_renewed_is_of_the_same_login() {
        let before = session("ann", "r1");
        let renewed = StoredSession {
            received_at: 1.0,
            ..session("ann", "r2")
        };
        assert!(before.is_same_login(&renewed) && before.has_other_tokens(&renewed));
        let next_login = StoredSession {
            signed_in_at: 1.0,
            ..session("ann", "r1")
        };
        assert!(!before.is_same_login(&next_login));
    }

    #[test]
    fn a_clock_that_was_set_back_makes_no_tokens_of_others() {
        let before = session("ann", "r1");
        let same = StoredSession {
            received_at: f64::MAX,
            ..before.clone()
        };
        assert!(!before.has_other_tokens(&same));
    }
}
