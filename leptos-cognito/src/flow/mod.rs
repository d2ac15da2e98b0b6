//! The steps of the flow, each one's decision taken by `protocol` and carried out by `browser`.

mod arrival;
mod call;
mod login;
mod logout;
mod renewal;
mod site;
mod tabs;

pub(crate) use arrival::Arrival;
pub(crate) use login::Entrance;
pub(crate) use renewal::{Failure, ended};

use crate::browser::json::BrowserJson;
use crate::browser::tabs::Channel;
use crate::browser::{clock, storage};
use crate::protocol::config::{Config, ConfigError, TokenStorage};
use crate::protocol::problem::Problem;
use crate::protocol::provider::Provider;
use crate::protocol::renewal::{Due, due};
use crate::protocol::stored::{Identity, StoredSession};
use crate::protocol::trace::{self, Step};
use js_sys::Promise;
use leptos::prelude::TimeoutHandle;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What the page knows. There is one for a page.
#[derive(Default)]
pub(crate) struct Flow {
    config: RefCell<Option<Rc<Config>>>,
    provider: RefCell<Option<Rc<Provider>>>,
    session: RefCell<Option<StoredSession>>,
    clock_offset_ms: Cell<f64>,
    channel: RefCell<Option<Channel>>,
    /// The renewal that is under way.
    pub(crate) renewal: Cell<Option<Promise>>,
    /// How many renewals have failed since the last one that succeeded.
    pub(crate) failures: Cell<u32>,
    /// When the session is looked after next.
    pub(crate) timer: Cell<Option<TimeoutHandle>>,
    /// What is still to be said once the configuration has been read.
    pub(crate) unsaid: Cell<Option<Problem>>,
    /// The steps of the login that this page was opened with.
    trace: RefCell<Vec<Step>>,
    /// Where the login that has just succeeded was begun from.
    pub(crate) return_to: Cell<Option<String>>,
    /// Where the login that this page was opened with was begun from, while it has not succeeded.
    pub(crate) begun_at: RefCell<Option<String>>,
    /// Whether the provider said that a login without asking the person is not possible.
    pub(crate) has_to_ask: Cell<bool>,
}

impl Flow {
    /// Now by the corrected clock, in milliseconds since 1970.
    pub(crate) fn now(&self) -> f64 {
        clock::now() + self.clock_offset_ms.get()
    }

    /// The steps of the login that this page was opened with.
    pub(crate) fn trace(&self) -> Vec<Step> {
        self.trace.borrow().clone()
    }

    /// Forgets the login that this page was opened with: what one person has seen is not for the
    /// next.
    pub(crate) fn forget_login(&self) {
        self.trace.take();
        self.begun_at.take();
    }

    /// That no session came of the login; known already where one of its steps failed.
    pub(crate) fn note_refusal(&self, problem: &Problem) {
        if self.trace.borrow().iter().all(|step| step.ok) {
            self.note(trace::session(problem));
        }
    }

    fn note(&self, step: Step) {
        self.trace.borrow_mut().push(step);
    }

    /// The configuration, once it has been read.
    pub(crate) fn config(&self) -> Option<Rc<Config>> {
        self.config.borrow().clone()
    }

    /// Who is signed in, as the tab has kept it. A page that is shown again, and keeps tokens in
    /// memory only, starts anew, as it would after a reload.
    pub(crate) fn resume(&self) -> Option<Identity> {
        let config = self.config()?;
        *self.session.borrow_mut() = match config.storage {
            TokenStorage::Session => storage::kept_session(&config),
            TokenStorage::Memory => None,
        };
        let live = self.identity();
        if live.is_none() {
            self.forget();
        }
        live
    }

    /// Who is signed in, if the access token is still good or can be renewed. The end of the access
    /// token is given by the device's clock, which is the one that a page counts down with.
    fn identity(&self) -> Option<Identity> {
        let session = self.session.borrow();
        let session = session.as_ref()?;
        if due(session, self.now()) == Due::End {
            return None;
        }
        let mut identity = session.identity::<BrowserJson>()?;
        if let Some(end) = &mut identity.expires_at {
            *end -= self.clock_offset_ms.get();
        }
        Some(identity)
    }

    /// Whether the access token has ended.
    pub(crate) fn has_ended(&self) -> bool {
        let session = self.session.borrow();
        session
            .as_ref()
            .is_some_and(|session| !session.is_live(self.now()))
    }

    /// What is to be done about the session now, if there is one.
    pub(crate) fn due(&self) -> Option<Due> {
        let session = self.session.borrow();
        session.as_ref().map(|session| due(session, self.now()))
    }

    /// Takes `session` in the place of the one that there is, and keeps it for the tab's next page;
    /// with what went wrong with that.
    fn keep(&self, config: &Config, session: StoredSession) -> Option<Problem> {
        let kept = match config.storage {
            TokenStorage::Session => storage::keep_session(&session),
            TokenStorage::Memory => Ok(()),
        };
        *self.session.borrow_mut() = Some(session);
        kept.err().map(|_| {
            // A session from before must not come back with the next page.
            let _ = storage::forget_session();
            Problem::new(
                "storage.full",
                "This browser did not store the session, so a reload will sign you out.",
                "Free some of this site's storage, then log in again.",
            )
        })
    }
}

fn not_configured() -> Problem {
    ConfigError::NotFound.into()
}
