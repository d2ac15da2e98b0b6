//! Looking after a session: its renewal, its end, and what other tabs make of it.

use super::Auth;
use crate::browser::clock;
use crate::flow::{Failure, ended};
use crate::protocol::config::Config;
use crate::protocol::problem::Problem;
use crate::protocol::renewal::{self, Due};
use crate::session::{Event, Renewal, Session, step};
use js_sys::Promise;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

impl Auth {
    /// Whether `event` came in time to matter.
    pub(super) fn happen(&self, event: Event) -> bool {
        let Some(next) = self.state.with_untracked(|state| step(state, event)) else {
            return false;
        };
        self.state.set(next);
        self.tend();
        true
    }

    /// Does what is due: a renewal, the end of the session, or to look again later. Looking once
    /// more than needed does no harm, so it is done whenever something may have changed.
    fn tend(&self) {
        let flow = self.flow();
        let Some(due) = flow.due() else { return };
        match (self.renewal_state(), due) {
            (Some(Renewal::Idle), Due::Nothing(ms)) => self.wake_in(ms),
            (Some(Renewal::Idle), Due::Renewal) => self.renew(),
            (Some(Renewal::Idle), Due::End) => self.end(ended()),
            (Some(Renewal::Waiting), _) => {
                self.wake_in(renewal::pause(flow.failures.get(), clock::random()));
            }
            (Some(Renewal::Running) | None, _) => {}
        }
    }

    /// Looks after the session when it has been left alone: the device slept, the tab was hidden,
    /// another tab signed out.
    pub(super) fn wake(&self) {
        if self.follow_sign_out() {
            return;
        }
        match self.renewal_state() {
            Some(Renewal::Waiting) => self.renew(),
            _ => self.tend(),
        }
    }

    /// Signs out where the person has signed out in another tab; whether that is so.
    fn follow_sign_out(&self) -> bool {
        let auth = *self;
        let Some(token) = self.flow().signed_out_elsewhere() else {
            return false;
        };
        self.end(Problem::new(
            "session.signed_out_elsewhere",
            "You signed out in another tab.",
            "Log in again if you want to continue.",
        ));
        spawn_local(async move { auth.flow().take_back(token).await });
        true
    }

    fn renewal_state(&self) -> Option<Renewal> {
        self.state.with_untracked(|state| match state.session {
            Session::SignedIn(_, renewal) => Some(renewal),
            _ => None,
        })
    }

    /// Looks after the session in so many milliseconds. A timer counts no further than 2³¹ ms, and
    /// a device that sleeps stops it, so what is due is decided by the clock when it has run out.
    fn wake_in(&self, ms: f64) {
        const LONGEST_MS: f64 = 2_000_000_000.0;
        let auth = *self;
        let wait = Duration::from_millis(ms.min(LONGEST_MS) as u64 + 1);
        let timer = set_timeout_with_handle(move || auth.wake(), wait).ok();
        if let Some(replaced) = self.flow().timer.replace(timer) {
            replaced.clear();
        }
    }

    /// The session is over, here and in the storage.
    pub(super) fn end(&self, problem: Problem) {
        self.flow().forget();
        self.flow().forget_login();
        self.happen(Event::Ended(problem));
    }

    /// Waits until the session has been renewed, or could not be.
    pub(super) async fn renewed(&self) {
        // The promise is never refused; its outcome is the session's state.
        let _ = JsFuture::from(self.renewal()).await;
    }

    /// Begins a renewal, or takes part in the one that is under way.
    pub(super) fn renewal(&self) -> Promise {
        let (auth, flow) = (*self, self.flow());
        if auth.renewal_state().is_none() || !flow.can_renew() {
            return Promise::resolve(&JsValue::UNDEFINED);
        }
        auth.happen(Event::RenewalBegun);
        let running = flow.renewal.take().unwrap_or_else(|| {
            future_to_promise(async move {
                auth.renew_now().await;
                Ok(JsValue::UNDEFINED)
            })
        });
        flow.renewal.set(Some(running.clone()));
        running
    }

    async fn renew_now(self) {
        let flow = self.flow();
        let outcome = flow.renew().await;
        flow.renewal.set(None);
        match outcome {
            Ok((who, notice)) => {
                flow.failures.set(0);
                self.happen(Event::Renewed(who, notice));
            }
            Err(Failure::Final(problem, unused)) => {
                self.end(problem);
                flow.take_back(unused).await;
            }
            Err(Failure::Passing(problem)) => {
                flow.failures.set(flow.failures.get() + 1);
                self.happen(Event::RenewalFailed(problem));
            }
        }
    }

    /// Hears what happens while nobody looks at this page, and in other tabs.
    pub(super) fn listen(&self) {
        let auth = *self;
        // A page from the back/forward cache goes on where it was left, which may be long over.
        window_event_listener(ev::pageshow, move |event| {
            if event.persisted() {
                let who = auth.flow().resume();
                if who.is_none() {
                    auth.flow().forget_login();
                }
                auth.happen(Event::Resumed(who));
                auth.wake();
            }
        });
        window_event_listener(ev::online, move |_| auth.wake());
        window_event_listener(ev::visibilitychange, move |_| auth.wake());
        window_event_listener(ev::storage, move |_| {
            auth.follow_sign_out();
        });
    }

    /// Hears the tabs that hold a copy of this session.
    pub(super) fn join_tabs(&self, config: &Config) {
        let auth = *self;
        self.flow().join_tabs(config, move |message| {
            if let Some((who, notice)) = auth.flow().adopt(&message) {
                auth.happen(Event::Renewed(who, notice));
            }
        });
    }
}
