//! The session for Leptos components: [`provide_auth`] once, [`use_auth`] wherever it is needed.

use crate::api::{Answer, ApiError};
use crate::browser::clock;
use crate::flow::{Arrival, Entrance, Flow};
use crate::protocol::config::Config;
use crate::protocol::problem::Problem;
use crate::protocol::stored::Identity;
use crate::session::{Event, Session, State, step};
use crate::verify;
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

/// Starts the session of this page and gives it to every component below.
///
/// To be called once, before a router reads the address: the answer of a login is taken out of it
/// here. Then `/config.json` is read, and the session from the storage.
pub fn provide_auth() -> Auth {
    let auth = Auth {
        state: RwSignal::new(State {
            session: Session::Checking,
            notice: None,
        }),
        flow: StoredValue::new_local(Rc::default()),
    };
    provide_context(auth);
    match auth.flow().arrive() {
        Arrival::Visit => auth.open(None),
        Arrival::Refused(problem) => auth.open(Some(problem)),
        Arrival::Code(pending, code) => {
            auth.happen(Event::ExchangeBegun);
            spawn_local(async move {
                let flow = auth.flow();
                let (config, tokens, keys) = futures_util::future::join3(
                    flow.read_config(),
                    flow.ask_for_tokens(&pending, &code),
                    verify::keys_for(&pending),
                )
                .await;
                let config = match config {
                    Ok(config) => config,
                    Err(problem) => {
                        auth.happen(Event::ConfigRefused(problem));
                        return;
                    }
                };
                match flow.accept(&config, &pending, tokens, keys).await {
                    Ok(accepted) => {
                        flow.return_to.set(Some(pending.return_to));
                        auth.happen(Event::Exchanged(accepted.who, accepted.notice));
                        if let Some(token) = accepted.replaced {
                            flow.revoke(&config, &token).await;
                        }
                    }
                    Err(problem) => {
                        auth.happen(Event::ExchangeFailed(flow.resume(), problem));
                    }
                }
            });
        }
    }
    auth.watch_restored_page();
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

    /// Leaves for the provider's login page. The login ends at `return_to`, a path of this site, or
    /// at the dashboard where it is none.
    pub fn login(&self, return_to: String) {
        self.leave(Entrance::LogIn, return_to);
    }

    /// As [`Auth::login`], at Cognito's page for new accounts.
    pub fn sign_up(&self, return_to: String) {
        self.leave(Entrance::SignUp, return_to);
    }

    /// Signs out: here first, then at the provider.
    pub fn logout(&self) {
        let auth = *self;
        if !auth.happen(Event::LogoutBegun) {
            return;
        }
        spawn_local(async move {
            if auth.flow().log_out().await.is_err() {
                // The tokens are gone all the same, so the person is signed out here.
                auth.happen(Event::LogoutEnded);
            }
        });
    }

    /// Reads `/config.json` once more.
    pub fn retry(&self) {
        self.happen(Event::ConfigAwaited);
        self.open(None);
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

    /// Calls the API at `url`, which has to be the configured one or lie under it, with the access
    /// token. Every status is an answer.
    ///
    /// # Errors
    /// Where there is no answer.
    pub async fn get(&self, url: &str) -> Result<Answer, Problem> {
        let answer = self.flow().get(url).await;
        if answer == Err(ApiError::SignedOut) {
            self.expire();
        }
        answer.map_err(Problem::from)
    }

    fn config(&self) -> Option<Rc<Config>> {
        self.flow().config()
    }

    fn flow(&self) -> Rc<Flow> {
        self.flow.get_value()
    }

    fn open(&self, problem: Option<Problem>) {
        let auth = *self;
        spawn_local(async move {
            let flow = auth.flow();
            auth.happen(match flow.read_config().await {
                Ok(_) => Event::Opened(flow.resume(), problem),
                Err(problem) => Event::ConfigRefused(problem),
            });
        });
    }

    fn leave(&self, entrance: Entrance, return_to: String) {
        let auth = *self;
        if !auth.happen(Event::LoginBegun) {
            return;
        }
        spawn_local(async move {
            if let Err(problem) = auth.flow().log_in(entrance, &return_to).await {
                auth.happen(Event::LoginFailed(problem));
            }
        });
    }

    /// Whether `event` came in time to matter.
    fn happen(&self, event: Event) -> bool {
        let Some(next) = self
            .state
            .with_untracked(|state| step(&state.session, event))
        else {
            return false;
        };
        if let Session::SignedIn(Identity {
            expires_at: Some(end),
            ..
        }) = next.session
        {
            self.expire_at(end);
        }
        self.state.set(next);
        true
    }

    /// Looks again when the session is to end. A timer counts no further than 2³¹ ms, and a device
    /// that sleeps stops it, so what counts is what the clock says then.
    fn expire_at(&self, end: f64) {
        const LONGEST_MS: f64 = 2_000_000_000.0;
        let auth = *self;
        let wait = (end - clock::now()).clamp(0.0, LONGEST_MS);
        set_timeout(
            move || {
                let lasts = auth.state.with_untracked(|state| {
                    matches!(&state.session, Session::SignedIn(who) if who.expires_at == Some(end))
                });
                if lasts && clock::now() < end {
                    auth.expire_at(end);
                } else if lasts {
                    auth.expire();
                }
            },
            Duration::from_millis(wait as u64 + 1),
        );
    }

    fn expire(&self) {
        self.flow().forget();
        self.happen(Event::Expired(Problem::new(
            "session.expired",
            "Your session has ended.",
            "Log in again.",
        )));
    }

    /// A page from the back/forward cache goes on where it was left, which may be long over.
    fn watch_restored_page(&self) {
        let auth = *self;
        window_event_listener(leptos::ev::pageshow, move |event| {
            if event.persisted() {
                auth.happen(Event::Resumed(auth.flow().resume()));
            }
        });
    }
}
