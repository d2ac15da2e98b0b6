//! What a page asks the server of its site that keeps the tokens (RFC 10017 §6.1, backend for frontend),
//! and what that server's answers mean.

use super::address;
use super::authorize::AuthorizePage;
use super::callback::{CallbackError, denied};
use super::claims::Claims;
use super::config::{Backend, Config};
use super::form;
use super::id_token::IdTokenError;
use super::json::{self, Json, Value};
use super::parameters::INTERACTION_REQUIRED;
use super::provider::DiscoveryError;
use super::return_to;
use super::sign_in::SignIn;
use super::token::{self, TokenError};
use super::user::{User, texts};
use crate::error::{AuthError, tells_its_sentence};

/// The header that the server wants from the site's own script: no other site can have a browser send it
/// (RFC 10017 §6.1.3.3).
pub const SCRIPT_HEADER: (&str, &str) = ("x-requested-with", "XMLHttpRequest");

/// The parameter of the endpoint `session` by which a question does not count as a use of the session.
pub const NO_USE: (&str, &str) = ("slide", "false");

/// Who asks the server who is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    /// The person, who has opened the page or come back to it: the session is used.
    Person,
    /// The page by itself, at which nobody may look: the session goes on resting. Else a page that was
    /// left open would keep it for ever, and so would two that ask by turns.
    Page,
}

impl Asker {
    /// The endpoint that tells who is signed in, under the backend's path.
    pub fn endpoint(self) -> String {
        match self {
            Self::Person => "/session".into(),
            Self::Page => ["/session?", &form::encode([NO_USE])].concat(),
        }
    }
}

/// Why the server's answer is of no use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BackendError {
    /// No answer came: offline, blocked or refused.
    Unreachable,
    /// No answer came in time.
    Timeout,
    /// The answer's status is an error.
    Status(u16),
    /// The answer is not of the form that it has to have, or leads elsewhere.
    Malformed,
}

tells_its_sentence!(BackendError);

impl From<BackendError> for AuthError {
    fn from(error: BackendError) -> Self {
        let (code, what, next) = match error {
            BackendError::Unreachable => (
                "backend.unreachable",
                "This site's server could not be reached.",
                "Check your connection, then try again.",
            ),
            BackendError::Timeout => (
                "backend.timeout",
                "This site's server did not answer in time.",
                LATER,
            ),
            BackendError::Status(_) => (
                "backend.status",
                "This site's server has a problem of its own.",
                LATER,
            ),
            BackendError::Malformed => (
                "backend.malformed",
                "This site's server answered what cannot be understood.",
                "For the site's owner: check that \"backend\" in the configuration is where the backend answers.",
            ),
        };
        Self::new(code, what, next).retryable()
    }
}

const LATER: &str = "Wait a little, then try again.";

/// The address that begins a login: to be navigated to, not fetched.
pub fn login_address(
    backend: &Backend,
    page: AuthorizePage,
    config: &Config,
    options: &SignIn,
) -> String {
    let return_to = return_to_of(config, options);
    let mut parameters = vec![("return_to", return_to.as_str())];
    parameters.extend(options.over(&config.authorize_parameters));
    if page == AuthorizePage::SignUp {
        parameters.push(("screen", "signup"));
    }
    [&backend.path, "/login?", &form::encode(parameters)].concat()
}

fn return_to_of(config: &Config, options: &SignIn) -> String {
    let redirect_path = address::path(&config.redirect_uri);
    let return_to = options.return_to.as_deref().unwrap_or(redirect_path);
    return_to::checked(return_to, redirect_path)
}

/// What a page keeps of a login that it leaves for. All that is secret of it, the server keeps.
#[derive(Clone, Debug, PartialEq)]
pub struct BegunLogin {
    /// Where it is to end.
    pub return_to: String,
    /// What the app gave to it ([`SignIn::app_state`]).
    pub app_state: Option<String>,
}

impl BegunLogin {
    /// The login with these options.
    pub fn new(config: &Config, options: &SignIn) -> Self {
        Self {
            return_to: return_to_of(config, options),
            app_state: options.app_state.clone(),
        }
    }

    /// As it is stored while the person is at the provider.
    pub fn to_value(&self) -> Value {
        Value::object(vec![
            ("return_to", Value::Text(self.return_to.clone())),
            ("app_state", Value::optional_text(self.app_state.as_deref())),
        ])
    }

    /// As it was stored; nothing where it is not of that form. Anything on this origin may have written
    /// it, so its path is checked once more. `redirect_path` takes the place of one that is refused.
    pub fn from_value(value: &Value, redirect_path: &str) -> Option<Self> {
        Some(Self {
            return_to: return_to::checked(value.text("return_to")?, redirect_path),
            app_state: value.text("app_state").map(Into::into),
        })
    }
}

/// Why a login failed, if `query` says that one did. Nothing of the address is shown: what it names is
/// looked up among the codes that a login can fail with.
pub fn login_error(query: &str) -> Option<AuthError> {
    let parameters = form::decode(query);
    let (_, code) = parameters.iter().find(|(name, _)| name == "login_error")?;
    Some(failed_login(code))
}

/// Whether the next login can succeed only where the provider may ask the person.
pub fn is_interaction_required(error: &AuthError) -> bool {
    let reason = error.code().strip_prefix("callback.");
    reason.is_some_and(|reason| INTERACTION_REQUIRED.contains(&reason))
}

