//! The session for Leptos components: [`provide_auth`] once, [`use_auth`] wherever it is needed.

use crate::api::{Answer, ApiError};
use crate::browser::clock;
use crate::flow::{Arrival, Entrance, Flow};
use crate::protocol::config::Config;
use crate::protocol::problem::Problem;
use crate::session::{Event, Session, step};
use crate::verify;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;
use std::time::Duration;

/// The session and its verbs. A copy is a handle to the same session.
#[derive(Clone, Copy)]
pub struct Auth {
    session: RwSignal<Session>,
    notice: RwSignal<Option<Problem>>,
    return_to: RwSignal<Option<String>>,
    flow: StoredValue<Rc<Flow>, LocalStorage>,
}

/// Starts the session of this page and gives it to every component below.
///
/// To be called once, before a router reads the address: the answer of a login is taken out of it
/// here. Then `/config.json` is read, and the session from the storage.
pub fn provide_auth() -> Auth {
    let auth = Auth {
        session: RwSignal::new(Session::Checking),
        notice: RwSignal::new(None),
        return_to: RwSignal::new(None),
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
                    Err(problem) => return auth.happen(Event::ConfigRefused(problem)),
                };
                match flow.accept(&config, &pending, tokens, keys).await {
                    Ok((who, notice)) => {
                        auth.return_to.set(Some(pending.return_to));
                        auth.happen(Event::Exchanged(who, notice));
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
    /// The session's state, for components to show.
    pub fn session(&self) -> ReadSignal<Session> {
        self.session.read_only()
    }

    /// What went wrong although the session goes on.
    pub fn notice(&self) -> ReadSignal<Option<Problem>> {
        self.notice.read_only()
    }

    /// The path that the login was begun for, once it has succeeded.
    pub fn return_to(&self) -> ReadSignal<Option<String>> {
        self.return_to.read_only()
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
        if !matches!(auth.session.get_untracked(), Session::SignedIn(_)) {
            return;
        }
        auth.happen(Event::LogoutBegun);
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
        self.session.track();
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
        auth.happen(Event::LoginBegun);
        if auth.session.get_untracked() != Session::Starting {
            return;
        }
        spawn_local(async move {
            if let Err(problem) = auth.flow().log_in(entrance, &return_to).await {
                auth.happen(Event::LoginFailed(problem));
            }
        });
    }

    fn happen(&self, event: Event) {
        let Some(next) = step(&self.session.get_untracked(), event) else {
            return;
        };
        let ends_at = match &next.session {
            Session::SignedIn(who) => who.expires_at,
            _ => None,
        };
        self.notice.set(next.notice);
        self.session.set(next.session);
        if let Some(end) = ends_at {
            self.expire_at(end);
        }
    }

    /// Looks again when the session is to end. A timer counts no further than 2³¹ ms, and a device
    /// that sleeps stops it, so what counts is what the clock says then.
    fn expire_at(&self, end: f64) {
        const LONGEST_MS: f64 = 2_000_000_000.0;
        let auth = *self;
        let wait = (end - clock::now()).clamp(0.0, LONGEST_MS);
        set_timeout(
            move || match auth.session.get_untracked() {
                Session::SignedIn(who) if who.expires_at == Some(end) => {
                    if clock::now() < end {
                        auth.expire_at(end);
                    } else {
                        auth.expire();
                    }
                }
                _ => {}
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
