//! `ANY /api/…`: forwards requests to the configured APIs with the session's token.

mod answer;
mod headers;
mod path;
mod token_mask;

use crate::config::Upstream;
use crate::csrf::check_script_request;
use crate::failure::Failure;
use crate::renewal::RenewalError;
use crate::session::{Session, SessionError};
use crate::shared::Shared;
use crate::trace::{REQUEST_ID, RequestId};
use answer::Answer;
use axum::body::{Body, Bytes};
use axum::extract::{Extension, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::StreamExt as _;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// How long a request waits for its turn at an API that is busy.
const TURN_PATIENCE: Duration = Duration::from_secs(2);

/// How much of a body is read and dropped beyond what is allowed.
const DISCARDED: usize = 16 << 20;

/// Why a request is not forwarded, or has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ProxyError {
    /// No API is configured for its path.
    UnknownApi,
    /// Its path could lead out of the API's address.
    Path,
    /// It is of a method that shows a request's headers, or is for proxies alone.
    Method,
    /// Its body is longer than allowed.
    BodyTooLong,
    /// Its body did not arrive.
    BodyIncomplete,
    /// The API wants an ID token, and there is none.
    NoIdToken,
    /// The API has too many requests already.
    Busy,
    /// The API cannot be reached.
    Unreachable,
    /// The API did not answer in time.
    Timeout,
    /// The API redirects to another address, which nobody has configured.
    Redirected,
    /// The API answers with a part, in which a token could not be found.
    Partial,
    /// The API answers with a content coding, in which a token could not be found.
    Encoded,
}

impl From<ProxyError> for Failure {
    fn from(error: ProxyError) -> Self {
        let (status, code, message) = match error {
            ProxyError::UnknownApi => (
                StatusCode::NOT_FOUND,
                "api.unknown",
                "No API is configured for this path.",
            ),
            ProxyError::Path => (
                StatusCode::BAD_REQUEST,
                "api.path",
                "The path could lead to another place than the API.",
            ),
            ProxyError::Method => (
                StatusCode::METHOD_NOT_ALLOWED,
                "request.method",
                "This address does not take that method.",
            ),
            ProxyError::BodyTooLong => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "request.body_too_long",
                "The request's body is too long.",
            ),
            ProxyError::BodyIncomplete => (
                StatusCode::BAD_REQUEST,
                "request.body_incomplete",
                "The request's body did not arrive.",
            ),
            ProxyError::NoIdToken => (
                StatusCode::BAD_GATEWAY,
                "api.no_id_token",
                "The API wants an ID token, and the login gave none.",
            ),
            ProxyError::Busy => (
                StatusCode::SERVICE_UNAVAILABLE,
                "api.busy",
                "The API has too many requests at once. Try again.",
            ),
            ProxyError::Unreachable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "api.unreachable",
                "The API could not be reached.",
            ),
            ProxyError::Timeout => (
                StatusCode::GATEWAY_TIMEOUT,
                "api.timeout",
                "The API did not answer in time.",
            ),
            ProxyError::Redirected => (
                StatusCode::BAD_GATEWAY,
                "api.redirected",
                "The API answered with another address, which is not followed.",
            ),
            ProxyError::Partial => (
                StatusCode::BAD_GATEWAY,
                "api.partial",
                "The API answered with a part of what it was asked for.",
            ),
            ProxyError::Encoded => (
                StatusCode::BAD_GATEWAY,
                "api.encoded",
                "The API compressed its answer, which it was asked not to do.",
            ),
        };
        Self::new(status, code, message)
    }
}

/// A request that can be sent again.
struct Forwarded<'a> {
    upstream: &'a Upstream,
    method: Method,
    url: String,
    headers: HeaderMap,
    body: Bytes,
}

pub(crate) async fn proxy(
    State(shared): State<Arc<Shared>>,
    Extension(RequestId(request_id)): Extension<RequestId>,
    request: Request,
) -> Result<Response, Failure> {
    let (parts, body) = request.into_parts();
    check_script_request(&parts.headers, &shared.config.site)?;
    if [Method::TRACE, Method::CONNECT].contains(&parts.method) {
        return Err(ProxyError::Method.into());
    }
    let path = parts.uri.path().strip_prefix("/api").unwrap_or_default();
    let path = path.strip_prefix('/').unwrap_or(path);
    let (upstream, rest) = shared
        .config
        .apis
        .find(path)
        .ok_or(ProxyError::UnknownApi)?;
    let url = path::target(&upstream.url, rest, parts.uri.query()).ok_or(ProxyError::Path)?;
    let session = shared.session(&parts.headers).await?;
    let body = shared.read_body(body).await?;
    let session = match body.is_empty() {
        true => session,
        // A body may take long, and somebody may have signed out meanwhile.
        false => {
            let session = shared.find_session(&session.record.key).await?;
            session.ok_or(SessionError::SignedOut)?
        }
    };
    let mut headers = headers::forwarded(&parts.headers);
    headers.insert(REQUEST_ID, request_id);
    let forwarded = Forwarded {
        upstream,
        method: parts.method,
        url,
        headers,
        body,
    };
    let session = shared.fresh(session).await?;
    let answer = shared.send(&forwarded, &session).await?;
    if answer.status != StatusCode::UNAUTHORIZED {
        return passed_on(answer);
    }
    match shared.after_refusal(&session).await? {
        None => passed_on(answer),
        Some(Other {
            session,
            is_renewed,
        }) => {
            // The first answer's place is free for the second one.
            drop(answer);
            let answer = shared.send(&forwarded, &session).await?;
            if is_renewed && answer.status == StatusCode::UNAUTHORIZED {
                let record = &session.record;
                let noted = shared.store.note_refusal(&record.key, record.generation);
                noted.await.map_err(SessionError::from)?;
            }
            passed_on(answer)
        }
    }
}

