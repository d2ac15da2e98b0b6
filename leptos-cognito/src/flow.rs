//! The steps of the flow, each one's decision taken by `protocol` and carried out by `browser`.

use crate::api::{self, Answer, ApiError};
use crate::browser::http::{self, Call, HttpError, Reply};
use crate::browser::json::BrowserJson;
use crate::browser::{clock, crypto, location, storage};
use crate::protocol::authorize::{self, Pending};
use crate::protocol::callback::{self, Callback};
use crate::protocol::config::{self, Config, ConfigError, TokenStorage};
use crate::protocol::id_token::IdTokenError;
use crate::protocol::json;
use crate::protocol::pretty::pretty;
use crate::protocol::problem::Problem;
use crate::protocol::provider::{self, Provider};
use crate::protocol::secret::{Code, RefreshToken};
use crate::protocol::stored::{self, Identity, StoredSession};
use crate::protocol::token::{self, TokenError, TokenSet};
use crate::protocol::{logout, return_to};
use crate::verify;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use web_sys::RequestCache;

/// What the page knows. There is one for a page.
#[derive(Default)]
pub(crate) struct Flow {
    config: RefCell<Option<Rc<Config>>>,
    provider: RefCell<Option<Rc<Provider>>>,
    session: RefCell<Option<StoredSession>>,
    clock_offset_ms: Cell<f64>,
    /// Where the login that has just succeeded was begun from.
    pub(crate) return_to: Cell<Option<String>>,
}

/// What the page was opened with.
pub(crate) enum Arrival {
    /// No answer of a login.
    Visit,
    /// An answer that is not acted upon.
    Refused(Problem),
    /// The answer to a login that was begun in this tab.
    Code(Box<Pending>, Code),
}

/// Which of the provider's pages a login begins at.
#[derive(Clone, Copy)]
pub(crate) enum Entrance {
    /// The login page.
    LogIn,
    /// Cognito's page for new accounts.
    SignUp,
}

/// What came of a login that is believed.
pub(crate) struct Accepted {
    /// Who signed in.
    pub(crate) who: Identity,
    /// What went wrong all the same.
    pub(crate) notice: Option<Problem>,
    /// The refresh token of the session that was replaced, to be revoked.
    pub(crate) replaced: Option<RefreshToken>,
}

/// A deviation smaller than this is the `Date` header's own coarseness and the way it took.
const CLOCK_COARSENESS_MS: f64 = 5_000.0;

impl Flow {
    /// Now by the corrected clock, in milliseconds since 1970.
    pub(crate) fn now(&self) -> f64 {
        clock::now() + self.clock_offset_ms.get()
    }

    /// The configuration, once it has been read.
    pub(crate) fn config(&self) -> Option<Rc<Config>> {
        self.config.borrow().clone()
    }

    /// Reads the address that the page was opened with. A callback is gone from it, and its pending
    /// record from the storage, before anything else happens.
    pub(crate) fn arrive(&self) -> Arrival {
        let Some(place) = location::place().filter(|place| place.path == return_to::DASHBOARD)
        else {
            return Arrival::Visit;
        };
        let (pending, verdict) = match callback::parse(&place.query) {
            Callback::None => return Arrival::Visit,
            Callback::Malformed(error) => (None, Err(error)),
            Callback::Answer {
                state,
                iss,
                outcome,
            } => {
                let pending = storage::take_pending(&state);
                let code = callback::judge(pending.as_ref(), iss.as_deref(), outcome, clock::now());
                (pending, code)
            }
        };
        let dashboard = pending
            .as_ref()
            .map(|pending| pending.return_to.as_str())
            .filter(|path| path.split('?').next() == Some(return_to::DASHBOARD))
            .unwrap_or(return_to::DASHBOARD);
        let cleaned = location::replace_address(dashboard);
        match (verdict, pending) {
            // A code that stays in the address bar is not used: somebody could read it there.
            (Ok(_), _) if cleaned.is_err() => Arrival::Refused(Problem::new(
                "callback.address_kept",
                "The browser does not let this page clean its address.",
                "Log in again.",
            )),
            (Ok(code), Some(pending)) => Arrival::Code(Box::new(pending), code),
            (Ok(_), None) => Arrival::Refused(callback::CallbackError::StateUnknown.into()),
            (Err(error), _) => Arrival::Refused(error.into()),
        }
    }

