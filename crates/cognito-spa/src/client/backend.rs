//! The session of a page whose tokens stay on a server of its site (RFC 10017 §6.1, backend for
//! frontend): the server is asked who is signed in, begins and ends the session, and forwards requests.

use super::Client;
use super::answer::Answer;
use super::call;
use super::deadline::{DISCOVERY_MS, Deadline, PATIENCE_MS};
use super::flow::Flow;
use super::renewal::ended;
use super::request::Request;
use super::start::logout_failed;
use super::tabs::ended_elsewhere;
use crate::AuthError;
use crate::browser::events;
use crate::browser::http::{self, Call, HttpError, Reply, RequestCache, RequestCredentials};
use crate::browser::storage::{self, SignedOut};
use crate::browser::timer::Timer;
use crate::browser::{clock, location, task};
use crate::platform::PlatformJson;
use crate::protocol::api::ApiError;
use crate::protocol::audience::Audience;
use crate::protocol::backend::{
    self, Asker, BackendError, ProxyFailure, SCRIPT_HEADER, is_interaction_required,
    logout_address, proxy_failure,
};
use crate::protocol::config::{Backend, Config};
use crate::protocol::{renewal, tabs};
use crate::session::{Account, AuthStatus, Event, Session, SignOutReason};

/// The server counts in whole seconds: a moment later, a session is over that it says ends now.
const ONE_SECOND_MS: f64 = 1_000.0;

/// The shortest time between two questions that nobody has a reason for but the clock, in
/// milliseconds.
const SHORTEST_REST_MS: f64 = 2_000.0;

impl Flow {
    /// The server that keeps the tokens, if one does.
    pub(super) fn backend(&self) -> Option<Backend> {
        self.config()?.backend.clone()
    }

    /// An error where the tokens are not here.
    pub(super) fn has_tokens(&self) -> Result<(), AuthError> {
        match self.backend() {
            Some(_) => Err(backend::no_token()),
            None => Ok(()),
        }
    }

    /// Who is signed in, as the server says.
    async fn account_of_backend(
        &self,
        backend: &Backend,
        asker: Asker,
    ) -> Result<Option<Account>, AuthError> {
        let deadline = Deadline::after(PATIENCE_MS);
        let reply = ask(backend, "GET", &asker.endpoint(), deadline).await?;
        self.correct_clock(&reply);
        let session = backend::session::<PlatformJson>(reply.status, &reply.text())?;
        Ok(session.map(|session| Account {
            user: session.user,
            expires_at: Some(session.expires_at - self.clock_offset_ms.get()),
            renewable: false,
        }))
    }

    /// Takes what this tab has kept of a login that it left for; whether there is one.
    pub(super) fn take_begun_login(&self) -> bool {
        let login = storage::take_begun_login(self.auth_config.redirect_page());
        let is_there = login.is_some();
        if let Some(login) = login {
            self.login_started_from.replace(Some(login.return_to));
            self.app_state.replace(login.app_state);
        }
        is_there
    }

    /// When the person signed out last in any tab.
    fn last_log_out_of_backend(&self) -> Option<f64> {
        storage::last_log_out(&tabs_name(&*self.config()?))
    }
}

/// The name that the tabs share.
fn tabs_name(config: &Config) -> String {
    tabs::name(&Audience::from(config))
}

/// Asks an endpoint of the server, as the site's own script.
async fn ask(
    backend: &Backend,
    method: &str,
    endpoint: &str,
    deadline: Deadline,
) -> Result<Reply, BackendError> {
    let url = [&backend.path, endpoint].concat();
    let headers = [script_header()];
    let call = Call {
        method,
        headers: &headers,
        credentials: RequestCredentials::SameOrigin,
        ..Call::get(&url, RequestCache::NoStore, deadline.left_ms())
    };
    http::send(&call).await.map_err(|error| match error {
        HttpError::Invalid | HttpError::Network => BackendError::Unreachable,
        HttpError::Redirected | HttpError::TooLarge => BackendError::Malformed,
        HttpError::Timeout => BackendError::Timeout,
    })
}

