//! `GET /oauth2/authorize`: who is asking, for what, and is the person signed in already.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html>

use axum::{
    extract::{FromRequestParts, State},
    http::request::Parts,
    response::{IntoResponse, Response},
};
use axum_extra::extract::CookieJar;

use crate::{
    client::{ALLOWED_SCOPES, Client, OTHER_SCOPES},
    cookies, pages,
    params::{Params, with_query},
    pool::{Pool, Shared},
    redirect::found,
    store::Session,
};

/// The characters of an S256 challenge: 32 bytes in base64url (RFC 7636 §4.2).
const CHALLENGE_LENGTH: usize = 43;

/// A request whose client, callback and parameters are in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AuthorizeRequest {
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
    pub(crate) scope: Vec<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) code_challenge: Option<String>,
    pub(crate) resource: Option<String>,
}

impl AuthorizeRequest {
    fn refuse(self, error: &'static str) -> Refusal {
        Refusal::Told {
            redirect_uri: self.redirect_uri,
            state: self.state,
            error,
        }
    }
}

/// A request that gets no code.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The client or the callback cannot be believed, so nothing is sent there.
    Mismatch { client_id: String },
    /// Nobody can be told but the person.
    Page(&'static str),
    /// The app is told (RFC 6749 §4.1.2.1).
    Told {
        redirect_uri: String,
        state: Option<String>,
        error: &'static str,
    },
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Mismatch { client_id } => {
                let pairs = [
                    ("error", "redirect_mismatch"),
                    ("client_id", client_id.as_str()),
                ];
                found(with_query("/error", pairs.into_iter()))
            }
            Self::Page(reason) => pages::bad_request(reason),
            Self::Told {
                redirect_uri,
                state,
                error,
            } => {
                let state = state.as_deref().map(|state| ("state", state));
                found(with_query(
                    &redirect_uri,
                    [("error", error)].into_iter().chain(state),
                ))
            }
        }
    }
}

/// Reads a request. `lenient` ignores scopes that exist but are not enabled for the client, which
/// AWS's page also describes; the field reports `invalid_scope`.
pub(crate) fn check(
    client: &Client,
    params: &Params,
    lenient: bool,
) -> Result<AuthorizeRequest, Refusal> {
    let client_id = params.get("client_id").ok_or(Refusal::Page(
        "Required String parameter 'client_id' is not present",
    ))?;
    let redirect_uri = params.get("redirect_uri").ok_or(Refusal::Page(
        "Required String parameter 'redirect_uri' is not present",
    ))?;
    if client_id != client.id || !client.allows_callback(redirect_uri) {
        return Err(Refusal::Mismatch {
            client_id: client_id.to_owned(),
        });
    }
    let state = params.get("state").map(str::to_owned);
    let told = |error| Refusal::Told {
        redirect_uri: redirect_uri.to_owned(),
        state: state.clone(),
        error,
    };

    if params.repeated() {
        return Err(told("invalid_request"));
    }
    match params.get("response_type") {
        Some("code") => {}
        Some("token") => return Err(told("unauthorized_client")),
        _ => return Err(told("invalid_request")),
    }
    let code_challenge = match (
        params.get("code_challenge"),
        params.get("code_challenge_method"),
    ) {
        (None, None) => None,
        (Some(challenge), Some("S256")) if challenge.len() == CHALLENGE_LENGTH => {
            Some(challenge.to_owned())
        }
        _ => return Err(told("invalid_request")),
    };
    if params
        .get("identity_provider")
        .is_some_and(|name| name != "COGNITO")
        || params.get("idp_identifier").is_some()
        || !params.get("prompt").is_none_or(valid_prompt)
        || !params.get("resource").is_none_or(valid_resource)
    {
        return Err(told("invalid_request"));
    }
    let scope = match params.get("scope") {
        Some(asked) => valid_scope(asked, lenient).ok_or_else(|| told("invalid_scope"))?,
        None => ALLOWED_SCOPES.map(str::to_owned).to_vec(),
    };
    Ok(AuthorizeRequest {
        redirect_uri: redirect_uri.to_owned(),
        scope,
        nonce: params.get("nonce").map(str::to_owned),
        code_challenge,
        resource: params.get("resource").map(str::to_owned),
        state,
    })
}

