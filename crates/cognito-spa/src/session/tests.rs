//! The session's states: what each event makes of them, which events come too late, and what an app
//! is told of them.

// proptest has no source of randomness in a browser.
#[cfg(not(target_family = "wasm"))]
mod lifetime;

use super::{
    Account, AuthEvent, AuthStatus, Event, Renewal, Session, SignOutReason, State, announced, step,
};
use crate::AuthError;
use crate::protocol::user::User;

fn account(sub: &str) -> Account {
    Account {
        user: User {
            sub: sub.into(),
            ..User::default()
        },
        expires_at: Some(17.0),
        renewable: true,
    }
}

fn not_renewable(sub: &str) -> Account {
    Account {
        renewable: false,
        ..account(sub)
    }
}

fn error(code: &str) -> AuthError {
    AuthError::new(code, "What.", "Next.")
}

fn signed_in(renewal: Renewal) -> Session {
    Session::SignedIn(account("ada"), renewal)
}

fn every_session() -> Vec<Session> {
    vec![
        Session::Loading,
        Session::Misconfigured(error("config")),
        Session::SignedOut(None),
        Session::SignedOut(Some(error("out"))),
        Session::Redirecting,
        Session::Exchanging,
        signed_in(Renewal::Idle),
        signed_in(Renewal::Running),
        signed_in(Renewal::Waiting),
        signed_in(Renewal::Unavailable),
        Session::SigningOut,
    ]
}

/// The state after `event` in `session`, of which something is being said.
fn after(session: Session, event: Event) -> Option<State> {
    let notice = Some(error("before"));
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
        Session::Loading,
        Event::Opened(Some(account("ada")), None),
        signed_in(Renewal::Idle),
    );
    leads(
        Session::Loading,
        Event::Opened(None, None),
        Session::SignedOut(None),
    );
    leads(
        Session::Loading,
        Event::Opened(None, Some(error("denied"))),
        Session::SignedOut(Some(error("denied"))),
    );
    matters_only_in(&Event::Opened(None, None), |session| {
        matches!(session, Session::Loading | Session::SignedIn(..))
    });
}

#[test]
fn a_stored_session_is_shown_until_the_configuration_says_whether_it_stays() {
    let stored = Event::Stored(account("ada"));
    leads(Session::Loading, stored.clone(), signed_in(Renewal::Idle));
    matters_only_in(&stored, |session| *session == Session::Loading);
    leads(
        signed_in(Renewal::Idle),
        Event::Opened(Some(account("ada")), None),
        signed_in(Renewal::Idle),
    );
    leads(
        signed_in(Renewal::Idle),
        Event::Opened(None, None),
        Session::SignedOut(None),
    );
}

#[test]
fn a_failed_callback_does_not_end_the_session_that_there_is() {
    let state = after(
        Session::Loading,
        Event::Opened(Some(account("ada")), Some(error("x"))),
    )
    .unwrap();
    assert_eq!(state.session, signed_in(Renewal::Idle));
    assert_eq!(state.notice, Some(nothing_to_do(error("x"))));
    let failed = Event::ExchangeFailed(Some(account("ada")), error("x"));
    let state = after(Session::Exchanging, failed).unwrap();
    assert_eq!(state.session, signed_in(Renewal::Idle));
    assert_eq!(state.notice, Some(nothing_to_do(error("x"))));
}

/// The same error for somebody who is signed in all the same.
fn nothing_to_do(error: AuthError) -> AuthError {
    let message = error.message().to_owned();
    error.with_words(
        &message,
        "You are still signed in, so there is nothing to do.",
    )
}

#[test]
fn a_code_is_exchanged_once() {
    leads(Session::Loading, Event::ExchangeBegun, Session::Exchanging);
    matters_only_in(&Event::ExchangeBegun, |session| {
        *session == Session::Loading
    });
    leads(
        Session::Exchanging,
        Event::Exchanged(account("ada"), None),
        signed_in(Renewal::Idle),
    );
    matters_only_in(&Event::Exchanged(account("ada"), None), |session| {
        *session == Session::Exchanging
    });
    leads(
        Session::Exchanging,
        Event::ExchangeFailed(None, error("x")),
        Session::SignedOut(Some(error("x"))),
    );
}

#[test]
fn a_login_begins_signed_out_and_once_more_where_the_page_does_not_come() {
    leads(
        Session::SignedOut(None),
        Event::LoginBegun,
        Session::Redirecting,
    );
    matters_only_in(&Event::LoginBegun, |session| {
        matches!(session, Session::SignedOut(_) | Session::Redirecting)
    });
    let failed = Event::LoginFailed(error("x"));
    leads(
        Session::Redirecting,
        failed.clone(),
        Session::SignedOut(Some(error("x"))),
    );
    matters_only_in(&failed, |session| *session == Session::Redirecting);
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
    let ended = Event::LogoutFailed(error("x"));
    leads(
        Session::SigningOut,
        ended.clone(),
        Session::SignedOut(Some(error("x"))),
    );
    matters_only_in(&ended, |session| {
        matches!(session, Session::SigningOut | Session::SignedOut(None))
    });
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
    assert_eq!(state.notice, Some(error("before")));
    leads(
        signed_in(Renewal::Running),
        Event::Renewed(account("ada"), None),
        signed_in(Renewal::Idle),
    );
}

