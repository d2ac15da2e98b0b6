//! The static site beside the backend, so that one process serves all of it.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tower_http::services::{ServeDir, ServeFile};

/// What a page may load: its own files. With a backend it speaks to no other host.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
     style-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types 'none'";

/// Features of browsers that no page needs, but for the clipboard of its copy buttons.
const PERMISSIONS_POLICY: &str = "accelerometer=(), autoplay=(), camera=(), clipboard-read=(), \
     clipboard-write=(self), display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), \
     geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), \
     payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), \
     sync-xhr=(), usb=(), xr-spatial-tracking=()";

/// The headers of the deployed site, but for the one that is for https alone.
const HEADERS: [(HeaderName, &str); 8] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        PERMISSIONS_POLICY,
    ),
    // Old browsers' filter, which could be turned against a page.
    (header::X_XSS_PROTECTION, "0"),
];

const STRICT_TRANSPORT_SECURITY: (HeaderName, &str) = (
    header::STRICT_TRANSPORT_SECURITY,
    "max-age=63072000; includeSubDomains",
);

/// The files of `folder`, and its `index.html` for every other path whose last segment has no dot: the
/// pages of a single-page app. `site` is its origin.
pub(crate) fn router(folder: &Path, site: &str) -> Router {
    let mut headers = HEADERS.to_vec();
    if site.starts_with("https:") {
        headers.push(STRICT_TRANSPORT_SECURITY);
    }
    let page = Router::new()
        .fallback(page)
        .with_state(folder.join("index.html"));
    let files = ServeDir::new(folder)
        .precompressed_br()
        .precompressed_gzip()
        .fallback(page);
    Router::new()
        .fallback_service(files)
        .layer(from_fn_with_state(Arc::<[_]>::from(headers), with_headers))
}

/// Whether `file` would be served with `folder`.
///
/// # Errors
/// Where one of them cannot be found.
pub(crate) fn serves(folder: &Path, file: &Path) -> io::Result<bool> {
    let found = |path: &Path| {
        let named = |error| io::Error::other(format!("{}: {error}", path.display()));
        path.canonicalize().map_err(named)
    };
    Ok(found(file)?.starts_with(found(folder)?))
}

async fn page(State(index): State<PathBuf>, request: Request) -> Response {
    let last_segment = request.uri().path().rsplit('/').next().unwrap_or_default();
    if last_segment.contains('.') {
        return StatusCode::NOT_FOUND.into_response();
    }
    let served = ServeFile::new(index).try_call(request).await;
    served.map_or_else(
        |_| StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        |response| response.map(axum::body::Body::new),
    )
}

async fn with_headers(
    State(own): State<Arc<[(HeaderName, &'static str)]>>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in own.iter() {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // A file whose name has no hash of its content is asked for again each time.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-cache"));
    response
}
