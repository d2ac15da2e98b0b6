//! When an access token is renewed, and what a failed attempt means (RFC 6749 §6).

use crate::common::{NOW_MS, stored_session};
use cognito_spa::protocol::renewal::{Due, due, is_final, pause};
use cognito_spa::protocol::stored::StoredSession;
use cognito_spa::protocol::token::TokenError;
use proptest::prelude::*;

fn lasting(seconds: f64) -> StoredSession {
    StoredSession {
        expires_at: Some(NOW_MS + seconds * 1000.0),
        ..stored_session()
    }
}

fn without_refresh_token(seconds: f64) -> StoredSession {
    StoredSession {
        refresh_token: None,
        ..lasting(seconds)
    }
}

#[test]
fn an_hour_is_renewed_a_minute_before_its_end() {
    let session = lasting(3600.0);
    assert_eq!(due(&session, None, NOW_MS), Due::Nothing(3_540_000.0));
    assert_eq!(due(&session, None, NOW_MS + 3_539_999.0), Due::Nothing(1.0));
    assert_eq!(due(&session, None, NOW_MS + 3_540_000.0), Due::Renewal);
}

#[test]
fn a_short_life_is_renewed_in_its_last_fifth() {
    assert_eq!(due(&lasting(60.0), None, NOW_MS), Due::Nothing(48_000.0));
}

#[test]
fn a_token_that_has_ended_is_still_renewed() {
    assert_eq!(
        due(&lasting(3600.0), None, NOW_MS + 86_400_000.0),
        Due::Renewal
    );
}

#[test]
fn no_answer_is_followed_by_the_next_renewal_at_once() {
    for seconds in [-3600.0, 0.0, 0.1, 1.0] {
        assert_eq!(due(&lasting(seconds), None, NOW_MS), Due::Nothing(2_000.0));
        assert_eq!(due(&lasting(seconds), None, NOW_MS + 2_000.0), Due::Renewal);
    }
}

#[test]
fn without_a_refresh_token_the_end_is_the_end() {
    let session = without_refresh_token(3600.0);
    assert_eq!(due(&session, None, NOW_MS), Due::Nothing(3_600_000.0));
    assert_eq!(due(&session, None, NOW_MS + 3_600_000.0), Due::End);
}

#[test]
fn an_end_that_nobody_knows_has_not_come() {
    let session = StoredSession {
        expires_at: None,
        ..stored_session()
    };
    assert_eq!(due(&session, None, f64::MAX), Due::Nothing(f64::INFINITY));
}

#[test]
fn a_session_ends_at_its_limit_whatever_its_tokens_say() {
    let limit_s = Some(8.0 * 3_600.0);
    let end = NOW_MS + 8.0 * 3_600_000.0;
    for session in [
        lasting(86_400.0),
        without_refresh_token(86_400.0),
        StoredSession {
            expires_at: None,
            ..stored_session()
        },
    ] {
        assert_eq!(due(&session, limit_s, end - 1.0), Due::Nothing(1.0));
        assert_eq!(due(&session, limit_s, end), Due::Limit);
        assert_eq!(due(&session, limit_s, f64::MAX), Due::Limit);
    }
}

#[test]
fn a_renewal_moves_no_limit() {
    let renewed = StoredSession {
        received_at: NOW_MS + 7_200_000.0,
        expires_at: Some(NOW_MS + 10_800_000.0),
        ..stored_session()
    };
    let at = |hours: f64| due(&renewed, Some(8_100.0), NOW_MS + hours * 3_600_000.0);
    assert_eq!(at(2.0), Due::Nothing(900_000.0));
    assert_eq!(at(2.25), Due::Limit);
}

#[test]
fn before_its_limit_a_session_is_renewed_and_ends_as_usual() {
    let limit_s = Some(86_400.0);
    let session = lasting(3600.0);
    assert_eq!(due(&session, limit_s, NOW_MS), Due::Nothing(3_540_000.0));
    assert_eq!(due(&session, limit_s, NOW_MS + 3_540_000.0), Due::Renewal);
    let session = without_refresh_token(3600.0);
    assert_eq!(due(&session, limit_s, NOW_MS + 3_600_000.0), Due::End);
}

#[test]
fn the_pause_doubles_up_to_a_minute() {
    let longest: Vec<f64> = (1..=8).map(|failures| pause(failures, 1.0)).collect();
    let seconds = [2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0];
    assert_eq!(longest, seconds.map(|s| s * 1000.0));
}

fn refused(error: &str) -> TokenError {
    TokenError::Refused {
        error: error.into(),
        description: None,
    }
}

#[test]
fn only_the_providers_verdict_ends_a_session() {
    for error in [
        "invalid_grant",
        "invalid_client",
        "unauthorized_client",
        "login_required",
    ] {
        assert!(is_final(&refused(error)), "{error}");
    }
}

#[test]
fn what_may_pass_ends_no_session() {
    for error in [
        TokenError::Network,
        TokenError::Timeout,
        TokenError::Status(429),
        TokenError::Status(500),
        TokenError::Status(503),
        TokenError::Status(403),
        TokenError::Malformed,
        TokenError::WrongType,
        refused("server_error"),
        refused("temporarily_unavailable"),
        refused("Forbidden"),
        refused("Not Found"),
    ] {
        assert!(!is_final(&error), "{error:?}");
    }
}

proptest! {
    #[test]
    fn a_pause_is_between_half_of_the_longest_and_the_longest(
        failures in any::<u32>(), random in 0.0..1.0,
    ) {
        let longest = pause(failures, 1.0);
        prop_assert!((1_000.0..=60_000.0).contains(&longest));
        prop_assert!((longest / 2.0..=longest).contains(&pause(failures, random)));
    }

    #[test]
    fn whatever_the_lifetime_there_is_time_between_two_renewals(
        seconds in any::<f64>(), later in 0.0..2_000.0,
    ) {
        prop_assert_ne!(due(&lasting(seconds), None, NOW_MS + later), Due::Renewal);
    }
}
