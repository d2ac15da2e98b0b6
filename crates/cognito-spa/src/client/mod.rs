//! The flow: what `protocol` decides, carried out by `browser`.

mod answer;
mod backend;
mod begin;
mod call;
mod configuration;
mod deadline;
mod flow;
mod lifecycle;
mod login;
mod redirect_callback;
mod renewal;
mod request;
mod sent_tokens;
mod sign_out;
mod start;
mod tabs;
#[cfg(test)]
mod tests;
mod verify;

pub use answer::Answer;
pub use begin::{BeginError, SignInRedirect};
pub use request::Request;

use crate::browser::events::Listener;
use crate::browser::task::Task;
use crate::browser::timer::Timer;
use crate::browser::{self, clipboard};
use crate::protocol::api::ApiError;
use crate::protocol::authorize::AuthorizePage;
use crate::protocol::backend::Asker;
use crate::protocol::claims::Claims;
use crate::protocol::config::AuthConfig;
use crate::protocol::renewal::Due;
use crate::protocol::secret::{AccessToken, IdToken};
use crate::protocol::sign_in::SignIn;
use crate::protocol::trace::Step;
use crate::protocol::user_info::UserInfoError;
use crate::session::{AuthEvent, Event, Renewal, State};
use crate::{AuthError, platform};
use deadline::{Deadline, PATIENCE_MS};
use flow::Flow;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

/// The session of a page: signs in and out, renews, and calls APIs. A clone is a handle to the same
/// session.
///
/// ```no_run
/// use cognito_spa::{AuthConfig, Client, SignIn};
///
/// let config = AuthConfig::cognito("eu-west-1_AbCdEfGhI", "2v4929s76jtnepd4q0nj695gmb")
///     .domain("https://login.example.com");
/// let client = Client::new(config);
/// client.start(|state| println!("{:?}", state.status()), |_event| {});
/// client.sign_in(SignIn::default().return_to("/orders"));
/// ```
#[derive(Clone)]
pub struct Client(Rc<Page>);

/// What there is once a page.
struct Page {
    flow: Flow,
    state: RefCell<State>,
    observers: RefCell<Option<Observers>>,
    listeners: RefCell<Vec<Listener>>,
    /// When the session is looked after next.
    timer: RefCell<Option<Timer>>,
    /// When a page of the provider that was asked for is given up.
    departure: RefCell<Option<Timer>>,
    /// The renewal that is under way.
    renewal: RefCell<Option<Task>>,
    /// The opening of the page, which ends with the configuration and the session known.
    opening: RefCell<Option<Task>>,
    /// How many renewals have failed since the last one that succeeded.
    failures: Cell<u32>,
    /// How often a backend was asked who is signed in.
    looks: Cell<u32>,
    /// When the person had signed out last in any tab when a backend was asked.
    seen_log_out: Cell<Option<f64>>,
    /// Whether a guard may begin a login without being asked.
    automatic_sign_in: Cell<bool>,
}

#[derive(Clone)]
struct Observers {
    changed: Rc<dyn Fn(&State)>,
    happened: Rc<dyn Fn(AuthEvent)>,
}

/// What it holds is secret.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Client")
            .field(&self.state().status())
            .finish()
    }
}

impl Client {
    /// The session of a page, which [`Client::start`] begins.
    pub fn new(config: AuthConfig) -> Self {
        Self(Rc::new(Page {
            flow: Flow::new(config),
            state: RefCell::new(State::loading()),
            observers: RefCell::new(None),
            listeners: RefCell::new(Vec::new()),
            timer: RefCell::new(None),
            departure: RefCell::new(None),
            renewal: RefCell::new(None),
            opening: RefCell::new(None),
            failures: Cell::default(),
            looks: Cell::default(),
            seen_log_out: Cell::default(),
            automatic_sign_in: Cell::new(true),
        }))
    }

    /// Begins: takes the answer of a login out of the address, else shows the session that this tab
    /// has stored or takes over the one of another tab. Call it once, before a router reads the
    /// address. `changed` is called at each change of the state, `happened` at each event.
    ///
    /// Off the browser nothing happens.
    pub fn start(
        &self,
        changed: impl Fn(&State) + 'static,
        happened: impl Fn(AuthEvent) + 'static,
    ) {
        *self.0.observers.borrow_mut() = Some(Observers {
            changed: Rc::new(changed),
            happened: Rc::new(happened),
        });
        if browser::is_present() {
            self.open_page();
        }
    }

