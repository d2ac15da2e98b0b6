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
    authorize_request::{AuthorizeError, AuthorizeRequest, validate},
    cookies, pages,
    params::{Params, with_query},
    pool::{Pool, Shared},
    redirect::found,
    store::Session,
    users::IdentityProvider,
};

impl IntoResponse for AuthorizeError {
    fn into_response(self) -> Response {
        match self {
            Self::RedirectMismatch { client_id } => {
                let pairs = [
                    ("error", "redirect_mismatch"),
                    ("client_id", client_id.as_str()),
                ];
                found(with_query("/error", pairs.into_iter()))
            }
            Self::Page(reason) => pages::bad_request(reason),
            Self::Redirect {
                redirect_uri,
                state,
                error,
                description,
            } => {
                let description = description.map(|words| ("error_description", words));
                let state = state.as_deref().map(|state| ("state", state));
                let pairs = [("error", error)].into_iter();
                found(with_query(
                    &redirect_uri,
                    pairs.chain(description).chain(state),
                ))
            }
        }
    }
}

/// The validated request of a page's query, and all its parameters for passing them on.
pub(crate) struct AuthorizeQuery {
    pub(crate) params: Params,
    pub(crate) request: AuthorizeRequest,
}

impl AuthorizeQuery {
    pub(crate) fn new(pool: &Pool, params: Params) -> Result<Self, AuthorizeError> {
        let lenient = pool.control().settings.ignore_scopes_not_enabled;
        let request = validate(&pool.client, &params, lenient)?;
        Ok(Self { params, request })
    }

    fn prompts(&self, value: &str) -> bool {
        let prompt = self.params.get("prompt").unwrap_or_default();
        prompt.split(' ').any(|one| one == value)
    }

    /// Whether the person of this session need not sign in again for this request. A session of
    /// another provider than the one asked for does not do.
    fn accepts(&self, session: &Session, now: i64) -> bool {
        let AuthorizeRequest {
            provider, max_age, ..
        } = self.request;
        !self.prompts("login")
            && provider.is_none_or(|provider| provider == session.provider)
            && max_age.is_none_or(|max_age| now < session.signed_in_at.saturating_add(max_age))
    }
}

impl FromRequestParts<Shared> for AuthorizeQuery {
    type Rejection = AuthorizeError;

    async fn from_request_parts(parts: &mut Parts, pool: &Shared) -> Result<Self, AuthorizeError> {
        Self::new(pool, Params::parse(parts.uri.query().unwrap_or_default()))
    }
}

pub(crate) async fn authorize(
    State(pool): State<Shared>,
    jar: CookieJar,
    query: AuthorizeQuery,
) -> Response {
    let now = pool.now();
    let session = live_session(&pool, &jar, now).filter(|session| query.accepts(session, now));
    match session {
        Some(session) => send_code(&pool, query.request, session),
        None if query.prompts("none") => query.request.fail("login_required").into_response(),
        None => {
            let page = match query.request.provider {
                Some(IdentityProvider::Google) => "/google",
                Some(IdentityProvider::Cognito) | None => "/login",
            };
            found(query.params.under(page))
        }
    }
}

fn live_session(pool: &Pool, jar: &CookieJar, now: i64) -> Option<Session> {
    let cookie = jar.get(cookies::SESSION)?;
    pool.store().session(cookie.value(), now)
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
