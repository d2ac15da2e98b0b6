//! How a page begins, and how it leaves for the provider.

use super::Client;
use super::deadline::{Deadline, PATIENCE_MS};
use super::login::Exchange;
use super::redirect_callback::CallbackOutcome;
use super::sign_out::revoke_unused;
use crate::AuthError;
use crate::browser::early_requests::EarlyRequests;
use crate::browser::storage::SignedOut;
use crate::browser::task::Task;
use crate::browser::timer::Timer;
use crate::browser::{self, clock, location, storage, task};
use crate::protocol::authorize::AuthorizePage;
use crate::protocol::backend::Asker;
use crate::protocol::pending::Pending;
use crate::protocol::secret::Code;
use crate::protocol::sign_in::SignIn;
use crate::protocol::tabs;
use crate::session::{Event, Session};
use futures_util::future::join4;

impl Client {
    /// Begins the page.
    pub(super) fn open_page(&self) {
        let signed_out = storage::take_signed_out();
        if signed_out.is_some() {
            self.0.automatic_sign_in.set(false);
        }
        if signed_out == Some(SignedOut::Here) {
            self.flow().kept_at_provider.set(true);
        }
        let left_for_login = self.flow().take_begun_login();
        match self.flow().take_callback() {
            CallbackOutcome::Visit => {
                // Where a login that was begun here did not find back to its page, one after the
                // other would not either.
                if left_for_login || storage::awaits_login(clock::now()) {
                    self.0.automatic_sign_in.set(false);
                }
                self.open();
            }
            CallbackOutcome::FailedAtBackend(error) => {
                self.0.automatic_sign_in.set(false);
                self.flow().login_error.set(Some(error));
                self.open();
            }
            CallbackOutcome::Refused(error) => {
                self.flow().pending_error.set(Some(error));
                self.open();
            }
            CallbackOutcome::Code(pending, code, early) => self.exchange(pending, code, early),
        }
        // What nobody awaits any more is not kept; storage that is blocked keeps nothing anyway.
        let _ = storage::forget_abandoned(clock::now());
        self.listen();
    }

    /// Shows the stored session, and reads the configuration, which decides whether it stays; where
    /// there is none, the session of another tab is asked for.
    pub(super) fn open(&self) {
        if let Some(account) = self.flow().stored_account() {
            self.dispatch(Event::Stored(account));
        }
        let client = self.clone();
        let opening = Task::start(async move {
            let flow = client.flow();
            let config = flow.read_config().await;
            if client.is_now(&Session::SigningOut) {
                return;
            }
            let event = match config {
                Ok(config) => {
                    if let Some(backend) = &config.backend {
                        return client.open_with_backend(backend).await;
                    }
                    client.join_tabs(&config);
                    flow.session.take();
                    let account = match client.resumed() {
                        None => flow.take_over().await,
                        account => account,
                    };
                    if client.is_now(&Session::SigningOut) {
                        flow.forget();
                        return;
                    }
                    Event::Opened(account, flow.pending_error.take())
                }
                Err(error) => {
                    flow.session.take();
                    Event::ConfigRefused(error)
                }
            };
            client.dispatch(event);
            if flow.kept_at_provider.take() {
                client.dispatch(Event::LogoutFailed(kept_at_provider()));
            }
            client.wake();
        });
        self.0.opening.replace(Some(opening));
    }

    /// Exchanges the code of a login for tokens, and believes them or does not.
    fn exchange(&self, pending: Box<Pending>, code: Code, early: Option<EarlyRequests>) {
        self.dispatch(Event::ExchangeBegun);
        let client = self.clone();
        let exchange = Task::start_now(async move {
            let flow = client.flow();
            let deadline = Deadline::after(PATIENCE_MS);
            // Whoever signs out after the tokens were asked for means this login, too. A time stamp of the
            // future comes from a clock that was set back since.
            let now = clock::now();
            let meanwhile = early.as_ref().map(|early| early.sent_at..=now);
            let (asked_at, sent_tokens, sent_keys) = match early {
                Some(early) => (early.sent_at, Some(early.tokens), early.keys),
                None => (now, None, None),
            };
            // The tokens first, which take longest.
            let (tokens, keys, config, last_log_out) = join4(
                flow.ask_for_tokens(&pending, &code, sent_tokens, asked_at, deadline),
                flow.ask_for_keys(&pending, sent_keys, asked_at, deadline),
                flow.read_config(),
                async {
                    let last = storage::last_log_out(&tabs::name(&pending.audience))?;
                    let is_meanwhile = meanwhile.is_some_and(|meanwhile| meanwhile.contains(&last));
                    (!is_meanwhile).then_some(last)
                },
            )
            .await;
            let config = match config {
                Ok(config) => config,
                Err(error) => {
                    flow.pending_error.set(Some(AuthError::new(
                        "callback.config_unavailable",
                        "Your login could not be finished without this site's configuration.",
                        "Log in again.",
                    )));
                    client.dispatch(Event::ConfigRefused(error));
                    let unused = tokens.ok().and_then(|tokens| tokens.refresh_token);
                    return revoke_unused(&pending, unused).await;
                }
            };
            client.join_tabs(&config);
            let exchange = Exchange {
                keys,
                asked_at,
                last_log_out,
            };
            let accepted = flow.accept(&config, &pending, tokens, exchange, deadline);
            match accepted.await {
                Ok(accepted) => {
                    flow.return_to.set(flow.login_started_from.take());
                    client.dispatch(Event::Exchanged(accepted.account, accepted.notice));
                    client.revoke(accepted.replaced);
                    client.wake();
                }
                Err(refused) => {
                    flow.note_refusal(&refused.error);
                    client.dispatch(Event::ExchangeFailed(client.resumed(), refused.error));
                    client.wake();
                    if config.backend.is_some() {
                        // The login was begun before there was one.
                        client.follow_backend();
                        client.look(Asker::Person);
                    }
                    revoke_unused(&pending, refused.unused).await;
                }
            }
        });
        self.0.opening.replace(Some(exchange));
    }

