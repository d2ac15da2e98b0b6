//! The session for Leptos components: [`provide_auth`] once, [`use_auth`] wherever it is needed. An app
//! that hands it on itself calls [`start_auth`] instead.

mod care;

use crate::api::{Answer, Request};
use crate::browser::mask::masked;
use crate::browser::{clipboard, location};
use crate::flow::{Arrival, Entrance, Flow, ended};
use crate::protocol::config::Config;
use crate::protocol::json::Value;
use crate::protocol::problem::Problem;
use crate::protocol::renewal::Due;
use crate::protocol::stored::Claims;
use crate::protocol::trace::Step;
use crate::protocol::user_info::UserInfoError;
use crate::session::{Event, Session, State};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;
use std::time::Duration;

/// The session and its verbs. A copy is a handle to the same session.
#[derive(Clone, Copy)]
pub struct Auth {
    state: RwSignal<State>,
    flow: StoredValue<Rc<Flow>, LocalStorage>,
}

/// Starts the session of this page and gives it to every component below; see [`start_auth`].
pub fn provide_auth() -> Auth {
    let auth = start_auth();
    provide_context(auth);
    auth
}

/// Starts the session of this page.
///
/// To be called once, before a router reads the address: the answer of a login is taken out of it
/// here. Then `/config.json` is read, and the session from the storage.
pub fn start_auth() -> Auth {
    let auth = Auth {
        state: RwSignal::new(State {
            session: Session::Checking,
            notice: None,
        }),
        flow: StoredValue::new_local(Rc::default()),
    };
    match auth.flow().arrive() {
        Arrival::Visit => auth.open(),
        Arrival::Refused(problem) => {
            auth.flow().unsaid.set(Some(problem));
            auth.open();
        }
        Arrival::Code(pending, code) => {
            auth.happen(Event::ExchangeBegun);
            spawn_local(async move {
                let flow = auth.flow();
                let (config, tokens, keys) = futures_util::future::join3(
                    flow.read_config(),
                    flow.ask_for_tokens(&pending, &code),
                    flow.ask_for_keys(&pending),
                )
                .await;
                let config = match config {
                    Ok(config) => config,
                    Err(problem) => {
                        flow.unsaid.set(Some(Problem::new(
                            "callback.config_unavailable",
                            "Your login could not be finished without this site's configuration.",
                            "Log in again.",
                        )));
                        auth.happen(Event::ConfigRefused(problem));
                        return;
                    }
                };
                auth.join_tabs(&config);
                let unused = match flow.accept(&config, &pending, tokens, keys).await {
                    Ok(accepted) => {
                        flow.return_to.set(flow.begun_at.take());
                        auth.happen(Event::Exchanged(accepted.who, accepted.notice));
                        accepted.unused
                    }
                    Err(refused) => {
                        flow.note_refusal(&refused.problem);
                        auth.happen(Event::ExchangeFailed(flow.resume(), refused.problem));
                        refused.unused
                    }
                };
                flow.take_back(unused).await;
            });
        }
    }
    auth.listen();
    auth
}

/// The session that [`provide_auth`] gave.
///
/// # Panics
/// Where no component above has called [`provide_auth`].
pub fn use_auth() -> Auth {
    expect_context()
}

impl Auth {
    /// The session, for components to show. Whatever reads it runs again when it changes.
    pub fn session(&self) -> Session {
        self.state.with(|state| state.session.clone())
    }

    /// What went wrong although the session goes on. Whatever reads it runs again when it changes.
    pub fn notice(&self) -> Option<Problem> {
        self.state.with(|state| state.notice.clone())
    }

    /// The path that the login was begun for, once after it has succeeded.
    pub fn take_return_to(&self) -> Option<String> {
        self.flow().return_to.take()
    }

    /// The path that a failed login was begun for, for the next one to end at.
    pub fn missed_return_to(&self) -> Option<String> {
        self.flow().begun_at.borrow().clone()
    }

    /// Leaves for the provider's login page. The login ends at `return_to`, a path of this site, or
    /// at the dashboard where it is none.
    pub fn login(&self, return_to: String) {
        self.start(Entrance::LogIn, return_to);
    }

    /// As [`Auth::login`], at Cognito's page for new accounts.
    pub fn sign_up(&self, return_to: String) {
        self.start(Entrance::SignUp, return_to);
    }

    /// Signs out: here first, then at the provider.
    pub fn logout(&self) {
        let auth = *self;
        if !auth.happen(Event::LogoutBegun) {
            return;
        }
        spawn_local(async move {
            let address = auth.flow().log_out().await;
            // The tokens are gone all the same, so the person is signed out here.
            auth.leave_for(address, &Session::SigningOut, |problem| {
                Event::LogoutEnded(Problem {
                    what: "You are signed out here, but the login provider could not be told."
                        .into(),
                    next: "On a shared computer, close the browser.".into(),
                    ..problem
                })
            });
        });
    }

    /// Reads `/config.json` once more.
    pub fn retry(&self) {
        if self.happen(Event::ConfigAwaited) {
            self.open();
        }
    }

    /// Whether a page for new accounts can be offered.
    pub fn sign_up_available(&self) -> bool {
        self.state.track();
        self.config()
            .is_some_and(|config| config.sign_up && config.domain.is_some())
    }

    /// The configured API's address, empty until it is known.
    pub fn api_url(&self) -> String {
        self.config()
            .map(|config| config.api_url.clone())
            .unwrap_or_default()
    }

