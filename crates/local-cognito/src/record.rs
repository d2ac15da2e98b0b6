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

/// A request that waits for its answer. Where the client goes away, it is dropped with all that is under
/// way for it.
struct Awaited<'a> {
    pool: &'a Shared,
    number: u64,
}

impl Drop for Awaited<'_> {
    fn drop(&mut self) {
        self.pool.control().log.abandoned(self.number);
    }
}

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
    let awaited = Awaited {
        pool: &pool,
        number,
    };
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    std::mem::forget(awaited);
    if response.extensions().get::<Dropped>().is_some() {
        pool.report(&format!("{method} {path} dropped"));
    } else {
        pool.control().log.answered(number, response.status());
        pool.report(&format!("{method} {path} {}", response.status().as_u16()));
    }
    response
}