    /// Begins a login at a page of the provider. Where another tab has signed in since this page was
    /// opened, a login that asks for nothing more takes over its session instead.
    pub(super) fn begin(&self, page: AuthorizePage, options: SignIn) {
        if !browser::is_present() || !self.dispatch(Event::LoginBegun) {
            return;
        }
        self.0.automatic_sign_in.set(false);
        self.give_departure_time(&Session::Redirecting, Event::LoginFailed);
        let client = self.clone();
        task::spawn(async move {
            let replaces_page = options.replaces_page;
            client.ready().await;
            let flow = client.flow();
            let taken_over = match page {
                AuthorizePage::LogIn if options.accepts_any_session() => flow.take_over().await,
                _ => None,
            };
            let address = match taken_over {
                None => flow.authorize(page, options).await,
                Some(account) => {
                    let Some(elsewhere) = flow.elsewhere(&options) else {
                        // The login that the page was opened with is not this session's.
                        flow.forget_login();
                        client.dispatch(Event::Resumed(Some(account)));
                        return;
                    };
                    Ok(elsewhere)
                }
            };
            client.leave_for(
                address,
                replaces_page,
                &Session::Redirecting,
                Event::LoginFailed,
            );
        });
    }

    /// Signs out here, then at the provider.
    pub(super) fn leave(&self) {
        if let Some(config) = self.flow().config()
            && let Some(backend) = config.backend.clone()
        {
            return self.leave_backend(&config, backend);
        }
        if !self.dispatch(Event::LogoutBegun) {
            return;
        }
        self.give_departure_time(&Session::SigningOut, logout_failed);
        let session = self.flow().forget_everywhere();
        let client = self.clone();
        task::spawn(async move {
            client.ready().await;
            client.renewal_over().await;
            let address = client.flow().log_out(session).await;
            client.leave_for(address, false, &Session::SigningOut, logout_failed);
        });
    }

    /// Where the page of the provider has not come after a while, the person is told so instead of
    /// waiting for ever.
    pub(super) fn give_departure_time(
        &self,
        on_the_way: &'static Session,
        failed: fn(AuthError) -> Event,
    ) {
        let client = self.clone();
        let give_up = Timer::after(PATIENCE_MS, move || {
            if client.is_now(on_the_way) {
                client.dispatch(failed(not_left()));
            }
        });
        self.0.departure.replace(Some(give_up));
    }

    /// Leaves for a page of the provider, if the session is still `on_the_way` there.
    pub(super) fn leave_for(
        &self,
        address: Result<String, AuthError>,
        replaces_page: bool,
        on_the_way: &'static Session,
        failed: fn(AuthError) -> Event,
    ) {
        if !self.is_now(on_the_way) {
            return;
        }
        match address {
            Ok(address) if location::leave_for(&address, replaces_page).is_ok() => {}
            Ok(_) => {
                self.dispatch(failed(not_left()));
            }
            Err(error) => {
                self.dispatch(failed(error));
            }
        }
    }

    fn is_now(&self, session: &Session) -> bool {
        self.0.state.borrow().session == *session
    }
}

fn not_left() -> AuthError {
    AuthError::new(
        "browser.navigation",
        "The login provider's page did not open.",
        "Check your connection and the addresses in the configuration, then try again.",
    )
}

fn kept_at_provider() -> AuthError {
    AuthError::new(
        "session.kept_at_provider",
        "You are signed out here, but the login provider may still know you.",
        "On a shared computer, sign out at the provider, too, or close the browser.",
    )
}

/// The tokens are gone all the same, so the person is signed out here.
pub(super) fn logout_failed(error: AuthError) -> Event {
    Event::LogoutFailed(error.with_words(
        "You are signed out here, but the login provider could not be told.",
        "On a shared computer, close the browser.",
    ))
}