fn script_header() -> (String, String) {
    let (name, value) = SCRIPT_HEADER;
    (name.into(), value.into())
}

impl Client {
    /// Ends the opening of a page: asks the server who is signed in, and listens for what may change
    /// that. Where a login has failed, that is said, too.
    pub(super) async fn open_with_backend(&self, backend: &Backend) {
        let flow = self.flow();
        self.follow_backend();
        let log_out = flow.last_log_out_of_backend();
        let event = match flow.account_of_backend(backend, Asker::Person).await {
            Ok(account) => {
                self.0.seen_log_out.set(log_out);
                let failed_login = flow.login_error.take();
                let needs_person = failed_login.as_ref().is_some_and(is_interaction_required);
                flow.interaction_required.set(needs_person);
                match (account, flow.pending_error.take().or(failed_login)) {
                    (Some(account), None) if flow.login_started_from.take().is_some() => {
                        Event::Returned(account)
                    }
                    (account, error) => Event::Opened(account, error),
                }
            }
            Err(error) => Event::ConfigRefused(error),
        };
        self.dispatch(event);
        self.look_later();
    }

    /// Leaves the session to the server: forgets what is stored here, and hears what happens while nobody
    /// looks at this page, and in other tabs.
    pub(super) fn follow_backend(&self) {
        // It is of a time without a backend; storage that is blocked keeps nothing anyway.
        self.flow().forget();
        let _ = storage::forget_abandoned(f64::INFINITY);
        if self.is_stopped() {
            return;
        }
        self.hear(
            Self::resume_with_backend,
            &[
                ("online", |client| client.look(Asker::Page)),
                ("visibilitychange", |client| {
                    if events::is_visible() {
                        client.look(Asker::Person);
                    }
                }),
                ("storage", |client| {
                    if client.has_signed_out() {
                        client.look(Asker::Page);
                    }
                }),
            ],
        );
    }

    /// Whether the person has signed out in another tab since the server was asked last.
    fn has_signed_out(&self) -> bool {
        self.flow().last_log_out_of_backend() != self.0.seen_log_out.get()
    }

    /// A page from the back/forward cache goes on where it was left, which may be long over. What one
    /// person has seen is not for the next.
    fn resume_with_backend(&self) {
        if self.has_signed_out() {
            self.dispatch(Event::Left);
        }
        match self.state().status() {
            // The page that was asked for has come, and was left again.
            AuthStatus::SigningIn | AuthStatus::SigningOut => {
                self.dispatch(Event::Resumed(None));
            }
            _ => {}
        }
        self.look(Asker::Person);
    }

    /// Asks the server once more, beside everything else.
    pub(super) fn look(&self, asker: Asker) {
        let client = self.clone();
        // What comes of it is the session's state.
        task::spawn(async move { drop(client.look_now(asker).await) });
    }

    /// Asks the server who is signed in, and shows that.
    ///
    /// # Errors
    /// Where it does not say: the session that is shown goes on, and the server is asked again.
    pub(super) async fn look_now(&self, asker: Asker) -> Result<(), AuthError> {
        let Some(backend) = self.flow().backend() else {
            return Ok(());
        };
        let look = self.0.looks.get() + 1;
        self.0.looks.set(look);
        let log_out = self.flow().last_log_out_of_backend();
        let account = self.flow().account_of_backend(&backend, asker).await;
        let is_settled = matches!(
            self.state().status(),
            AuthStatus::SignedIn | AuthStatus::SignedOut
        );
        // A question that was asked later counts, and so does what the person has asked for since.
        if self.0.looks.get() != look || !is_settled || self.is_stopped() {
            return Ok(());
        }
        let outcome = match account {
            Ok(account) => {
                self.0.failures.set(0);
                self.show(account);
                self.0.seen_log_out.set(log_out);
                Ok(())
            }
            Err(error) => {
                self.0.failures.set(self.0.failures.get() + 1);
                self.dispatch(Event::Unconfirmed(error.clone()));
                Err(error)
            }
        };
        self.look_later();
        outcome
    }