    /// Renews the session now.
    pub fn renew(&self) {
        // Its outcome is the session's state.
        let _ = self.renewal();
    }

    /// Sends `request` to the API with the access token, which is renewed first where it is about to
    /// end. Where the API does not accept it, it is renewed and the request sent once more. Every
    /// status is an answer.
    ///
    /// # Errors
    /// Where there is no answer.
    pub async fn send(&self, request: &Request) -> Result<Answer, Problem> {
        let flow = self.flow();
        if flow.due() == Some(Due::Renewal) {
            self.renewed().await;
        }
        let first = flow.call(request).await;
        let outcome = if flow.can_renew() && request.is_worth_another_try(&first, flow.has_ended())
        {
            self.renewed().await;
            flow.call(request).await
        } else {
            first
        };
        if flow.due() == Some(Due::End) {
            self.end(ended());
        }
        outcome.map_err(Problem::from)
    }

    /// What the provider's userInfo endpoint says of the person: claims that are held to the
    /// tokens' `sub` (OpenID Connect Core §5.3.2).
    ///
    /// # Errors
    /// Where it says nothing, or speaks of somebody else.
    pub async fn user_info(&self) -> Result<Value, Problem> {
        let flow = self.flow();
        if flow.due() == Some(Due::Renewal) {
            self.renewed().await;
        }
        let mut outcome = flow.user_info().await;
        if outcome == Err(UserInfoError::Refused(401)) && flow.can_renew() {
            self.renewed().await;
            outcome = flow.user_info().await;
        }
        outcome.map_err(Problem::from)
    }

    /// Puts the access token on the clipboard, and nowhere else.
    ///
    /// # Errors
    /// Where there is no token, or the browser refuses.
    pub async fn copy_access_token(&self) -> Result<(), Problem> {
        copy(self.flow().access_token()?.expose()).await
    }

    /// Puts commands for a terminal on the clipboard: the call of the API with the access token, and
    /// the token exchange, whose code and verifier are spent.
    ///
    /// # Errors
    /// Where there is no token, or the browser refuses.
    pub async fn copy_as_curl(&self) -> Result<(), Problem> {
        copy(&self.flow().curl().await?).await
    }

    /// The steps of the login that this page was opened with, for a person to read; none of them
    /// holds a secret. To be read along with [`Auth::session`], which changes when they do.
    pub fn trace(&self) -> Vec<Step> {
        self.flow().trace()
    }

    /// What the session's tokens say, for a person to read. To be read along with
    /// [`Auth::session`], which changes when they do.
    pub fn claims(&self) -> Option<Claims> {
        self.flow().claims()
    }

    /// What an API answered, as a page may show it: without the access token, should it repeat it.
    pub fn without_token(&self, text: &str) -> String {
        match self.flow().access_token() {
            Ok(token) => masked(text, token.expose()),
            Err(_) => text.into(),
        }
    }

    /// The scopes for want of which the API refused with `answer`, separated by spaces; nothing
    /// where it did not, or the session has them all.
    pub fn missing_scopes(&self, answer: &Answer) -> Option<String> {
        self.flow().missing_scopes(answer)
    }

    fn config(&self) -> Option<Rc<Config>> {
        self.flow().config()
    }

    fn flow(&self) -> Rc<Flow> {
        self.flow.get_value()
    }

    fn open(&self) {
        let auth = *self;
        spawn_local(async move {
            let flow = auth.flow();
            auth.happen(match flow.read_config().await {
                Ok(config) => {
                    auth.join_tabs(&config);
                    Event::Opened(flow.resume(), flow.unsaid.take())
                }
                Err(problem) => Event::ConfigRefused(problem),
            });
            auth.wake();
        });
    }

    fn start(&self, entrance: Entrance, return_to: String) {
        let auth = *self;
        if !auth.happen(Event::LoginBegun) {
            return;
        }
        spawn_local(async move {
            let address = auth.flow().log_in(entrance, &return_to).await;
            auth.leave_for(address, &Session::Starting, Event::LoginFailed);
        });
    }

    /// Leaves for a page of the provider, if the session is still `on_the_way` there. Where the
    /// page does not come, the person is told so instead of waiting for ever.
    fn leave_for(
        &self,
        address: Result<String, Problem>,
        on_the_way: &'static Session,
        failed: fn(Problem) -> Event,
    ) {
        const PATIENCE: Duration = Duration::from_secs(15);
        let auth = *self;
        let is_on_the_way = move || {
            auth.state
                .with_untracked(|state| state.session == *on_the_way)
        };
        if !is_on_the_way() {
            return;
        }
        let not_left = || {
            Problem::new(
                "browser.navigation",
                "The login provider's page did not open.",
                "Check your connection and the addresses in config.json, then try again.",
            )
        };
        match address {
            Ok(address) if location::leave_for(&address).is_ok() => set_timeout(
                move || {
                    if is_on_the_way() {
                        auth.happen(failed(not_left()));
                    }
                },
                PATIENCE,
            ),
            Ok(_) => {
                auth.happen(failed(not_left()));
            }
            Err(problem) => {
                auth.happen(failed(problem));
            }
        }
    }
}

/// Puts `text` on the clipboard.
///
/// # Errors
/// Where the browser refuses.
pub async fn copy(text: &str) -> Result<(), Problem> {
    match clipboard::write(text).await {
        true => Ok(()),
        false => Err(Problem::new(
            "clipboard.refused",
            "The browser did not let this page copy.",
            "Allow this site to use the clipboard, then try again.",
        )),
    }
}