    /// Stops: no observer is called any more, nothing is renewed, and what is asked for is an error,
    /// as nobody is signed in here any more. The session stays stored.
    pub fn stop(&self) {
        self.0.observers.take();
        self.0.listeners.take();
        self.0.timer.take();
        self.0.departure.take();
        self.flow().leave_tabs();
    }

    /// The session now.
    pub fn state(&self) -> State {
        self.0.state.borrow().clone()
    }

    /// Leaves for the provider's login page. While the browser is on its way, the state says so;
    /// where the page cannot be opened, it says why.
    ///
    /// Where another tab has signed in meanwhile, its session is taken over instead, and the login ends
    /// where it was to end; not with options that ask the provider for something, nor with
    /// [`SignIn::app_state`].
    pub fn sign_in(&self, options: SignIn) {
        self.begin(AuthorizePage::LogIn, options);
    }

    /// As [`Client::sign_in`], at Cognito's page for new accounts.
    pub fn sign_up(&self, options: SignIn) {
        self.begin(AuthorizePage::SignUp, options);
    }

    /// Signs out: here and in the site's other tabs first, then at the provider (RFC 7009, Cognito's
    /// logout endpoint or OpenID Connect RP-Initiated Logout).
    pub fn sign_out(&self) {
        if browser::is_present() {
            self.leave();
        }
    }

    /// Waits until the configuration and the session are known; what is sent with a token waits by
    /// itself. At once where the client has not been started.
    pub async fn ready(&self) {
        let opening = self.0.opening.borrow().clone();
        if let Some(opening) = opening {
            opening.finished().await;
        }
    }

    /// Reads the configuration once more, where it could not be read.
    pub fn retry(&self) {
        if self.dispatch(Event::ConfigAwaited) {
            self.open();
        }
    }

    /// Renews the session now. With a backend, it is asked once more who is signed in: the tokens are
    /// its own to renew.
    ///
    /// # Errors
    /// Where there is nothing to renew, or it failed; the session may still go on then.
    pub async fn renew(&self) -> Result<(), AuthError> {
        self.signed_in().await?;
        if self.flow().backend().is_some() {
            self.look_now(Asker::Person).await?;
            return self.signed_in().await;
        }
        if !self.flow().can_renew() {
            return Err(AuthError::new(
                "session.not_renewable",
                "The login provider granted no refresh token, so the session cannot be renewed.",
                "Log in again when it has ended.",
            ));
        }
        self.renewed().await;
        let state = self.0.state.borrow();
        match (state.renewal(), state.error()) {
            (Renewal::Waiting, Some(error)) => Err(error.clone()),
            (_, error) if state.user().is_none() => {
                Err(error.cloned().unwrap_or_else(renewal::ended))
            }
            _ => Ok(()),
        }
    }

    /// The access token, renewed first where it is about to end: for a client of one's own. It
    /// belongs into an `Authorization` header and nowhere else.
    ///
    /// ```
    /// # use cognito_spa::{AuthError, Client};
    /// async fn authorization(client: &Client) -> Result<String, AuthError> {
    ///     let token = client.access_token().await?;
    ///     Ok(format!("Bearer {}", token.expose()))
    /// }
    /// ```
    ///
    /// # Errors
    /// Where nobody is signed in, or the token has ended and could not be renewed yet; with a backend,
    /// which keeps the tokens to itself.
    pub async fn access_token(&self) -> Result<AccessToken, AuthError> {
        self.signed_in().await?;
        self.flow().has_tokens()?;
        self.renewed_if_due().await;
        Ok(self.flow().access_token()?)
    }

    /// The ID token, renewed first where the access token is about to end.
    ///
    /// # Errors
    /// As [`Client::access_token`]; and where the scope `openid` was not asked for.
    pub async fn id_token(&self) -> Result<IdToken, AuthError> {
        self.signed_in().await?;
        self.flow().has_tokens()?;
        self.renewed_if_due().await;
        Ok(self.flow().id_token()?)
    }

