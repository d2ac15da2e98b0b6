//! What is logged of a request: an id, the method, the path, the status, the time. No query, which may
//! hold a code, and no header.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use std::time::Instant;
use tracing::Instrument as _;
use uuid::Uuid;

/// The header that tells the id of a request, to the browser and to the API.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request.
#[derive(Clone)]
pub(crate) struct RequestId(pub(crate) HeaderValue);

pub(crate) async fn trace(mut request: Request, next: Next) -> Response {
    let id = Uuid::new_v4().to_string();
    let span = tracing::info_span!(
        "request",
        id,
        method = %request.method(),
        path = request.uri().path(),
    );
    // A UUID is ASCII, which every header can hold.
    let id = HeaderValue::from_str(&id).unwrap_or(HeaderValue::from_static(""));
    request.extensions_mut().insert(RequestId(id.clone()));
    async {
        let begun = Instant::now();
        let mut response = next.run(request).await;
        tracing::info!(
            status = response.status().as_u16(),
            ms = begun.elapsed().as_millis(),
            "answered"
        );
        response.headers_mut().insert(REQUEST_ID, id);
        response
    }
    .instrument(span)
    .await
}