fn valid_scope(asked: &str, lenient: bool) -> Option<Vec<String>> {
    let mut scope: Vec<String> = Vec::new();
    for name in asked.split_ascii_whitespace() {
        if ALLOWED_SCOPES.contains(&name) {
            if !scope.iter().any(|known| known == name) {
                scope.push(name.to_owned());
            }
        } else if !(lenient && OTHER_SCOPES.contains(&name)) {
            return None;
        }
    }
    let has = |name: &str| scope.iter().any(|known| known == name);
    let openid_missing = (has("email") || has("profile")) && !has("openid");
    (!scope.is_empty() && !openid_missing).then_some(scope)
}

fn valid_prompt(prompt: &str) -> bool {
    let mut values = prompt.split(' ');
    prompt == "none" || values.all(|value| matches!(value, "login" | "select_account" | "consent"))
}

/// RFC 8707, with the schemes that Cognito allows.
fn valid_resource(resource: &str) -> bool {
    url::Url::parse(resource).is_ok_and(|url| {
        url.fragment().is_none() && (url.scheme() != "http" || url.host_str() == Some("localhost"))
    })
}

/// The checked request of a page's query, and all its parameters for passing them on.
pub(crate) struct Asked {
    pub(crate) params: Params,
    pub(crate) request: AuthorizeRequest,
}

impl Asked {
    pub(crate) fn of(pool: &Pool, params: Params) -> Result<Self, Refusal> {
        let lenient = pool.control().settings.ignore_scopes_not_enabled;
        let request = check(&pool.client, &params, lenient)?;
        Ok(Self { params, request })
    }

    fn prompts(&self, value: &str) -> bool {
        let prompt = self.params.get("prompt").unwrap_or_default();
        prompt.split(' ').any(|one| one == value)
    }
}

impl FromRequestParts<Shared> for Asked {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, pool: &Shared) -> Result<Self, Refusal> {
        Self::of(pool, Params::parse(parts.uri.query().unwrap_or_default()))
    }
}

pub(crate) async fn authorize(
    State(pool): State<Shared>,
    jar: CookieJar,
    asked: Asked,
) -> Response {
    match live_session(&pool, &jar) {
        Some(session) if !asked.prompts("login") => send_code(&pool, asked.request, session),
        _ if asked.prompts("none") => asked.request.refuse("login_required").into_response(),
        _ => found(asked.params.under("/login")),
    }
}

fn live_session(pool: &Pool, jar: &CookieJar) -> Option<Session> {
    let now = pool.now();
    pool.store()
        .session(jar.get(cookies::SESSION)?.value(), now)
}

/// Back to the app with a new code.
fn send_code(pool: &Pool, request: AuthorizeRequest, session: Session) -> Response {
    let (redirect_uri, state) = (request.redirect_uri.clone(), request.state.clone());
    let now = pool.now();
    let code = pool.store().issue_code(request, session, now);
    let state = state.as_deref().map(|state| ("state", state));
    found(with_query(
        &redirect_uri,
        [("code", code.as_str())].into_iter().chain(state),
    ))
}

/// After an interactive sign-in: a new session cookie, and back to the app.
pub(crate) fn signed_in(
    pool: &Pool,
    jar: CookieJar,
    request: AuthorizeRequest,
    session: Session,
) -> Response {
    let cookie = pool.store().open_session(session.clone());
    let jar = jar.add(cookies::cookie(cookies::SESSION, cookie));
    (jar, send_code(pool, request, session)).into_response()
}
