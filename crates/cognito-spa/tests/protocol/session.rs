//! The session's states: what each event makes of them, and which events come too late.

use cognito_spa::AuthError;
use cognito_spa::protocol::stored::Identity;
use cognito_spa::session::{Event, Renewal, Session, State, step};

fn who(name: &str) -> Identity {
    Identity {
        name: Some(name.into()),
        scopes: vec!["openid".into()],
        expires_at: None,
        renewable: true,
    }
}

fn problem(code: &str) -> AuthError {
    AuthError::new(code, "What.", "Next.")
}

fn signed_in(renewal: Renewal) -> Session {
    Session::SignedIn(who("ada"), renewal)
}

fn every_session() -> Vec<Session> {
    vec![
        Session::Checking,
        Session::Misconfigured(problem("config")),
        Session::SignedOut(None),
        Session::SignedOut(Some(problem("out"))),
        Session::Starting,
        Session::Exchanging,
        signed_in(Renewal::Idle),
        signed_in(Renewal::Running),
        signed_in(Renewal::Waiting),
        Session::SigningOut,
    ]
}

/// The state after `event` in `session`, of which something is being said.
fn after(session: Session, event: Event) -> Option<State> {
    let notice = Some(problem("before"));
    step(&State { session, notice }, event)
}

/// That `event` leads from `session` to `next`, with nothing to be said.
fn leads(session: Session, event: Event, next: Session) {
    let state = after(session, event).unwrap();
    assert_eq!(state.session, next);
    assert_eq!(state.notice, None);
}

/// That `event` matters in those sessions only that `in_time` names.
fn matters_only_in(event: &Event, in_time: impl Fn(&Session) -> bool) {
    for session in every_session() {
        let expected = in_time(&session);
        let state = after(session.clone(), event.clone());
        assert_eq!(state.is_some(), expected, "{event:?} in {session:?}");
    }
}

#[test]
fn a_page_opens_signed_in_or_signed_out() {
    leads(
        Session::Checking,
        Event::Opened(Some(who("ada")), None),
        signed_in(Renewal::Idle),
    );
    leads(
        Session::Checking,
        Event::Opened(None, None),
        Session::SignedOut(None),
    );
    leads(
        Session::Checking,
        Event::Opened(None, Some(problem("denied"))),
        Session::SignedOut(Some(problem("denied"))),
    );
    matters_only_in(&Event::Opened(None, None), |session| {
        *session == Session::Checking
    });
}

#[test]
fn a_failed_callback_does_not_end_the_session_that_there_is() {
    let state = after(
        Session::Checking,
        Event::Opened(Some(who("ada")), Some(problem("x"))),
    )
    .unwrap();
    assert_eq!(state.session, signed_in(Renewal::Idle));
    assert_eq!(state.notice, Some(problem("x")));
    let failed = Event::ExchangeFailed(Some(who("ada")), problem("x"));
    let state = after(Session::Exchanging, failed).unwrap();
    assert_eq!(state.session, signed_in(Renewal::Idle));
    assert_eq!(state.notice, Some(problem("x")));
}

#[test]
fn a_code_is_exchanged_once() {
    leads(Session::Checking, Event::ExchangeBegun, Session::Exchanging);
    matters_only_in(&Event::ExchangeBegun, |session| {
        *session == Session::Checking
    });
    leads(
        Session::Exchanging,
        Event::Exchanged(who("ada"), None),
        signed_in(Renewal::Idle),
    );
    matters_only_in(&Event::Exchanged(who("ada"), None), |session| {
        *session == Session::Exchanging
    });
    leads(
        Session::Exchanging,
        Event::ExchangeFailed(None, problem("x")),
        Session::SignedOut(Some(problem("x"))),
    );
}

#[test]
fn a_login_begins_signed_out_and_once_more_where_the_page_does_not_come() {
    leads(
        Session::SignedOut(None),
        Event::LoginBegun,
        Session::Starting,
    );
    matters_only_in(&Event::LoginBegun, |session| {
        matches!(session, Session::SignedOut(_) | Session::Starting)
    });
    let failed = Event::LoginFailed(problem("x"));
    leads(
        Session::Starting,
        failed.clone(),
        Session::SignedOut(Some(problem("x"))),
    );
    matters_only_in(&failed, |session| *session == Session::Starting);
}

