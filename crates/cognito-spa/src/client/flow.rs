//! What a page knows of its session. The steps of the flow are methods of it, a file each.

use super::sent_tokens::SentTokens;
use crate::AuthError;
use crate::browser::clock::EndPause;
use crate::browser::locks::Presence;
use crate::browser::tabs::Channel;
use crate::browser::{clock, storage};
use crate::platform::PlatformJson;
use crate::protocol::config::{AuthConfig, Config, ConfigError, TokenStorage};
use crate::protocol::provider::Provider;
use crate::protocol::renewal::{Due, due};
use crate::protocol::secret::{AccessToken, RefreshToken};
use crate::protocol::stored::StoredSession;
use crate::protocol::tabs;
use crate::protocol::trace::{self, Step};
use crate::session::Account;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

pub(super) struct Flow {
    /// As the app wrote it.
    pub(super) auth_config: AuthConfig,
    /// Checked, once it has been read.
    pub(super) config: RefCell<Option<Rc<Config>>>,
    pub(super) provider: RefCell<Option<Rc<Provider>>>,
    pub(super) session: RefCell<Option<StoredSession>>,
    pub(super) clock_offset_ms: Cell<f64>,
    pub(super) channel: RefCell<Option<Channel>>,
    /// Held while this tab has a session that it hands on.
    pub(super) presence: RefCell<Option<Presence>>,
    /// The question to the other tabs that is not answered yet, and the pause that waits for it.
    pub(super) question: RefCell<Option<(String, EndPause)>>,
    /// Whether the person has just signed out here, and the provider may still know them.
    pub(super) kept_at_provider: Cell<bool>,
    /// What is still to be said once the configuration has been read.
    pub(super) pending_error: Cell<Option<AuthError>>,
    /// Why a login failed that a backend has told of.
    pub(super) login_error: Cell<Option<AuthError>>,
    /// The steps of the login that this page was opened with.
    trace: RefCell<Vec<Step>>,
    /// Where the login that has just succeeded was begun from.
    pub(super) return_to: Cell<Option<String>>,
    /// Where the login that this page was opened with was begun from, while it has not succeeded.
    pub(super) login_started_from: RefCell<Option<String>>,
    /// What the app gave to the login that this page was opened with.
    pub(super) app_state: RefCell<Option<String>>,
    /// The access token that a server refused although it had been renewed because of that.
    pub(super) refused_again: RefCell<Option<AccessToken>>,
    /// The tokens that APIs were sent, which they may repeat.
    pub(super) sent: RefCell<SentTokens>,
    /// When the issuer's keys were last asked for although they had just been read, in milliseconds
    /// since 1970.
    pub(super) keys_refreshed_at: Cell<f64>,
    /// Whether the provider said that a login without asking the person is not possible.
    pub(super) interaction_required: Cell<bool>,
}

impl Flow {
    pub(super) fn new(auth_config: AuthConfig) -> Self {
        Self {
            auth_config,
            config: RefCell::default(),
            provider: RefCell::default(),
            session: RefCell::default(),
            clock_offset_ms: Cell::default(),
            channel: RefCell::default(),
            presence: RefCell::default(),
            question: RefCell::default(),
            kept_at_provider: Cell::default(),
            pending_error: Cell::default(),
            login_error: Cell::default(),
            trace: RefCell::default(),
            return_to: Cell::default(),
            login_started_from: RefCell::default(),
            app_state: RefCell::default(),
            refused_again: RefCell::default(),
            sent: RefCell::default(),
            keys_refreshed_at: Cell::default(),
            interaction_required: Cell::default(),
        }
    }

    /// Now by the corrected clock, in milliseconds since 1970.
    pub(super) fn now(&self) -> f64 {
        clock::now() + self.clock_offset_ms.get()
    }

    /// The time `then` of the device by the corrected clock; never after now.
    pub(super) fn corrected(&self, then: f64) -> f64 {
        (then + self.clock_offset_ms.get()).min(self.now())
    }

    /// The steps of the login that this page was opened with.
    pub(super) fn trace(&self) -> Vec<Step> {
        self.trace.borrow().clone()
    }

