//! Looking after a session: its renewal, its end, and what other tabs make of it.

use super::renewal::{Failure, ended};
use super::tabs::ended_elsewhere;
use super::{Client, Observers};
use crate::AuthError;
use crate::browser::clock;
use crate::browser::events::{self, is_from_cache};
use crate::browser::task::{self, Task};
use crate::browser::timer::Timer;
use crate::protocol::config::Config;
use crate::protocol::renewal::{self, Due};
use crate::protocol::secret::RefreshToken;
use crate::protocol::tabs;
use crate::session::{Account, AuthEvent, Event, Renewal, Session, SignOutReason, announced, step};

/// The name of an event of the window, and what is done then.
pub(super) type Heard = (&'static str, fn(&Client));

impl Client {
    /// Whether `event` came in time to matter.
    pub(super) fn dispatch(&self, event: Event) -> bool {
        let announced = announced(&event);
        let next = step(&self.0.state.borrow(), event);
        let Some(next) = next else {
            return false;
        };
        self.0.state.replace(next.clone());
        if matches!(
            announced,
            Some(AuthEvent::SignInFailed(_) | AuthEvent::SignedOut(_))
        ) {
            self.0.automatic_sign_in.set(false);
        }
        if let Some(observers) = self.observers() {
            (observers.changed)(&next);
        }
        if let (Some(observers), Some(event)) = (self.observers(), announced) {
            (observers.happened)(event);
        }
        self.schedule();
        true
    }

    /// Clones, because what is called may stop the client.
    fn observers(&self) -> Option<Observers> {
        self.0.observers.borrow().clone()
    }

    /// Does what is due: a renewal, the end of the session, or to look again later. Looking once
    /// more than needed does no harm, so it is done whenever something may have changed.
    fn schedule(&self) {
        if self.is_stopped() {
            return;
        }
        let (Some(due), Some(renewal)) = (self.flow().due(), self.renewal_state()) else {
            return;
        };
        match (renewal, due) {
            (_, Due::Limit) => self.end_if_due(),
            (Renewal::Idle | Renewal::Unavailable, Due::Nothing(ms)) => self.wake_in(ms),
            (Renewal::Idle, Due::Renewal) => {
                // Its outcome is the session's state.
                let _ = self.renewal();
            }
            (Renewal::Idle | Renewal::Unavailable, Due::End) => self.end_if_due(),
            (Renewal::Waiting, _) => {
                self.wake_in(renewal::pause(self.0.failures.get(), clock::random()));
            }
            (Renewal::Running, _) | (Renewal::Unavailable, Due::Renewal) => {}
        }
    }

    /// Looks after the session when it has been left alone: the device slept, the tab was hidden,
    /// another tab signed out.
    pub(super) fn wake(&self) {
        if self.follow_sign_out() {
            return;
        }
        match self.renewal_state() {
            Some(Renewal::Waiting) => {
                let _ = self.renewal();
            }
            _ => self.schedule(),
        }
    }

    /// Signs out where the person has signed out in another tab; whether that is so.
    fn follow_sign_out(&self) -> bool {
        let Some(token) = self.flow().signed_out_elsewhere() else {
            return false;
        };
        if self.flow().config().is_none() {
            self.leave_stored_session();
            return true;
        }
        self.end_elsewhere(token);
        true
    }

    /// Signs out because another tab says that the person has.
    fn hear_sign_out(&self) {
        // What another tab offers now is over, too.
        self.flow().end_question();
        if self.flow().session.borrow().is_some() {
            self.end_elsewhere(self.flow().refresh_token());
        }
    }

    fn end_elsewhere(&self, token: Option<RefreshToken>) {
        self.end(SignOutReason::Elsewhere, ended_elsewhere());
        self.revoke(token);
    }

    /// Shows a stored session no longer, of which nothing more is known yet. What is left of it is
    /// revoked once the configuration is there.
    fn leave_stored_session(&self) {
        self.flow().session.take();
        self.flow().forget_login();
        self.dispatch(Event::Left);
    }

    /// Revokes a refresh token that is not used any more, beside everything else.
    pub(super) fn revoke(&self, token: Option<RefreshToken>) {
        if token.is_some() {
            let client = self.clone();
            task::spawn(async move { client.flow().revoke(token).await });
        }
    }

    fn renewal_state(&self) -> Option<Renewal> {
        match self.0.state.borrow().session {
            Session::SignedIn(_, renewal) => Some(renewal),
            _ => None,
        }
    }

    /// Looks after the session in so many milliseconds.
    fn wake_in(&self, ms: f64) {
        let client = self.clone();
        let timer = Timer::after(ms, move || client.wake());
        self.0.timer.replace(Some(timer));
    }

    /// Ends a session whose access token has ended for good, or that has lasted long enough.
    pub(super) fn end_if_due(&self) {
        match self.flow().due() {
            Some(Due::End) => self.end(SignOutReason::Expired, ended()),
            Some(Due::Limit) => {
                let token = self.flow().refresh_token();
                self.end(
                    SignOutReason::Limit,
                    AuthError::new(
                        "session.limit",
                        "Your session has lasted as long as this site allows.",
                        "Log in again.",
                    ),
                );
                self.revoke(token);
            }
            _ => {}
        }
    }

    /// The session is over, here and in the storage.
    fn end(&self, reason: SignOutReason, error: AuthError) {
        self.flow().forget();
        self.flow().forget_login();
        self.dispatch(Event::Ended(reason, error));
    }

    /// Waits until the session has been renewed, or could not be.
    pub(super) async fn renewed(&self) {
        // Its outcome is the session's state.
        self.renewal().finished().await;
    }

    /// Waits until a renewal that is under way is over, two seconds at most: it revokes what it got
    /// too late, which it cannot do any more once the page is gone.
    pub(super) async fn renewal_over(&self) {
        let Some(running) = self.0.renewal.borrow().clone() else {
            return;
        };
        let (pause, end) = clock::pause_until_told(2_000);
        task::spawn(async move {
            running.finished().await;
            end.tell();
        });
        pause.await;
    }

    /// Begins a renewal, or takes part in the one that is under way.
    fn renewal(&self) -> Task {
        if self.renewal_state().is_none() || !self.flow().can_renew() {
            return Task::done();
        }
        self.dispatch(Event::RenewalBegun);
        let running = self.0.renewal.borrow().clone();
        if let Some(running) = running {
            return running;
        }
        let client = self.clone();
        let running = Task::start(async move { client.renew_now().await });
        self.0.renewal.replace(Some(running.clone()));
        running
    }

    async fn renew_now(self) {
        let outcome = self.flow().renew().await;
        self.0.renewal.take();
        match outcome {
            Ok((account, notice)) => {
                self.0.failures.set(0);
                // Where another tab was faster, that has been said already.
                if self.renewal_state() == Some(Renewal::Running) {
                    self.dispatch(Event::Renewed(account, notice));
                }
            }
            Err(Failure::Final(reason, error, unused)) => {
                self.end(reason, error);
                self.flow().revoke(unused).await;
            }
            Err(Failure::Passing(error)) => {
                self.0.failures.set(self.0.failures.get() + 1);
                self.dispatch(Event::RenewalFailed(error));
            }
        }
    }

    /// Hears what happens while nobody looks at this page, and in other tabs.
    pub(super) fn listen(&self) {
        self.hear(
            Self::resume,
            &[
                // A lock that is held keeps a page out of the browser's back/forward cache.
                ("pagehide", |client| {
                    client.flow().presence.take();
                }),
                ("online", Self::wake),
                // Not of a page that is left: its renewal would keep it out of that cache, too, and the
                // answer may never reach it.
                ("visibilitychange", |client| {
                    if events::is_visible() {
                        client.wake();
                    }
                }),
                ("storage", |client| {
                    client.follow_sign_out();
                }),
            ],
        );
    }

    /// Hears these events of the window and no others, and `resume`s when the page comes back from the
    /// back/forward cache.
    pub(super) fn hear(&self, resume: fn(&Self), heard: &[Heard]) {
        let client = self.clone();
        let shown_again = events::on("pageshow", move |event| {
            if is_from_cache(event) {
                resume(&client);
            }
        });
        let mut listeners = vec![shown_again];
        for &(name, act) in heard {
            let client = self.clone();
            listeners.push(events::on(name, move |_| act(&client)));
        }
        let listeners = listeners.into_iter().flatten().collect();
        self.0.listeners.replace(listeners);
    }

    /// A page from the back/forward cache goes on where it was left, which may be long over.
    fn resume(&self) {
        if self.flow().config().is_none() {
            if self.flow().stored_account().is_none() {
                self.leave_stored_session();
            }
            return;
        }
        let before = self.flow().session.borrow().clone();
        let account = self.resumed();
        if !before.is_some_and(|before| self.flow().goes_on(&before)) {
            // What one person has seen is not for the next, even where no token has a name.
            self.flow().forget_login();
            self.dispatch(Event::Left);
        }
        self.dispatch(Event::Resumed(account));
        self.wake();
    }

    /// Who is signed in, as the tab has stored it. What is left of a session that is over is revoked.
    pub(super) fn resumed(&self) -> Option<Account> {
        match self.flow().resume() {
            Ok(account) => Some(account),
            Err(unused) => {
                self.revoke(unused);
                None
            }
        }
    }

    /// Hears the tabs of this issuer and client.
    pub(super) fn join_tabs(&self, config: &Config) {
        if self.is_stopped() {
            return;
        }
        let client = self.clone();
        self.flow().join_tabs(config, move |message| {
            if tabs::is_signed_out(&message) {
                client.hear_sign_out();
            } else if let Some((account, notice)) = client.flow().hear(&message) {
                client.dispatch(Event::Renewed(account, notice));
            }
        });
    }
}