#[test]
fn a_logout_ends_signed_out_even_where_the_provider_is_not_reached() {
    leads(
        signed_in(Renewal::Running),
        Event::LogoutBegun,
        Session::SigningOut,
    );
    matters_only_in(&Event::LogoutBegun, |session| {
        matches!(session, Session::SignedIn(..))
    });
    let ended = Event::LogoutEnded(problem("x"));
    leads(
        Session::SigningOut,
        ended.clone(),
        Session::SignedOut(Some(problem("x"))),
    );
    matters_only_in(&ended, |session| *session == Session::SigningOut);
}

#[test]
fn one_renewal_runs_at_a_time() {
    matters_only_in(&Event::RenewalBegun, |session| {
        matches!(
            session,
            Session::SignedIn(_, Renewal::Idle | Renewal::Waiting)
        )
    });
}

#[test]
fn what_was_said_of_the_last_attempt_stands_until_the_next_has_an_end() {
    let state = after(signed_in(Renewal::Waiting), Event::RenewalBegun).unwrap();
    assert_eq!(state.session, signed_in(Renewal::Running));
    assert_eq!(state.notice, Some(problem("before")));
    leads(
        signed_in(Renewal::Running),
        Event::Renewed(who("ada"), None),
        signed_in(Renewal::Idle),
    );
}

#[test]
fn a_renewal_that_fails_for_a_while_keeps_the_session() {
    let state = after(
        signed_in(Renewal::Running),
        Event::RenewalFailed(problem("x")),
    )
    .unwrap();
    assert_eq!(state.session, signed_in(Renewal::Waiting));
    assert_eq!(state.notice, Some(problem("x")));
    matters_only_in(&Event::RenewalFailed(problem("x")), |session| {
        *session == signed_in(Renewal::Running)
    });
}

#[test]
fn another_tabs_renewal_is_taken_over_while_signed_in_only() {
    matters_only_in(&Event::Renewed(who("ada"), None), |session| {
        matches!(session, Session::SignedIn(..))
    });
}

#[test]
fn a_session_ends_with_its_reason() {
    let ended = Event::Ended(problem("x"));
    leads(
        signed_in(Renewal::Running),
        ended.clone(),
        Session::SignedOut(Some(problem("x"))),
    );
    matters_only_in(&ended, |session| matches!(session, Session::SignedIn(..)));
}

#[test]
fn a_page_that_is_shown_again_goes_on_as_the_storage_says() {
    for session in [
        signed_in(Renewal::Running),
        Session::Starting,
        Session::SigningOut,
    ] {
        leads(
            session.clone(),
            Event::Resumed(None),
            Session::SignedOut(None),
        );
        leads(
            session,
            Event::Resumed(Some(who("bob"))),
            Session::SignedIn(who("bob"), Renewal::Idle),
        );
    }
    matters_only_in(&Event::Resumed(Some(who("bob"))), |session| {
        !matches!(
            session,
            Session::Checking | Session::Exchanging | Session::Misconfigured(_)
        )
    });
}

#[test]
fn why_somebody_was_signed_out_is_not_forgotten_when_the_page_is_shown_again() {
    let out = Session::SignedOut(Some(problem("x")));
    assert_eq!(after(out, Event::Resumed(None)), None);
}

#[test]
fn a_configuration_that_is_refused_stops_everything_until_it_is_read_again() {
    for session in every_session() {
        let refused = Event::ConfigRefused(problem("x"));
        leads(session, refused, Session::Misconfigured(problem("x")));
    }
    leads(
        Session::Misconfigured(problem("x")),
        Event::ConfigAwaited,
        Session::Checking,
    );
    matters_only_in(&Event::ConfigAwaited, |session| {
        matches!(session, Session::Misconfigured(_))
    });
}