    /// What the provider's userInfo endpoint says of the person, held to the tokens' `sub` (OpenID
    /// Connect Core §5.3.2). With a backend, the claims of the ID token, which it has told already.
    ///
    /// ```
    /// # use cognito_spa::{AuthError, Client};
    /// async fn phone_number(client: &Client) -> Result<Option<String>, AuthError> {
    ///     let profile = client.user_info().await?;
    ///     Ok(profile.text("phone_number").map(String::from))
    /// }
    /// ```
    ///
    /// # Errors
    /// Where it says nothing, or speaks of somebody else.
    pub async fn user_info(&self) -> Result<Claims, AuthError> {
        let deadline = Deadline::after(PATIENCE_MS);
        let answer = deadline.limits(self.user_info_by(deadline)).await;
        answer.unwrap_or_else(|| Err(UserInfoError::Network.into()))
    }

    async fn user_info_by(&self, deadline: Deadline) -> Result<Claims, AuthError> {
        self.signed_in()
            .await
            .map_err(|_| UserInfoError::SignedOut)?;
        if self.flow().backend().is_some() {
            return Ok(self.id_token_claims().ok_or(UserInfoError::NotOffered)?);
        }
        self.renewed_if_due().await;
        let token = self.flow().access_token().ok();
        let mut outcome = self.flow().user_info(deadline).await;
        if matches!(outcome, Err(UserInfoError::Refused(401)))
            && self.replaced_refused(token.as_ref()).await
        {
            outcome = self.flow().user_info(deadline).await;
            if matches!(outcome, Err(UserInfoError::Refused(401))) {
                self.note_refused_again();
            }
        }
        Ok(outcome?)
    }

    /// Sends `request` with the token that its API wants, renewed first where it is about to end; with a
    /// backend, to its proxy, which adds the token.
    /// Where the API does not accept the token, it is renewed and the request sent once more. Every
    /// status is an answer. Dropping the future cancels the request.
    ///
    /// ```
    /// # use cognito_spa::{AuthError, Client, Method, Request};
    /// async fn order(client: &Client, count: u32) -> Result<u16, AuthError> {
    ///     let request = Request::new(Method::POST, "https://api.example.com/orders").json(&count);
    ///     Ok(client.send(&request).await?.status)
    /// }
    /// ```
    ///
    /// # Errors
    /// Where there is no answer.
    pub async fn send(&self, request: &Request) -> Result<Answer, AuthError> {
        let deadline = Deadline::after(request.timeout.as_secs_f64() * 1000.0);
        let answer = deadline.limits(self.send_by(request, deadline)).await;
        answer.unwrap_or_else(|| Err(ApiError::Timeout.into()))
    }

    async fn send_by(&self, request: &Request, deadline: Deadline) -> Result<Answer, AuthError> {
        self.signed_in().await?;
        if let Some(backend) = self.flow().backend() {
            return self.send_to_backend(&backend, request, deadline).await;
        }
        self.renewed_if_due().await;
        let flow = self.flow();
        let token = flow.access_token().ok();
        let first = flow.call(request, deadline).await;
        let outcome = if request.is_worth_another_try(&first, flow.has_ended())
            && self.replaced_refused(token.as_ref()).await
        {
            let second = flow.call(request, deadline).await;
            if matches!(&second, Ok(answer) if answer.status == 401) {
                self.note_refused_again();
            }
            second
        } else {
            first
        };
        self.end_if_due();
        Ok(outcome?)
    }

    /// The addresses of the configured APIs, `api_url` first; none until the configuration is known.
    pub fn apis(&self) -> Vec<String> {
        self.flow().config().map_or_else(Vec::new, |config| {
            config.apis.iter().map(|api| api.url.clone()).collect()
        })
    }

    /// Whether a page for new accounts can be offered.
    pub fn sign_up_available(&self) -> bool {
        self.flow()
            .config()
            .is_some_and(|config| config.offers_sign_up())
    }

    /// Whether a guard may begin a login without being asked: once for each page load, and never
    /// after a failure, a log-out, or a login of this tab that was not answered.
    pub fn may_sign_in_automatically(&self) -> bool {
        self.0.automatic_sign_in.get()
    }

    /// The path where the login that has just succeeded is to end; once.
    pub fn take_return_to(&self) -> Option<String> {
        self.flow().return_to.take()
    }

    /// The path where a failed login was to end, for the next one.
    pub fn return_to_after_failure(&self) -> Option<String> {
        self.flow().login_started_from.borrow().clone()
    }