    /// Shows who is signed in now.
    fn show(&self, account: Option<Account>) {
        let shown = self.state().user().map(|user| user.sub.clone());
        match (shown, &account) {
            (Some(_), None) => {
                let (reason, error) = match self.has_signed_out() {
                    true => (SignOutReason::Elsewhere, ended_elsewhere()),
                    false => (SignOutReason::Expired, ended()),
                };
                self.dispatch(Event::Ended(reason, error));
                return;
            }
            // Nothing of one person is shown to another.
            (Some(shown), Some(account)) if account.user.sub != shown => {
                self.dispatch(Event::Left);
            }
            _ => {}
        }
        self.dispatch(Event::Resumed(account));
    }

    /// Asks the server again when the session ends, as it says, unless it has been used meanwhile; and
    /// soon, where it gave no answer.
    fn look_later(&self) {
        let Some(end) = self.state().expires_at() else {
            self.0.timer.take();
            return;
        };
        let ms = match self.0.failures.get() {
            0 => (end - clock::now() + ONE_SECOND_MS).max(SHORTEST_REST_MS),
            failures => renewal::pause(failures, clock::random()),
        };
        let client = self.clone();
        let timer = Timer::after(ms, move || client.look(Asker::Page));
        self.0.timer.replace(Some(timer));
    }

    /// Ends the session on the server, then at the provider.
    pub(super) fn leave_backend(&self, config: &Config, backend: Backend) {
        let account = match &self.0.state.borrow().session {
            Session::SignedIn(account, _) => account.clone(),
            _ => return,
        };
        self.dispatch(Event::LogoutBegun);
        self.give_departure_time(&Session::SigningOut, logout_failed);
        let (client, name) = (self.clone(), tabs_name(config));
        task::spawn(async move {
            let deadline = Deadline::after(DISCOVERY_MS);
            let address = match ask(&backend, "POST", "/logout", deadline).await {
                Ok(reply) => logout_address::<PlatformJson>(reply.status, &reply.text()),
                Err(error) => Err(error),
            };
            match address {
                Ok(address) => {
                    storage::note_signed_out(SignedOut::Everywhere);
                    // Without it the other tabs learn from the server.
                    let _ = storage::note_log_out(&name);
                    let on_the_way = &Session::SigningOut;
                    client.leave_for(Ok(address), false, on_the_way, logout_failed);
                }
                Err(error) => {
                    let error = AuthError::from(error).with_words(
                        "You are still logged in: this site's server did not end the session.",
                        "Try again; on a shared computer, close the browser.",
                    );
                    client.dispatch(Event::LogoutRefused(account, error));
                    client.look_later();
                }
            }
        });
    }

    /// Sends `request` to the server, which forwards it to the API with the token.
    pub(super) async fn send_to_backend(
        &self,
        backend: &Backend,
        request: &Request,
        deadline: Deadline,
    ) -> Result<Answer, AuthError> {
        let config = self.flow().configured()?;
        let origin = location::place().map_or_else(String::new, |place| place.origin);
        let url = backend.address_of(&request.url, &origin);
        config.api_of(&url).ok_or(ApiError::OtherAddress)?;
        let mut headers = request.headers.clone();
        headers.retain(|(name, _)| !name.eq_ignore_ascii_case("authorization"));
        headers.push(script_header());
        let call = Call {
            headers: &headers,
            credentials: RequestCredentials::SameOrigin,
            ..Call::get(&url, RequestCache::NoStore, deadline.left_ms())
        };
        let answer = match call::answer(request, call).await {
            Err(ApiError::Network) => Err(AuthError::from(BackendError::Unreachable)),
            answer => answer.map_err(Into::into),
        }?;
        let failure = match answer.is_success() {
            true => None,
            false => proxy_failure::<PlatformJson>(answer.status, &answer.text()),
        };
        match failure {
            None => Ok(answer),
            Some(ProxyFailure::NoAnswer(error)) => Err(error),
            Some(ProxyFailure::SignedOut) => {
                self.look_now(Asker::Page).await?;
                match self.state().user() {
                    // It was the API that said so.
                    Some(_) => Ok(answer),
                    None => Err(ended()),
                }
            }
        }
    }
}
