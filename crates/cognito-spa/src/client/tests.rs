//! What a client does for its observers, without a browser.

use super::Client;
use crate::protocol::user::User;
use crate::session::{Account, AuthEvent, Event};
use crate::{AuthConfig, AuthError, AuthErrorKind, AuthStatus, SignOutReason};
use futures_util::FutureExt as _;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

fn client() -> Client {
    Client::new(AuthConfig::cognito("eu-west-1_AbCdEfGhI", "client"))
}

fn account() -> Account {
    Account {
        user: User::default(),
        expires_at: None,
        renewable: false,
    }
}

fn failure() -> AuthError {
    AuthError::new("token.network", "No connection.", "Try again.")
}

/// A client with somebody signed in, and what its observers were told.
fn signed_in() -> (Client, Rc<RefCell<Vec<AuthEvent>>>) {
    let (client, told) = (client(), Rc::<RefCell<Vec<AuthEvent>>>::default());
    let heard = told.clone();
    client.start(|_| {}, move |event| heard.borrow_mut().push(event));
    client.dispatch(Event::Opened(Some(account()), None));
    (client, told)
}

#[test]
fn an_observer_that_stops_the_client_hears_nothing_more() {
    let (client, events) = (client(), Rc::new(Cell::new(0)));
    let (stopped, counted) = (client.clone(), events.clone());
    client.start(
        move |_| stopped.stop(),
        move |_| counted.set(counted.get() + 1),
    );
    client.dispatch(Event::Opened(None, Some(failure())));
    assert_eq!(client.state().status(), AuthStatus::SignedOut);
    assert_eq!(events.get(), 0);
}

#[test]
fn an_observer_may_ask_for_the_state_and_begin_another_change() {
    let client = client();
    let (asked, statuses) = (client.clone(), Rc::<RefCell<Vec<_>>>::default());
    let seen = statuses.clone();
    client.start(
        move |state| {
            assert_eq!(*state, asked.state());
            seen.borrow_mut().push(state.status());
            asked.dispatch(Event::LogoutBegun);
        },
        |_| {},
    );
    client.dispatch(Event::Opened(Some(account()), None));
    assert_eq!(
        *statuses.borrow(),
        [AuthStatus::SignedIn, AuthStatus::SigningOut]
    );
}

#[test]
fn a_client_that_was_stopped_gives_no_tokens() {
    let (client, _) = signed_in();
    assert!(client.signed_in().now_or_never().unwrap().is_ok());
    client.stop();
    let refused = client.signed_in().now_or_never().unwrap().unwrap_err();
    assert_eq!(refused.kind(), AuthErrorKind::SignedOut);
}

#[test]
fn a_page_from_the_cache_whose_session_is_over_is_said_to_be_signed_out() {
    let (client, told) = signed_in();
    client.dispatch(Event::Left);
    client.dispatch(Event::Resumed(None));
    assert_eq!(client.state().status(), AuthStatus::SignedOut);
    assert_eq!(
        *told.borrow(),
        [AuthEvent::SignedOut(SignOutReason::Elsewhere)]
    );
    assert!(!client.may_sign_in_automatically());
}

#[test]
fn another_persons_session_is_never_taken_for_the_one_before() {
    let (client, told) = signed_in();
    client.dispatch(Event::Left);
    client.dispatch(Event::Resumed(Some(account())));
    assert_eq!(client.state().status(), AuthStatus::SignedIn);
    assert_eq!(
        *told.borrow(),
        [AuthEvent::SignedOut(SignOutReason::Elsewhere)]
    );
}