    /// Reads `/config.json`, and the server's clock with it.
    pub(crate) async fn read_config(&self) -> Result<Rc<Config>, Problem> {
        let unreachable = |code: &str| {
            Problem::new(
                code,
                "This site's configuration could not be read.",
                "Check your connection, then try again.",
            )
            .retryable()
        };
        let call = Call::get("/config.json", RequestCache::NoCache);
        let reply = http::send(&call).await.map_err(|error| match error {
            HttpError::Network => unreachable("config.network"),
            HttpError::Timeout => unreachable("config.timeout"),
        })?;
        match reply.status {
            200 => {}
            404 | 403 | 410 => return Err(ConfigError::NotFound.into()),
            _ => return Err(unreachable("config.status")),
        }
        self.correct_clock(&reply);
        let origin = location::place().map(|place| place.origin);
        let config = config::check::<BrowserJson>(&reply.body, &origin.unwrap_or_default())?;
        let config = Rc::new(config);
        *self.config.borrow_mut() = Some(config.clone());
        Ok(config)
    }

    fn correct_clock(&self, reply: &Reply) {
        let age = reply.age.as_deref().and_then(|age| age.parse::<u32>().ok());
        if let Some(date) = reply.date.as_deref().and_then(clock::parse_http_date) {
            let server = date + f64::from(age.unwrap_or(0)) * 1000.0;
            let offset = server - clock::now();
            let differs = offset.abs() > CLOCK_COARSENESS_MS;
            self.clock_offset_ms.set(if differs { offset } else { 0.0 });
        }
    }

    /// The provider's endpoints: from the configuration, or discovered once a page.
    async fn provider(&self, config: &Config) -> Result<Rc<Provider>, Problem> {
        if let Some(provider) = &*self.provider.borrow() {
            return Ok(provider.clone());
        }
        let provider = match Provider::of_domain(config) {
            Some(provider) => provider,
            None => discover(config.issuer.as_deref().unwrap_or_default()).await?,
        };
        let provider = Rc::new(provider);
        *self.provider.borrow_mut() = Some(provider.clone());
        Ok(provider)
    }

    /// Who is signed in, as the page knows it or as the tab has kept it.
    pub(crate) fn resume(&self) -> Option<Identity> {
        let config = self.config()?;
        if config.storage == TokenStorage::Session {
            *self.session.borrow_mut() = storage::kept_session(&config);
        }
        let live = self.identity();
        if live.is_none() {
            self.forget();
        }
        live
    }

    /// Who is signed in, if the access token is still good. The end of the session is given by the
    /// device's clock, which is the one that a page counts down with.
    fn identity(&self) -> Option<Identity> {
        let session = self.session.borrow();
        let session = session.as_ref().filter(|s| s.is_live(self.now()))?;
        let mut identity = session.identity::<BrowserJson>()?;
        if let Some(end) = &mut identity.expires_at {
            *end -= self.clock_offset_ms.get();
        }
        Some(identity)
    }

    /// Begins a login and leaves the page.
    pub(crate) async fn log_in(&self, entrance: Entrance, back: &str) -> Result<(), Problem> {
        let unusable = || {
            Problem::new(
                "browser.insecure_context",
                "This browser offers no cryptography on this page.",
                "Open this site with https.",
            )
        };
        let config = self.config().ok_or_else(not_configured)?;
        if !crypto::is_available() {
            return Err(unusable());
        }
        let provider = self.provider(&config).await?;
        let endpoint = match (entrance, &provider.sign_up_endpoint) {
            (Entrance::SignUp, Some(endpoint)) => endpoint,
            _ => &provider.authorization_endpoint,
        };
        let random = crypto::random().ok_or_else(unusable)?;
        let now = clock::now();
        let back = return_to::checked(back);
        let start = authorize::start(&config, &provider, endpoint, &random, back, now);
        storage::forget_abandoned(now)
            .and_then(|()| storage::keep_pending(&start.state, &start.pending))
            .map_err(|_| {
                Problem::new(
                    "storage.blocked",
                    "This browser does not let this site store anything, so no login can come back.",
                    "Allow this site to store data, then log in again.",
                )
            })?;
        // A page that only leads to the provider is no place to come back to with Back.
        let only_leads_on =
            location::place().is_some_and(|place| matches!(&*place.path, "/login" | "/signup"));
        location::leave_for(&start.url, only_leads_on).map_err(|_| cannot_leave())
    }

    /// Asks for the tokens of `code`. This needs the pending record only, so it does not wait for
    /// the configuration.
    pub(crate) async fn ask_for_tokens(
        &self,
        pending: &Pending,
        code: &Code,
    ) -> Result<TokenSet, TokenError> {
        let post = token::exchange(pending, code);
        match http::send(&Call::post(&post.url, &post.body)).await {
            Ok(reply) => token::parse::<BrowserJson>(reply.status, &reply.body),
            Err(HttpError::Network) => Err(TokenError::Network),
            Err(HttpError::Timeout) => Err(TokenError::Timeout),
        }
    }