    /// What [`SignIn::app_state`] gave to the login that this page was opened with, whether it
    /// succeeded or failed.
    pub fn app_state(&self) -> Option<String> {
        self.flow().app_state.borrow().clone()
    }

    /// The steps of the login that this page was opened with, for a person to read; none of them
    /// holds a secret.
    pub fn trace(&self) -> Vec<Step> {
        self.flow().trace()
    }

    /// The claims of the ID token.
    pub fn id_token_claims(&self) -> Option<Claims> {
        let claims = self.state().user()?.id_token_claims.clone();
        (claims != Claims::default()).then_some(claims)
    }

    /// The claims of the access token, which is the API's to verify; nothing where it is opaque.
    pub fn access_token_claims(&self) -> Option<Claims> {
        let session = self.flow().session.borrow();
        session
            .as_ref()?
            .access_token_claims::<platform::PlatformJson>()
    }

    /// Commands for a terminal, for the clipboard alone: the call of the API with the access token,
    /// and the token exchange, whose code and verifier are spent.
    ///
    /// # Errors
    /// Where nobody is signed in.
    pub async fn curl(&self) -> Result<String, AuthError> {
        self.signed_in().await?;
        self.flow().has_tokens()?;
        self.flow().curl().await
    }

    /// Whether this page has the tokens, once the configuration is known: with a backend, they stay
    /// there.
    pub fn keeps_tokens(&self) -> bool {
        self.flow().has_tokens().is_ok()
    }

    /// A server's words as a page may show them: without the tokens, should they repeat them.
    pub fn redact(&self, text: &str) -> String {
        self.flow().redact(text)
    }

    /// The scopes for want of which the API refused with `answer`; none where it did not, or the
    /// session has them all.
    pub fn missing_scopes(&self, answer: &Answer) -> Vec<String> {
        let scopes = self.state().user().map(|user| user.scopes.join(" "));
        self.flow()
            .missing_scopes(answer, &scopes.unwrap_or_default())
    }

    fn flow(&self) -> &Flow {
        &self.0.flow
    }

    /// Also true of a client that has not begun.
    fn is_stopped(&self) -> bool {
        self.0.observers.borrow().is_none()
    }

    /// Nobody is off the browser; nor with a client that was stopped, whose tokens other tabs may have
    /// renewed unheard.
    async fn signed_in(&self) -> Result<(), AuthError> {
        self.ready().await;
        match self.0.state.borrow().user() {
            Some(_) if !self.is_stopped() => Ok(()),
            _ => Err(ApiError::SignedOut.into()),
        }
    }

    /// Renews the session because a server did not take its access token `refused`; whether that
    /// token is not the session's any more. One that a server refused although it had just been
    /// renewed for it is not renewed again: an API that refuses every token, for want of a scope, is not
    /// worth a renewal at each call.
    async fn replaced_refused(&self, refused: Option<&AccessToken>) -> bool {
        let flow = self.flow();
        let current = flow.access_token().ok();
        if current.is_some() && current.as_ref() != refused {
            return true;
        }
        let is_hopeless = refused.is_some() && flow.refused_again.borrow().as_ref() == refused;
        if is_hopeless || !flow.can_renew() {
            return false;
        }
        self.renewed().await;
        let latest = flow.access_token().ok();
        latest.is_none() || latest.as_ref() != refused
    }

    /// Remembers an access token that was renewed because the one before was refused, and is refused
    /// like that one.
    fn note_refused_again(&self) {
        let token = self.flow().access_token().ok();
        self.flow().refused_again.replace(token);
    }

    async fn renewed_if_due(&self) {
        if self.flow().due() == Some(Due::Renewal) {
            self.renewed().await;
        }
    }
}

/// Puts `text` on the clipboard.
///
/// ```
/// # use cognito_spa::{AuthError, Client, copy_to_clipboard};
/// async fn copy_access_token(client: &Client) -> Result<(), AuthError> {
///     copy_to_clipboard(client.access_token().await?.expose()).await
/// }
/// ```
///
/// # Errors
/// Where the browser refuses, or there is none.
pub async fn copy_to_clipboard(text: &str) -> Result<(), AuthError> {
    if browser::is_present() && clipboard::write(text).await {
        return Ok(());
    }
    Err(AuthError::new(
        "clipboard.refused",
        "The browser did not let this page copy.",
        "Allow this site to use the clipboard, then try again.",
    ))
}
