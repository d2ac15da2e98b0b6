//! When the access token is renewed with the refresh token (RFC 6749 §6), and what a failed attempt
//! means.

use super::parameters::INTERACTION_REQUIRED;
use super::stored::StoredSession;
use super::token::TokenError;

/// What is to be done about a session now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Due {
    /// Its access token is to be renewed.
    Renewal,
    /// Its access token has ended, and nothing can renew it.
    End,
    /// It has lasted as long as the configuration allows.
    Limit,
    /// Nothing for so many milliseconds.
    Nothing(f64),
}

/// How long before its end an access token is renewed, at most, in milliseconds.
const LONGEST_LEAD_MS: f64 = 60_000.0;

/// The part of an access token's lifetime that is left when it is renewed.
const LEAD_PART: f64 = 0.2;

/// The shortest time between an answer and the next renewal, in milliseconds: no answer, however
/// strange its lifetime, makes this page ask without a pause.
const SHORTEST_REST_MS: f64 = 2_000.0;

/// What is to be done about `session` at `now`, in milliseconds since 1970 by the corrected clock,
/// where a session may last for `limit_s` seconds.
pub fn due(session: &StoredSession, limit_s: Option<f64>, now: f64) -> Due {
    let limit = limit_s.map_or(f64::INFINITY, |seconds| {
        session.signed_in_at + seconds * 1000.0
    });
    if now >= limit {
        return Due::Limit;
    }
    match due_without_limit(session, now) {
        Due::Nothing(ms) => Due::Nothing(ms.min(limit - now)),
        due => due,
    }
}

fn due_without_limit(session: &StoredSession, now: f64) -> Due {
    let Some(end) = session.expires_at else {
        return Due::Nothing(f64::INFINITY);
    };
    let can_renew = session.refresh_token.is_some();
    let at = if can_renew {
        let lead = (LEAD_PART * (end - session.received_at)).clamp(0.0, LONGEST_LEAD_MS);
        (end - lead).max(session.received_at + SHORTEST_REST_MS)
    } else {
        end
    };
    match now < at {
        true => Due::Nothing(at - now),
        false if can_renew => Due::Renewal,
        false => Due::End,
    }
}

const FIRST_PAUSE_MS: f64 = 2_000.0;
const LONGEST_PAUSE_MS: f64 = 60_000.0;

/// How long to wait after so many attempts that failed one after the other, in milliseconds. It
/// doubles up to a minute; `random`, between 0 and 1, spreads the attempts of many pages.
pub fn pause(failures: u32, random: f64) -> f64 {
    let doublings = f64::from(1_u32 << failures.saturating_sub(1).min(8));
    let longest = (FIRST_PAUSE_MS * doublings).min(LONGEST_PAUSE_MS);
    longest * (0.5 + random / 2.0)
}

/// What a token endpoint refuses a refresh token with (RFC 6749 §5.2), where it does not have to ask
/// the person.
const VERDICTS: [&str; 6] = [
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
];

/// Whether `error` is the provider's word that it does not renew this session. Everything else may
/// be over at the next attempt: no connection, a server that is overloaded or broken, the page of a
/// network's own login or the words of a proxy in the answer's place.
pub fn is_final(error: &TokenError) -> bool {
    let is_verdict = |error| VERDICTS.contains(&error) || INTERACTION_REQUIRED.contains(&error);
    matches!(error, TokenError::Refused { error, .. } if is_verdict(error.as_str()))
}
