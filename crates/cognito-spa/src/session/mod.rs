//! The session's states, and the one function that moves it from one to the next.

#[cfg(test)]
mod tests;

use crate::AuthError;
use crate::protocol::user::User;

/// What a page may show, in one word. See [`State`] for the rest.
///
/// ```
/// # use cognito_spa::AuthStatus;
///
/// fn greeting(status: AuthStatus) -> &'static str {
///     match status {
///         AuthStatus::Loading => "One moment …",
///         AuthStatus::Misconfigured => "This site is not set up yet.",
///         AuthStatus::SignedOut => "Please log in.",
///         AuthStatus::SigningIn => "Signing you in …",
///         AuthStatus::SignedIn => "Welcome.",
///         AuthStatus::SigningOut => "Signing you out …",
///     }
/// }
/// # assert_eq!(greeting(AuthStatus::SignedIn), "Welcome.");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AuthStatus {
    /// The configuration and the storage are being read; also everywhere but in a browser.
    Loading,
    /// The configuration is missing or wrong: nothing else is done.
    Misconfigured,
    /// Nobody is signed in.
    SignedOut,
    /// On the way to the provider's login page, or back from it while the code is exchanged.
    SigningIn,
    /// Somebody is signed in.
    SignedIn,
    /// On the way to the provider's logout.
    SigningOut,
}

/// How the renewal of a session stands.
///
/// ```
/// # use cognito_spa::Renewal;
///
/// fn is_renew_button_shown(renewal: Renewal) -> bool {
///     matches!(renewal, Renewal::Idle | Renewal::Waiting)
/// }
/// # assert!(!is_renew_button_shown(Renewal::Unavailable));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Renewal {
    /// None is needed now; the next one comes by itself.
    Idle,
    /// One is under way.
    Running,
    /// The last attempt failed, and another one will follow by itself.
    Waiting,
    /// The provider granted no refresh token, or nobody is signed in.
    Unavailable,
}

/// What happened to a session, for an app that wants to act on it or to count it.
///
/// ```
/// # use cognito_spa::{AuthEvent, SignOutReason};
/// fn message(event: AuthEvent) -> Option<String> {
///     match event {
///         AuthEvent::SignedIn(user) => Some(format!("Welcome, {}!", user.display_name()?)),
///         AuthEvent::SignInFailed(error) => Some(error.to_string()),
///         AuthEvent::SignedOut(SignOutReason::Elsewhere) => Some("You left in another tab.".into()),
///         _ => None,
///     }
/// }
/// # assert_eq!(message(AuthEvent::Renewed), None);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum AuthEvent {
    /// A login succeeded.
    SignedIn(User),
    /// A login failed.
    SignInFailed(AuthError),
    /// The tokens were renewed, in this tab or another one.
    Renewed,
    /// A renewal failed for a reason that may pass; it will be tried again. With a backend, it did not
    /// say whether the session goes on.
    RenewalFailed(AuthError),
    /// The session is over. At [`Requested`](SignOutReason::Requested) the page leaves for the
    /// provider's logout at once, so nobody reads a message that is shown here: the page after the
    /// log-out can show it.
    SignedOut(SignOutReason),
}

/// Why a session is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignOutReason {
    /// The person signed out here.
    Requested,
    /// It was ended in another tab, or at another page of this one while this page was left.
    Elsewhere,
    /// Its tokens have ended, or the provider does not renew them.
    Expired,
    /// It has lasted as long as the configuration allows.
    Limit,
    /// What the provider sent for its renewal is not to be believed.
    Refused,
}

/// Somebody who is signed in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Account {
    pub(crate) user: User,
    /// When the access token ends, in milliseconds since 1970 by the device's clock.
    pub(crate) expires_at: Option<f64>,
    /// Whether there is a refresh token.
    pub(crate) renewable: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Session {
    Loading,
    Misconfigured(AuthError),
    /// With the reason, if there is one.
    SignedOut(Option<AuthError>),
    /// On the way to the provider.
    Redirecting,
    /// A login came back, and its code is being exchanged.
    Exchanging,
    SignedIn(Account, Renewal),
    SigningOut,
}

/// The session of a page, and what is to be said beside it.
///
/// ```
/// use cognito_spa::State;
///
/// fn title(state: &State) -> String {
///     match (state.user(), state.error()) {
///         (Some(user), _) => user.display_name().unwrap_or("Signed in").into(),
///         (None, Some(error)) => format!("{error} {}", error.hint()),
///         (None, None) => "Signed out".into(),
///     }
/// }
/// # let client = cognito_spa::Client::new(cognito_spa::AuthConfig::fetched("/config.json"));
/// # assert_eq!(title(&client.state()), "Signed out");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    pub(crate) session: Session,
    /// What went wrong although the session goes on.
    pub(crate) notice: Option<AuthError>,
}

