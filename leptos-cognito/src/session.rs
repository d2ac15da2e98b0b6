//! The session's states, and the one function that moves it from one to the next.

use crate::protocol::problem::Problem;
use crate::protocol::stored::Identity;

/// What the pages look at.
#[derive(Clone, Debug, PartialEq)]
pub enum Session {
    /// The configuration and the storage are being read.
    Checking,
    /// `config.json` is missing or wrong: nothing else is done.
    Misconfigured(Problem),
    /// Nobody is signed in; with the reason, if there is one.
    SignedOut(Option<Problem>),
    /// On the way to the provider.
    Starting,
    /// A login came back, and its code is being exchanged.
    Exchanging,
    /// Somebody is signed in; with how the renewal of the session stands.
    SignedIn(Identity, Renewal),
    /// On the way to the provider's logout.
    SigningOut,
}

/// How the renewal of a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// None is needed.
    Idle,
    /// One is under way.
    Running,
    /// The last attempt failed, and another one will follow by itself.
    Waiting,
}

/// What can happen to a session.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The configuration is wrong or out of reach.
    ConfigRefused(Problem),
    /// The configuration is to be read once more.
    ConfigAwaited,
    /// The page opened without a code to exchange; with who is signed in already, and with what was
    /// wrong with the callback, if it was one.
    Opened(Option<Identity>, Option<Problem>),
    /// The page opened with a code, and its exchange begins.
    ExchangeBegun,
    /// The tokens are here and believed; with what went wrong all the same.
    Exchanged(Identity, Option<Problem>),
    /// The exchange failed; with who is still signed in from before.
    ExchangeFailed(Option<Identity>, Problem),
    /// The person asked to log in.
    LoginBegun,
    /// The login could not begin.
    LoginFailed(Problem),
    /// The person asked to log out.
    LogoutBegun,
    /// The provider's logout cannot be visited.
    LogoutEnded(Problem),
    /// A renewal begins.
    RenewalBegun,
    /// The session was renewed, here or in another tab; with what went wrong all the same.
    Renewed(Identity, Option<Problem>),
    /// The renewal failed, for a reason that may pass.
    RenewalFailed(Problem),
    /// The session is over.
    Ended(Problem),
    /// The page came back from the browser's back/forward cache; with who is signed in now.
    Resumed(Option<Identity>),
}

/// The session, and what is to be said beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// The session.
    pub session: Session,
    /// What went wrong although the session goes on.
    pub notice: Option<Problem>,
}

/// The state after `event`; nothing where the event comes too late to matter.
pub fn step(state: &State, event: Event) -> Option<State> {
    let to = |session| {
        Some(State {
            session,
            notice: None,
        })
    };
    let renewing = |who: &Identity, renewal, notice| {
        Some(State {
            session: Session::SignedIn(who.clone(), renewal),
            notice,
        })
    };
    match (&state.session, event) {
        (_, Event::ConfigRefused(problem)) => to(Session::Misconfigured(problem)),
        (Session::Misconfigured(_), Event::ConfigAwaited) => to(Session::Checking),
        (Session::Checking, Event::ExchangeBegun) => to(Session::Exchanging),
        (Session::Checking, Event::Opened(who, problem)) => Some(settled(who, problem)),
        (Session::Exchanging, Event::Exchanged(who, notice)) => Some(settled(Some(who), notice)),
        (Session::Exchanging, Event::ExchangeFailed(who, problem)) => {
            Some(settled(who, Some(problem)))
        }
        // Once more, where the page that was asked for does not come.
        (Session::SignedOut(_) | Session::Starting, Event::LoginBegun) => to(Session::Starting),
        (Session::Starting, Event::LoginFailed(problem)) => to(Session::SignedOut(Some(problem))),
        (Session::SignedIn(..), Event::LogoutBegun) => to(Session::SigningOut),
        (Session::SigningOut, Event::LogoutEnded(problem)) => to(Session::SignedOut(Some(problem))),
        // What was said of the last attempt stands until this one has an end.
        (Session::SignedIn(who, Renewal::Idle | Renewal::Waiting), Event::RenewalBegun) => {
            renewing(who, Renewal::Running, state.notice.clone())
        }
        (Session::SignedIn(who, Renewal::Running), Event::RenewalFailed(problem)) => {
            renewing(who, Renewal::Waiting, Some(problem))
        }
        (Session::SignedIn(..), Event::Renewed(who, notice)) => Some(settled(Some(who), notice)),
        (Session::SignedIn(..), Event::Ended(problem)) => to(Session::SignedOut(Some(problem))),
        // Nobody was signed in, and nobody is: the reason stands.
        (Session::SignedOut(_), Event::Resumed(None)) => None,
        (
            Session::SignedIn(..) | Session::SignedOut(_) | Session::Starting | Session::SigningOut,
            Event::Resumed(who),
        ) => Some(settled(who, None)),
        _ => None,
    }
}

/// A problem ends no session that goes on without it: then it is a notice.
fn settled(who: Option<Identity>, problem: Option<Problem>) -> State {
    match who {
        Some(who) => State {
            session: Session::SignedIn(who, Renewal::Idle),
            notice: problem,
        },
        None => State {
            session: Session::SignedOut(problem),
            notice: None,
        },
    }
}
