//! Off the browser a client does nothing, and every call of it comes back.

use cognito_spa::{
    Answer, AuthConfig, AuthError, AuthErrorKind, AuthStatus, Client, Method, Renewal, Request,
    SignIn, SignInRedirect, TokenStorage, copy_to_clipboard,
};
use futures_util::FutureExt as _;
use std::cell::Cell;
use std::rc::Rc;

const API: &str = "https://api.example.com/";

fn configs() -> [AuthConfig; 4] {
    [
        AuthConfig::cognito("eu-west-1_AbCdEfGhI", "2v4929s76jtnepd4q0nj695gmb")
            .domain("https://login.example.com")
            .api(API),
        AuthConfig::oidc("no address", "").storage(TokenStorage::Memory),
        AuthConfig::fetched("/config.json"),
        AuthConfig::from_json("no json"),
    ]
}

/// What comes of a call that has nothing to wait for.
fn at_once<T>(call: impl Future<Output = T>) -> T {
    call.now_or_never().expect("nothing to wait for")
}

fn is_signed_out<T>(outcome: Result<T, AuthError>) -> bool {
    outcome.is_err_and(|error| error.kind() == AuthErrorKind::SignedOut)
}

fn is_untouched(client: &Client) -> bool {
    let state = client.state();
    state.status() == AuthStatus::Loading
        && state.user().is_none()
        && state.renewal() == Renewal::Unavailable
        && state.error().is_none()
        && state.expires_at().is_none()
}

#[test]
fn it_stays_loading_whatever_it_is_asked_for() {
    for config in configs() {
        let client = Client::new(config);
        assert!(is_untouched(&client));
        let told = Rc::new(Cell::new(0));
        let (changed, happened) = (told.clone(), told.clone());
        client.start(
            move |_| changed.set(changed.get() + 1),
            move |_| happened.set(happened.get() + 1),
        );
        client.sign_in(SignIn::default());
        client.sign_up(SignIn::default().return_to("/orders"));
        client.sign_out();
        client.retry();
        assert!(is_untouched(&client));
        client.stop();
        client.sign_in(SignIn::default());
        assert!(is_untouched(&client));
        assert_eq!(told.get(), 0);
    }
}

#[test]
fn every_call_is_an_error_at_once() {
    for config in configs() {
        let client = Client::new(config);
        client.start(|_| {}, |_| {});
        assert!(is_signed_out(at_once(client.renew())));
        assert!(is_signed_out(at_once(client.access_token())));
        assert!(is_signed_out(at_once(client.id_token())));
        assert!(is_signed_out(at_once(client.user_info())));
        assert!(is_signed_out(at_once(client.curl())));
        let request = Request::new(Method::GET, API);
        assert!(is_signed_out(at_once(client.send(&request))));
    }
}

#[test]
fn it_knows_nothing() {
    let answer = Answer {
        status: 403,
        headers: Vec::new(),
        body: Vec::new(),
        millis: 0.0,
    };
    for config in configs() {
        let client = Client::new(config);
        client.start(|_| {}, |_| {});
        assert!(client.apis().is_empty());
        assert!(!client.sign_up_available());
        assert_eq!(client.take_return_to(), None);
        assert_eq!(client.return_to_after_failure(), None);
        assert_eq!(client.app_state(), None);
        assert_eq!(client.trace(), []);
        assert_eq!(client.id_token_claims(), None);
        assert_eq!(client.access_token_claims(), None);
        assert_eq!(client.redact("words"), "words");
        assert!(client.missing_scopes(&answer).is_empty());
    }
}

#[test]
fn nothing_has_failed_so_a_guard_may_begin() {
    let [config, ..] = configs();
    assert!(Client::new(config).may_sign_in_automatically());
}

#[test]
fn a_clone_is_the_same_session() {
    let [config, ..] = configs();
    let client = Client::new(config);
    let clone = client.clone();
    clone.start(|_| {}, |_| {});
    drop(client);
    assert!(is_untouched(&clone));
}

#[test]
fn it_shows_its_state_and_nothing_else() {
    let [config, ..] = configs();
    assert_eq!(format!("{:?}", Client::new(config)), "Client(Loading)");
}

#[test]
fn there_is_no_clipboard() {
    let error = at_once(copy_to_clipboard("words")).unwrap_err();
    assert_eq!(error.code(), "clipboard.refused");
    assert_eq!(error.kind(), AuthErrorKind::Browser);
}

#[test]
fn no_login_begins_without_a_page_that_it_can_come_back_to() {
    for config in configs() {
        for text in ["", "{}", "[]"] {
            assert!(SignInRedirect::new(&config, text).is_err(), "{config:?}");
        }
    }
}