/// What can happen to a session.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Event {
    /// The configuration is wrong or out of reach.
    ConfigRefused(AuthError),
    /// The configuration is to be read once more.
    ConfigAwaited,
    /// The page opened, and somebody is signed in as far as its storage says so by itself.
    Stored(Account),
    /// The page opened without a code to exchange, and its configuration is known; with who is signed
    /// in already, and with what was wrong with the callback, if it was one.
    Opened(Option<Account>, Option<AuthError>),
    /// The page opened after a login that a backend has finished.
    Returned(Account),
    /// The page opened with a code, and its exchange begins.
    ExchangeBegun,
    /// The tokens are here and believed; with what went wrong all the same.
    Exchanged(Account, Option<AuthError>),
    /// The exchange failed; with who is still signed in from before.
    ExchangeFailed(Option<Account>, AuthError),
    /// The person asked to log in.
    LoginBegun,
    /// The login could not begin.
    LoginFailed(AuthError),
    /// The person asked to log out.
    LogoutBegun,
    /// The provider's logout cannot be visited, or has not ended everything there.
    LogoutFailed(AuthError),
    /// A renewal begins.
    RenewalBegun,
    /// The session was renewed, here or in another tab; with what went wrong all the same.
    Renewed(Account, Option<AuthError>),
    /// The renewal failed, for a reason that may pass.
    RenewalFailed(AuthError),
    /// Whether the session goes on could not be found out, for a reason that may pass.
    Unconfirmed(AuthError),
    /// The server that keeps the session did not end it, for this reason.
    LogoutRefused(Account, AuthError),
    /// The session is over.
    Ended(SignOutReason, AuthError),
    /// The page came back from the browser's back/forward cache, and its session has come to an end
    /// since.
    Left,
    /// The page came back from the browser's back/forward cache; with who is signed in now.
    Resumed(Option<Account>),
}

impl State {
    /// The state of a page that has just begun.
    pub(crate) fn loading() -> Self {
        Self {
            session: Session::Loading,
            notice: None,
        }
    }

    /// What a page may show, in one word.
    pub fn status(&self) -> AuthStatus {
        match self.session {
            Session::Loading => AuthStatus::Loading,
            Session::Misconfigured(_) => AuthStatus::Misconfigured,
            Session::SignedOut(_) => AuthStatus::SignedOut,
            Session::Redirecting | Session::Exchanging => AuthStatus::SigningIn,
            Session::SignedIn(..) => AuthStatus::SignedIn,
            Session::SigningOut => AuthStatus::SigningOut,
        }
    }

    /// Who is signed in.
    pub fn user(&self) -> Option<&User> {
        match &self.session {
            Session::SignedIn(account, _) => Some(&account.user),
            _ => None,
        }
    }

    /// How the renewal of the session stands.
    pub fn renewal(&self) -> Renewal {
        match self.session {
            Session::SignedIn(_, renewal) => renewal,
            _ => Renewal::Unavailable,
        }
    }

    /// Why nobody is signed in or the configuration cannot be used; or what went wrong although the
    /// session goes on.
    pub fn error(&self) -> Option<&AuthError> {
        match &self.session {
            Session::Misconfigured(error) => Some(error),
            Session::SignedOut(reason) => reason.as_ref(),
            _ => self.notice.as_ref(),
        }
    }

    /// When the access token ends, in milliseconds since 1970 by the device's clock; nothing where
    /// nobody is signed in or the provider does not say. With a backend, when the session ends unless
    /// it is used.
    pub fn expires_at(&self) -> Option<f64> {
        match &self.session {
            Session::SignedIn(account, _) => account.expires_at,
            _ => None,
        }
    }
}

