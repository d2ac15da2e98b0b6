//! The middleware that remembers and reports every request.

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use crate::{faults::Dropped, log::Entry, pool::Shared};

/// The largest body that is read, in bytes.
const BODY_LIMIT: usize = 256 * 1024;

pub(crate) async fn record(State(pool): State<Shared>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let (method, path) = (parts.method.to_string(), parts.uri.path().to_owned());
    if path.starts_with("/_control/") {
        return next.run(Request::from_parts(parts, Body::from(body))).await;
    }
    let number = pool.control().log.add(Entry::new(&parts, &body));
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    if response.extensions().get::<Dropped>().is_some() {
        pool.report(&format!("{method} {path} dropped"));
    } else {
        pool.control().log.answered(number, response.status());
        pool.report(&format!("{method} {path} {}", response.status().as_u16()));
    }
    response
}