    /// Believes the tokens, or does not, and keeps them.
    pub(crate) async fn accept(
        &self,
        config: &Config,
        pending: &Pending,
        tokens: Result<TokenSet, TokenError>,
        keys: verify::Keys,
    ) -> Result<Accepted, Problem> {
        if !pending.audience.is_of(config) {
            return Err(Problem::new(
                "callback.config_changed",
                "This site's configuration changed while you were logging in.",
                "Log in again.",
            ));
        }
        let mut tokens = tokens?;
        if pending.nonce.is_some() {
            let now = self.now() / 1000.0;
            verify::id_token(config, pending, &tokens, keys, now).await?;
        } else {
            // Nobody asked for it, so there is no nonce to hold it to.
            tokens.id_token = None;
        }
        let session = stored::assemble::<BrowserJson>(pending, tokens, self.now())
            .ok_or(IdTokenError::TokenUse)?;
        self.resume();
        let notice = match config.storage {
            TokenStorage::Session => storage::keep_session(&session).err().map(|_| {
                Problem::new(
                    "storage.full",
                    "This browser did not store the session, so a reload will sign you out.",
                    "Free some of this site's storage, then log in again.",
                )
            }),
            TokenStorage::Memory => None,
        };
        let replaced = self.session.replace(Some(session));
        Ok(Accepted {
            who: self.identity().ok_or(TokenError::Malformed)?,
            notice,
            replaced: replaced.and_then(|session| session.refresh_token),
        })
    }

    /// Calls the API with the access token.
    pub(crate) async fn get(&self, url: &str) -> Result<Answer, ApiError> {
        let config = self.config().ok_or(ApiError::SignedOut)?;
        if !api::is_under(&config.api_url, url) {
            return Err(ApiError::OtherAddress);
        }
        let authorization = {
            let session = self.session.borrow();
            let live = session.as_ref().filter(|s| s.is_live(self.now()));
            let token = &live.ok_or(ApiError::SignedOut)?.access_token;
            api::authorization(config.api_auth_scheme, token)
        };
        let begun = clock::now();
        let call = Call {
            authorization: Some(&authorization),
            ..Call::get(url, RequestCache::NoStore)
        };
        let reply = http::send(&call).await.map_err(|error| match error {
            HttpError::Network => ApiError::Network,
            HttpError::Timeout => ApiError::Timeout,
        })?;
        let is_json = json::parse::<BrowserJson>(&reply.body).is_some();
        Ok(Answer {
            status: reply.status,
            millis: clock::now() - begun,
            body: if is_json {
                pretty(&reply.body)
            } else {
                reply.body
            },
        })
    }

    /// Forgets the session: at once, and before anything else is tried.
    pub(crate) fn forget(&self) -> Option<StoredSession> {
        // Storage that refuses to be emptied has refused to be filled.
        let _ = storage::forget_session();
        self.session.take()
    }

    /// Forgets the session, takes its refresh token back and leaves for the provider's logout.
    pub(crate) async fn log_out(&self) -> Result<(), Problem> {
        let session = self.forget();
        let config = self.config().ok_or_else(not_configured)?;
        if let Some(token) = session.and_then(|session| session.refresh_token) {
            self.revoke(&config, &token).await;
        }
        let provider = self.provider(&config).await?;
        location::leave_for(&logout::address(&provider.logout, &config), false)
            .map_err(|_| cannot_leave())
    }

    /// Best effort (RFC 7009 §2): a refresh token that cannot be revoked now ends by itself.
    pub(crate) async fn revoke(&self, config: &Config, token: &RefreshToken) {
        let Ok(provider) = self.provider(config).await else {
            return;
        };
        let Some(endpoint) = &provider.revocation_endpoint else {
            return;
        };
        let post = token::revoke(endpoint, &config.client_id, token);
        let call = Call {
            keepalive: true,
            timeout_ms: 2_000,
            ..Call::post(&post.url, &post.body)
        };
        let _ = http::send(&call).await;
    }
}

async fn discover(issuer: &str) -> Result<Provider, Problem> {
    let address = provider::discovery_address(issuer);
    match http::send(&Call::get(&address, RequestCache::Default)).await {
        Ok(reply) if reply.status == 200 => {
            Provider::of_discovery::<BrowserJson>(&reply.body, issuer).map_err(Into::into)
        }
        _ => Err(Problem::new(
            "discovery.unreachable",
            "The login provider could not be reached.",
            "Check your connection, then log in again.",
        )),
    }
}

fn not_configured() -> Problem {
    ConfigError::NotFound.into()
}

fn cannot_leave() -> Problem {
    Problem::new(
        "browser.navigation",
        "The browser did not leave for the login provider.",
        "Check the addresses in config.json.",
    )
}