/// A session with another token than the one that was refused.
struct Other {
    session: Session,
    /// Whether it was renewed because of the refusal.
    is_renewed: bool,
}

impl Shared {
    /// The whole body: it may have to be sent again. One that is too long is read to its end, within
    /// reason, for a client that is still sending would not read the answer.
    async fn read_body(&self, body: Body) -> Result<Bytes, ProxyError> {
        let limit = self.config.limits.body;
        let mut chunks = body.into_data_stream();
        let read = async {
            let (mut bytes, mut length) = (Vec::new(), 0_usize);
            while let Some(chunk) = chunks.next().await {
                let chunk = chunk.map_err(|_| ProxyError::BodyIncomplete)?;
                length = length.saturating_add(chunk.len());
                match length {
                    _ if length <= limit => bytes.extend_from_slice(&chunk),
                    _ if length <= limit.saturating_add(DISCARDED) => bytes = Vec::new(),
                    _ => return Err(ProxyError::BodyTooLong),
                }
            }
            match length <= limit {
                true => Ok(bytes.into()),
                false => Err(ProxyError::BodyTooLong),
            }
        };
        tokio::time::timeout(self.config.limits.api_timeout, read)
            .await
            .unwrap_or(Err(ProxyError::BodyIncomplete))
    }

    /// Sends a request with the session's token, when it is its turn.
    async fn send(&self, request: &Forwarded<'_>, session: &Session) -> Result<Answer, ProxyError> {
        let kind = request.upstream.token;
        let tokens = &session.tokens;
        let token = match kind.is_id_token() {
            true => tokens
                .id_token
                .as_ref()
                .ok_or(ProxyError::NoIdToken)?
                .expose(),
            false => tokens.access_token.expose(),
        };
        // A token is printable ASCII (RFC 6749 App. A.12), which every header can hold.
        let authorization = HeaderValue::from_str(&kind.authorization(token));
        let mut authorization = authorization.map_err(|_| ProxyError::Unreachable)?;
        authorization.set_sensitive(true);
        let mut headers = request.headers.clone();
        headers.insert(header::AUTHORIZATION, authorization);

        let places = self.upstreams.places.get(request.upstream.index);
        let places = places.ok_or(ProxyError::UnknownApi)?;
        let place = places.take(session.record.key, TURN_PATIENCE).await;
        let place = place.ok_or(ProxyError::Busy)?;
        let deadline = Instant::now() + self.upstreams.timeout;
        let sent = self
            .upstreams
            .http
            .request(request.method.clone(), &request.url)
            .headers(headers)
            .body(request.body.clone())
            .send();
        match timeout_at(deadline, sent).await {
            Ok(Ok(response)) => Ok(Answer::new(response, token, place, deadline)),
            Ok(Err(error)) => {
                // Its address may have a query.
                let error = error.without_url();
                tracing::warn!(%error, "an API did not answer");
                Err(match error.is_timeout() {
                    true => ProxyError::Timeout,
                    false => ProxyError::Unreachable,
                })
            }
            Err(_) => Err(ProxyError::Timeout),
        }
    }

    /// A session whose token is worth another try after the one of `sent` was refused: renewed, unless
    /// another request has renewed it already. Nothing where there is none.
    async fn after_refusal(self: &Arc<Self>, sent: &Session) -> Result<Option<Other>, Failure> {
        let current = self.find_session(&sent.record.key).await?;
        let current = current.ok_or(SessionError::Ended)?;
        if current.tokens.access_token != sent.tokens.access_token {
            return Ok(Some(Other {
                session: current,
                is_renewed: false,
            }));
        }
        let was_refused_again =
            current.record.refused_generation == Some(current.record.generation);
        if was_refused_again || current.tokens.refresh_token.is_none() {
            return Ok(None);
        }
        match self.renew(current).await {
            Ok(session) => Ok(Some(Other {
                session,
                is_renewed: true,
            })),
            // The API's own answer says more.
            Err(RenewalError::Passing(_) | RenewalError::Busy) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// The API's answer for the browser. It arrives as the API sends it.
fn passed_on(answer: Answer) -> Result<Response, Failure> {
    if answer.status.is_redirection() && answer.headers.contains_key(header::LOCATION) {
        return Err(ProxyError::Redirected.into());
    }
    if answer.is_byte_range() {
        return Err(ProxyError::Partial.into());
    }
    if answer.is_encoded() {
        return Err(ProxyError::Encoded.into());
    }
    let response = (answer.status, answer.body).into_response();
    Ok(headers::passed_on(response, &answer.headers))
}