/// The state after `event`; nothing where the event comes too late to matter.
pub(crate) fn step(state: &State, event: Event) -> Option<State> {
    let to = |session| {
        Some(State {
            session,
            notice: None,
        })
    };
    let renewing = |account: &Account, renewal, notice| {
        Some(State {
            session: Session::SignedIn(account.clone(), renewal),
            notice,
        })
    };
    match (&state.session, event) {
        (_, Event::ConfigRefused(error)) => to(Session::Misconfigured(error)),
        (Session::Misconfigured(_), Event::ConfigAwaited) => to(Session::Loading),
        (Session::Loading, Event::ExchangeBegun) => to(Session::Exchanging),
        (Session::Loading, Event::Stored(account)) => Some(settled(Some(account), None)),
        (Session::Loading | Session::SignedIn(..), Event::Opened(account, error)) => {
            Some(after_login(account, error))
        }
        (Session::Loading | Session::SignedIn(..), Event::Returned(account)) => {
            Some(settled(Some(account), None))
        }
        (Session::Exchanging, Event::Exchanged(account, notice)) => {
            Some(settled(Some(account), notice))
        }
        (Session::Exchanging, Event::ExchangeFailed(account, error)) => {
            Some(after_login(account, Some(error)))
        }
        // Once more, where the page that was asked for does not come.
        (Session::SignedOut(_) | Session::Redirecting, Event::LoginBegun) => {
            to(Session::Redirecting)
        }
        (Session::Redirecting, Event::LoginFailed(error)) => to(Session::SignedOut(Some(error))),
        (Session::SignedIn(..), Event::LogoutBegun) => to(Session::SigningOut),
        (Session::SigningOut | Session::SignedOut(None), Event::LogoutFailed(error)) => {
            to(Session::SignedOut(Some(error)))
        }
        // What was said of the last attempt stands until this one has an end.
        (Session::SignedIn(account, Renewal::Idle | Renewal::Waiting), Event::RenewalBegun) => {
            renewing(account, Renewal::Running, state.notice.clone())
        }
        (Session::SignedIn(account, Renewal::Running), Event::RenewalFailed(error)) => {
            renewing(account, Renewal::Waiting, Some(error))
        }
        (Session::SignedIn(account, renewal), Event::Unconfirmed(error)) => {
            renewing(account, *renewal, Some(error))
        }
        (Session::SigningOut, Event::LogoutRefused(account, error)) => {
            Some(settled(Some(account), Some(error)))
        }
        (Session::SignedIn(..), Event::Renewed(account, notice)) => {
            Some(settled(Some(account), notice))
        }
        (Session::SignedIn(..), Event::Ended(_, error)) => to(Session::SignedOut(Some(error))),
        (Session::SignedIn(..), Event::Left) => to(Session::SignedOut(None)),
        // Nobody was signed in, and nobody is: the reason stands.
        (Session::SignedOut(_), Event::Resumed(None)) => None,
        (
            Session::SignedIn(..)
            | Session::SignedOut(_)
            | Session::Redirecting
            | Session::SigningOut,
            Event::Resumed(account),
        ) => Some(settled(account, None)),
        _ => None,
    }
}

/// What is left of a login that failed, where one did. To log in again is no advice for somebody who is
/// signed in.
fn after_login(account: Option<Account>, error: Option<AuthError>) -> State {
    let error = match &account {
        Some(_) => error.map(|error| {
            let message = error.message().to_owned();
            error.with_words(
                &message,
                "You are still signed in, so there is nothing to do.",
            )
        }),
        None => error,
    };
    settled(account, error)
}

/// An error ends no session that goes on without it: then it is a notice.
fn settled(account: Option<Account>, error: Option<AuthError>) -> State {
    match account {
        Some(account) => {
            let renewal = match account.renewable {
                true => Renewal::Idle,
                false => Renewal::Unavailable,
            };
            State {
                session: Session::SignedIn(account, renewal),
                notice: error,
            }
        }
        None => State {
            session: Session::SignedOut(error),
            notice: None,
        },
    }
}

/// What an app is told of `event`.
pub(crate) fn announced(event: &Event) -> Option<AuthEvent> {
    match event {
        Event::Exchanged(account, _) | Event::Returned(account) => {
            Some(AuthEvent::SignedIn(account.user.clone()))
        }
        Event::ExchangeFailed(_, error)
        | Event::Opened(_, Some(error))
        | Event::LoginFailed(error) => Some(AuthEvent::SignInFailed(error.clone())),
        Event::Renewed(..) => Some(AuthEvent::Renewed),
        Event::RenewalFailed(error) | Event::Unconfirmed(error) => {
            Some(AuthEvent::RenewalFailed(error.clone()))
        }
        Event::LogoutBegun => Some(AuthEvent::SignedOut(SignOutReason::Requested)),
        Event::Left => Some(AuthEvent::SignedOut(SignOutReason::Elsewhere)),
        Event::Ended(reason, _) => Some(AuthEvent::SignedOut(*reason)),
        _ => None,
    }
}
