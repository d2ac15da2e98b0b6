//! What happens in other tabs of this site.

use super::flow::Flow;
use crate::AuthError;
use crate::browser::locks::Presence;
use crate::browser::tabs::Channel;
use crate::browser::{clock, storage};
use crate::platform::PlatformJson;
use crate::protocol::audience::Audience;
use crate::protocol::config::Config;
use crate::protocol::json::Value;
use crate::protocol::secret::RefreshToken;
use crate::protocol::tabs;
use crate::session::Account;

/// How long a tab that has a session is given to answer, in milliseconds. Where no tab has one,
/// nobody waits.
const ANSWER_MS: i32 = 1_000;

impl Flow {
    /// Hears the tabs of this issuer and client, from now on.
    pub(super) fn join_tabs(&self, config: &Config, hear: impl Fn(Value) + 'static) {
        let name = tabs::name(&Audience::from(config));
        *self.channel.borrow_mut() = Channel::open(&name, hear);
    }

    /// Neither hears the other tabs any more nor answers them.
    pub(super) fn leave_tabs(&self) {
        self.channel.take();
        self.presence.take();
        self.end_question();
    }

    pub(super) fn tell_tabs(&self, message: &Value) {
        if let Some(channel) = &*self.channel.borrow() {
            channel.tell(message);
        }
    }

    /// Lets new tabs know that this one has a session, where it hands it on and hears them ask.
    pub(super) fn show_presence(&self) {
        let Some(config) = self.config().filter(|config| config.shares_sessions()) else {
            return;
        };
        if self.presence.borrow().is_none() && self.channel.borrow().is_some() {
            let name = tabs::presence_name(&Audience::from(&*config));
            self.presence.replace(Presence::show(&name));
        }
    }

    /// Acts on what another tab says; with who is signed in then, where that has changed.
    pub(super) fn hear(&self, message: &Value) -> Option<(Account, Option<AuthError>)> {
        if let Some(id) = tabs::wanted_id(message) {
            self.offer_session(id);
            return None;
        }
        if self.take_answer(message) {
            return None;
        }
        self.adopt_renewed(message)
    }

    /// Takes over the session of another tab, if there is one and tabs share theirs.
    pub(super) async fn take_over(&self) -> Option<Account> {
        if !self.others_have_session().await {
            return None;
        }
        self.ask_tabs().await;
        let account = self.account();
        if account.is_none() {
            // The refresh token is the other tab's to revoke.
            self.forget();
        }
        account
    }

    /// Takes over the session that another tab has renewed with a refresh token that this tab does
    /// not know, in place of the one with `refused`; whether there was one.
    pub(super) async fn replace_refused(&self, refused: &RefreshToken) -> bool {
        // The person may have signed out while they were counted.
        if self.others_have_session().await && self.refresh_token().is_some() {
            self.ask_tabs().await;
        }
        self.refresh_token().is_some_and(|token| token != *refused)
    }

    /// Whether another tab has a session to hand on, so that nobody waits where nobody is.
    async fn others_have_session(&self) -> bool {
        let Some(config) = self.config().filter(|config| config.shares_sessions()) else {
            return false;
        };
        let own = usize::from(self.presence.borrow().is_some());
        Presence::count(&tabs::presence_name(&Audience::from(&*config))).await > own
    }

    /// Asks the other tabs for their session, and waits for the first good answer.
    async fn ask_tabs(&self) {
        let id = clock::random().to_string();
        let (pause, end) = clock::pause_until_told(ANSWER_MS);
        self.question.replace(Some((id.clone(), end)));
        self.tell_tabs(&tabs::session_wanted(&id));
        pause.await;
        self.end_question();
    }

    /// No answer is awaited any more: one that came later would bring back a session that was
    /// forgotten since.
    pub(super) fn end_question(&self) {
        if let Some((_, pause)) = self.question.take() {
            pause.tell();
        }
    }

    fn offer_session(&self, id: &str) {
        let shares = self.config().is_some_and(|config| config.shares_sessions());
        let has_account = self.account().is_some();
        let session = self.session.borrow();
        if let Some(session) = session.as_ref().filter(|_| shares && has_account) {
            self.tell_tabs(&tabs::session_offered(id, session));
        }
    }

    /// Whether `message` answers this tab's question; then its session is kept, if it is welcome.
    fn take_answer(&self, message: &Value) -> bool {
        let Some(config) = self.config() else {
            return false;
        };
        let offered = match &*self.question.borrow() {
            Some((id, _)) => tabs::offered_session::<PlatformJson>(message, id, &config),
            None => None,
        };
        let Some(offered) = offered else {
            return false;
        };
        let last_log_out = storage::last_log_out(&tabs::name(&offered.audience));
        let own = self.session.borrow().clone();
        if tabs::is_welcome::<PlatformJson>(&offered, own.as_ref(), last_log_out) {
            // A session that cannot be stored here is the other tab's all the same.
            let _ = self.keep(&config, offered);
            self.end_question();
        }
        true
    }

    /// Takes over the tokens that another tab has got for the refresh token of this one.
    fn adopt_renewed(&self, message: &Value) -> Option<(Account, Option<AuthError>)> {
        let config = self.config()?;
        let token = self.refresh_token()?;
        let session = tabs::session_for::<PlatformJson>(message, &token, &config)?;
        let notice = self.keep(&config, session);
        Some((self.account()?, notice))
    }

    /// Whether the person has signed out in another tab since signing in here; with the refresh
    /// token that is to be revoked then, if there is one.
    pub(super) fn signed_out_elsewhere(&self) -> Option<Option<RefreshToken>> {
        let session = self.session.borrow();
        let session = session.as_ref()?;
        let last = storage::last_log_out(&tabs::name(&session.audience));
        session
            .is_signed_out(last)
            .then(|| session.refresh_token.clone())
    }
}

pub(super) fn ended_elsewhere() -> AuthError {
    AuthError::new(
        "session.signed_out_elsewhere",
        "You signed out in another tab.",
        "Log in again if you want to continue.",
    )
}