fn failed_login(code: &str) -> AuthError {
    let reason = code.split_once('.').map_or("", |(_, reason)| reason);
    let known: [AuthError; 39] = [
        denied(reason, false, true),
        token::refused(reason),
        CallbackError::Duplicate.into(),
        CallbackError::Contradiction.into(),
        CallbackError::StateMissing.into(),
        CallbackError::StateUnknown.into(),
        CallbackError::Expired.into(),
        CallbackError::OtherIssuer.into(),
        CallbackError::IssuerMissing.into(),
        TokenError::Network.into(),
        TokenError::Redirected.into(),
        TokenError::Timeout.into(),
        TokenError::Status(429).into(),
        TokenError::Status(500).into(),
        TokenError::Status(400).into(),
        TokenError::Malformed.into(),
        TokenError::WrongType.into(),
        TokenError::IdTokenMissing.into(),
        IdTokenError::Malformed.into(),
        IdTokenError::Issuer.into(),
        IdTokenError::Nonce.into(),
        IdTokenError::TokenUse.into(),
        IdTokenError::AccessTokenHash.into(),
        IdTokenError::AuthTime.into(),
        IdTokenError::KeysUnavailable.into(),
        IdTokenError::KeyUnknown.into(),
        IdTokenError::Signature.into(),
        DiscoveryError::Unreachable.into(),
        DiscoveryError::Timeout.into(),
        DiscoveryError::Redirected.into(),
        DiscoveryError::Malformed.into(),
        DiscoveryError::WrongEndpoint.into(),
        // What the sentences of these tell beside the code stays on the server.
        failed("id_token.algorithm"),
        failed("id_token.audience"),
        failed("id_token.time"),
        failed("discovery.status"),
        failed("discovery.other_issuer"),
        failed("callback.config_changed"),
        failed("callback.server"),
    ];
    let mut known = known.into_iter();
    known
        .find(|known| known.code() == code)
        .unwrap_or_else(|| failed("callback.failed"))
}

fn failed(code: &str) -> AuthError {
    AuthError::new(code, "The login did not succeed.", "Log in again.")
}

/// Somebody who is signed in.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// Who it is.
    pub user: User,
    /// When the session ends unless it is used, in milliseconds since 1970 by the server's clock.
    pub expires_at: f64,
}

/// Who is signed in, as the endpoint `session` says; nothing where nobody is.
///
/// # Errors
/// Where it does not say.
pub fn session<J: Json>(status: u16, text: &str) -> Result<Option<Session>, BackendError> {
    let answer = success::<J>(status, text)?;
    match answer.get("signed_in") {
        Some(Value::Bool(false)) => Ok(None),
        Some(Value::Bool(true)) => Ok(Some(signed_in(&answer).ok_or(BackendError::Malformed)?)),
        _ => Err(BackendError::Malformed),
    }
}

fn signed_in(answer: &Value) -> Option<Session> {
    let user = answer.get("user")?;
    let text = |name| user.text(name).map(String::from);
    Some(Session {
        expires_at: answer.get("expires_at")?.as_number()? * 1000.0,
        user: User {
            sub: text("sub")?,
            email: text("email"),
            username: text("username"),
            groups: texts(user.get("groups")),
            scopes: texts(user.get("scopes")),
            id_token_claims: Claims::of(user.get("claims")?.clone())?,
        },
    })
}

/// The address that ends the provider's own session, as the endpoint `logout` says.
///
/// # Errors
/// Where the session has not ended.
pub fn logout_address<J: Json>(status: u16, text: &str) -> Result<String, BackendError> {
    let answer = success::<J>(status, text)?;
    let address = answer.text("logout_url");
    let address = address.filter(|address| address::parse(address).is_ok());
    address.map(Into::into).ok_or(BackendError::Malformed)
}

fn success<J: Json>(status: u16, text: &str) -> Result<Value, BackendError> {
    match status {
        200 => json::parse::<J>(text).ok_or(BackendError::Malformed),
        _ => Err(BackendError::Status(status)),
    }
}

/// A failure of the server itself, in the place of an API's answer.
#[derive(Clone, Debug, PartialEq)]
pub enum ProxyFailure {
    /// Nobody is signed in, says the server. An API can say the same, so it is worth a question.
    SignedOut,
    /// There is no answer, for this reason.
    NoAnswer(AuthError),
}

/// What an answer with this status and body says, if it is the server's own; nothing where it is an
/// API's.
pub fn proxy_failure<J: Json>(status: u16, text: &str) -> Option<ProxyFailure> {
    const OWN: [&str; 7] = [
        "api",
        "session",
        "request",
        "store",
        "token",
        "id_token",
        "discovery",
    ];
    if status < 400 {
        return None;
    }
    let failure = json::parse::<J>(text)?;
    let (code, message) = (failure.text("error")?, failure.text("message")?);
    let (area, _) = code.split_once('.').filter(|_| is_code(code))?;
    match (status, area) {
        (401, "session") => Some(ProxyFailure::SignedOut),
        (status, area) if status != 401 && OWN.contains(&area) => {
            let what = "This site's server has no answer of the API for this page.";
            let failure = AuthError::new(code, what, LATER).retryable();
            Some(ProxyFailure::NoAnswer(failure.with_detail(Some(message))))
        }
        _ => None,
    }
}

fn is_code(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'_' || byte == b'.';
    text.len() <= 64 && text.bytes().all(is_plain)
}

/// That the page has no tokens.
pub fn no_token() -> AuthError {
    AuthError::new(
        "session.no_token",
        "The tokens stay on this site's server, so this page has none.",
        "For the site's owner: send requests with get() or post(); the server adds the token.",
    )
}