    /// Forgets the login that this page was opened with: what one person has seen is not for the
    /// next.
    pub(super) fn forget_login(&self) {
        self.trace.take();
        self.return_to.take();
        self.login_started_from.take();
        self.app_state.take();
    }

    /// That no session came of the login; known already where one of its steps failed.
    pub(super) fn note_refusal(&self, error: &AuthError) {
        if self.trace.borrow().iter().all(|step| step.ok) {
            self.note(trace::session(error));
        }
    }

    pub(super) fn note(&self, step: Step) {
        self.trace.borrow_mut().push(step);
    }

    /// The configuration, once it has been read.
    pub(super) fn config(&self) -> Option<Rc<Config>> {
        self.config.borrow().clone()
    }

    /// The configuration, without which nothing can be done.
    pub(super) fn configured(&self) -> Result<Rc<Config>, AuthError> {
        self.config()
            .ok_or_else(|| ConfigError::NotFound.found_in(self.auth_config.place()))
    }

    /// Who is signed in, as far as the tab's storage says so by itself, until the configuration is
    /// known: nobody has to wait for a file to see their own name. What else may stand against the
    /// session is looked at then ([`Flow::resume`]), and until then nothing is sent with its tokens.
    pub(super) fn stored_account(&self) -> Option<Account> {
        let session = storage::kept_session_of_any_provider()?;
        let last_log_out = storage::last_log_out(&tabs::name(&session.audience));
        if session.is_signed_out(last_log_out) || !session.is_live(self.now()) {
            return None;
        }
        let account = self.account_of(&session);
        self.session.replace(Some(session));
        account
    }

    /// Who is signed in, as the tab has stored it; or the refresh token that is to be revoked, where
    /// the session is over. A page that is shown again, and keeps tokens in memory only, starts anew,
    /// as it would after a reload.
    pub(super) fn resume(&self) -> Result<Account, Option<RefreshToken>> {
        let config = self.config().ok_or(None)?;
        if config.storage == TokenStorage::Session {
            self.session.replace(storage::kept_session(&config));
            if let Some(account) = self.account() {
                self.show_presence();
                return Ok(account);
            }
        }
        Err(self.forget().and_then(|session| session.refresh_token))
    }

    /// Who is signed in, if the access token is still good or can be renewed. The end of the access
    /// token is given by the device's clock, which is the one that a page counts down with.
    pub(super) fn account(&self) -> Option<Account> {
        if matches!(self.due(), None | Some(Due::End | Due::Limit)) {
            return None;
        }
        self.account_of(self.session.borrow().as_ref()?)
    }

    fn account_of(&self, session: &StoredSession) -> Option<Account> {
        Some(Account {
            user: session.user::<PlatformJson>()?,
            expires_at: session
                .expires_at
                .map(|end| end - self.clock_offset_ms.get()),
            renewable: session.refresh_token.is_some(),
        })
    }

    /// Whether the access token has ended.
    pub(super) fn has_ended(&self) -> bool {
        let session = self.session.borrow();
        session
            .as_ref()
            .is_some_and(|session| !session.is_live(self.now()))
    }

    /// What is to be done about the session now, if there is one.
    pub(super) fn due(&self) -> Option<Due> {
        let limit_s = self.config()?.session_limit_s;
        let session = self.session.borrow();
        session
            .as_ref()
            .map(|session| due(session, limit_s, self.now()))
    }

    /// Takes `session` in the place of the one that there is, and stores it for the tab's next page;
    /// with what went wrong with that.
    pub(super) fn keep(&self, config: &Config, session: StoredSession) -> Option<AuthError> {
        let stored = match config.storage {
            TokenStorage::Session => storage::keep_session(&session),
            TokenStorage::Memory => Ok(()),
        };
        *self.session.borrow_mut() = Some(session);
        self.show_presence();
        stored.err().map(|_| {
            // A session from before must not come back with the next page.
            let _ = storage::forget_session();
            AuthError::new(
                "storage.full",
                "This browser did not store the session, so a reload will sign you out.",
                "Free some of this site's storage, then log in again.",
            )
        })
    }
}