#[test]
fn a_renewal_that_fails_for_a_while_keeps_the_session() {
    let state = after(
        signed_in(Renewal::Running),
        Event::RenewalFailed(error("x")),
    )
    .unwrap();
    assert_eq!(state.session, signed_in(Renewal::Waiting));
    assert_eq!(state.notice, Some(error("x")));
    matters_only_in(&Event::RenewalFailed(error("x")), |session| {
        *session == signed_in(Renewal::Running)
    });
}

#[test]
fn another_tabs_renewal_is_taken_over_while_signed_in_only() {
    matters_only_in(&Event::Renewed(account("ada"), None), |session| {
        matches!(session, Session::SignedIn(..))
    });
}

#[test]
fn a_session_ends_with_its_reason() {
    let ended = Event::Ended(SignOutReason::Expired, error("x"));
    leads(
        signed_in(Renewal::Running),
        ended.clone(),
        Session::SignedOut(Some(error("x"))),
    );
    matters_only_in(&ended, |session| matches!(session, Session::SignedIn(..)));
}

#[test]
fn a_page_whose_session_was_ended_while_it_was_left_is_signed_out() {
    leads(
        signed_in(Renewal::Running),
        Event::Left,
        Session::SignedOut(None),
    );
    matters_only_in(&Event::Left, |session| {
        matches!(session, Session::SignedIn(..))
    });
}

#[test]
fn a_page_that_is_shown_again_goes_on_as_the_storage_says() {
    for session in [
        signed_in(Renewal::Running),
        Session::Redirecting,
        Session::SigningOut,
    ] {
        leads(
            session.clone(),
            Event::Resumed(None),
            Session::SignedOut(None),
        );
        leads(
            session,
            Event::Resumed(Some(account("bob"))),
            Session::SignedIn(account("bob"), Renewal::Idle),
        );
    }
    matters_only_in(&Event::Resumed(Some(account("bob"))), |session| {
        !matches!(
            session,
            Session::Loading | Session::Exchanging | Session::Misconfigured(_)
        )
    });
}

#[test]
fn why_somebody_was_signed_out_is_not_forgotten_when_the_page_is_shown_again() {
    let out = Session::SignedOut(Some(error("x")));
    assert_eq!(after(out, Event::Resumed(None)), None);
}

#[test]
fn a_configuration_that_is_refused_stops_everything_until_it_is_read_again() {
    for session in every_session() {
        let refused = Event::ConfigRefused(error("x"));
        leads(session, refused, Session::Misconfigured(error("x")));
    }
    leads(
        Session::Misconfigured(error("x")),
        Event::ConfigAwaited,
        Session::Loading,
    );
    matters_only_in(&Event::ConfigAwaited, |session| {
        matches!(session, Session::Misconfigured(_))
    });
}

#[test]
fn a_session_without_a_refresh_token_offers_no_renewal() {
    let opened = Event::Opened(Some(not_renewable("ada")), None);
    let state = after(Session::Loading, opened).unwrap();
    assert_eq!(state.renewal(), Renewal::Unavailable);
    for event in [Event::RenewalBegun, Event::RenewalFailed(error("x"))] {
        assert_eq!(after(state.session.clone(), event), None);
    }
    leads(
        signed_in(Renewal::Running),
        Event::Renewed(not_renewable("ada"), None),
        Session::SignedIn(not_renewable("ada"), Renewal::Unavailable),
    );
}

#[test]
fn what_a_page_may_show_is_said_in_one_word() {
    for (session, status) in [
        (Session::Loading, AuthStatus::Loading),
        (
            Session::Misconfigured(error("config")),
            AuthStatus::Misconfigured,
        ),
        (Session::SignedOut(None), AuthStatus::SignedOut),
        (Session::Redirecting, AuthStatus::SigningIn),
        (Session::Exchanging, AuthStatus::SigningIn),
        (signed_in(Renewal::Running), AuthStatus::SignedIn),
        (Session::SigningOut, AuthStatus::SigningOut),
    ] {
        let state = State {
            session,
            notice: None,
        };
        assert_eq!(state.status(), status);
        let is_signed_in = status == AuthStatus::SignedIn;
        assert_eq!(state.user().is_some(), is_signed_in);
        assert_eq!(state.expires_at(), is_signed_in.then_some(17.0));
        let renewal = match is_signed_in {
            true => Renewal::Running,
            false => Renewal::Unavailable,
        };
        assert_eq!(state.renewal(), renewal);
    }
    assert_eq!(State::loading().status(), AuthStatus::Loading);
    assert_eq!(State::loading().error(), None);
}

#[test]
fn the_error_is_why_nobody_is_signed_in_or_what_goes_on_beside_a_session() {
    let notice = Some(error("notice"));
    for (session, code) in [
        (Session::Misconfigured(error("config")), Some("config")),
        (Session::SignedOut(Some(error("out"))), Some("out")),
        (Session::SignedOut(None), None),
        (signed_in(Renewal::Waiting), Some("notice")),
    ] {
        let state = State {
            session,
            notice: notice.clone(),
        };
        assert_eq!(state.error().map(AuthError::code), code);
    }
}

#[test]
fn an_app_is_told_of_a_login_and_of_why_there_was_none() {
    for succeeded in [
        Event::Exchanged(account("ada"), Some(error("x"))),
        Event::Returned(account("ada")),
    ] {
        let ada = account("ada").user;
        assert_eq!(announced(&succeeded), Some(AuthEvent::SignedIn(ada)));
    }
    for failed in [
        Event::ExchangeFailed(None, error("x")),
        Event::ExchangeFailed(Some(account("ada")), error("x")),
        Event::Opened(None, Some(error("x"))),
        Event::Opened(Some(account("ada")), Some(error("x"))),
        Event::LoginFailed(error("x")),
    ] {
        assert_eq!(
            announced(&failed),
            Some(AuthEvent::SignInFailed(error("x"))),
            "{failed:?}"
        );
    }
}

#[test]
fn an_app_is_told_of_renewals() {
    assert_eq!(
        announced(&Event::Renewed(account("ada"), None)),
        Some(AuthEvent::Renewed)
    );
    assert_eq!(
        announced(&Event::RenewalFailed(error("x"))),
        Some(AuthEvent::RenewalFailed(error("x")))
    );
}

#[test]
fn an_app_is_told_why_a_session_is_over() {
    assert_eq!(
        announced(&Event::LogoutBegun),
        Some(AuthEvent::SignedOut(SignOutReason::Requested))
    );
    for reason in [
        SignOutReason::Elsewhere,
        SignOutReason::Expired,
        SignOutReason::Limit,
        SignOutReason::Refused,
    ] {
        assert_eq!(
            announced(&Event::Ended(reason, error("x"))),
            Some(AuthEvent::SignedOut(reason))
        );
    }
    assert_eq!(
        announced(&Event::Left),
        Some(AuthEvent::SignedOut(SignOutReason::Elsewhere))
    );
}

#[test]
fn an_app_is_told_nothing_of_what_is_under_way() {
    for event in [
        Event::ConfigRefused(error("x")),
        Event::ConfigAwaited,
        Event::Stored(account("ada")),
        Event::Opened(None, None),
        Event::Opened(Some(account("ada")), None),
        Event::ExchangeBegun,
        Event::LoginBegun,
        Event::LogoutFailed(error("x")),
        Event::RenewalBegun,
        Event::Resumed(None),
        Event::Resumed(Some(account("ada"))),
    ] {
        assert_eq!(announced(&event), None, "{event:?}");
    }
}

#[test]
fn a_login_that_a_backend_has_finished_signs_in() {
    let returned = Event::Returned(not_renewable("ada"));
    let state = after(Session::Loading, returned.clone()).unwrap();
    assert_eq!(
        state.session,
        Session::SignedIn(not_renewable("ada"), Renewal::Unavailable)
    );
    assert_eq!(state.notice, None);
    matters_only_in(&returned, |session| {
        matches!(session, Session::Loading | Session::SignedIn(..))
    });
}

#[test]
fn a_backend_that_does_not_answer_ends_no_session() {
    let unconfirmed = Event::Unconfirmed(error("x"));
    let state = after(signed_in(Renewal::Unavailable), unconfirmed.clone()).unwrap();
    assert_eq!(state.session, signed_in(Renewal::Unavailable));
    assert_eq!(state.notice, Some(error("x")));
    assert_eq!(
        announced(&unconfirmed),
        Some(AuthEvent::RenewalFailed(error("x")))
    );
    matters_only_in(&unconfirmed, |session| {
        matches!(session, Session::SignedIn(..))
    });
}

#[test]
fn a_backend_that_does_not_end_the_session_leaves_it_signed_in() {
    let refused = Event::LogoutRefused(not_renewable("ada"), error("x"));
    let state = after(Session::SigningOut, refused.clone()).unwrap();
    assert_eq!(
        state.session,
        Session::SignedIn(not_renewable("ada"), Renewal::Unavailable)
    );
    assert_eq!(state.notice, Some(error("x")));
    matters_only_in(&refused, |session| *session == Session::SigningOut);
}
