//! The headers of every answer that this crate itself gives.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");

/// What is answered is data for one person: nobody keeps it, and no browser takes it for a page.
pub(crate) const CONTENT_SECURITY_POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox");

/// `response` with the headers of an answer that is for one browser alone.
pub(crate) fn private(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    no_page(response)
}

/// `response` with the headers that keep a browser from running what is in it, or from giving it to
/// another site's page.
pub(crate) fn no_page(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        (
            header::REFERRER_POLICY,
            HeaderValue::from_static("no-referrer"),
        ),
        (
            CROSS_ORIGIN_RESOURCE_POLICY,
            HeaderValue::from_static("same-origin"),
        ),
    ] {
        headers.insert(name, value);
    }
    response
}

/// `body` as JSON for one browser alone.
pub(crate) fn json(body: &serde_json::Value) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json")];
    private((headers, body.to_string()).into_response())
}

/// A redirect that is followed with GET, whatever came before (RFC 9110 §15.4.4).
pub(crate) fn see_other(location: &str) -> Response {
    // What a header cannot hold is percent-encoded, as a browser would do with it.
    let location = percent_encoding::utf8_percent_encode(location, percent_encoding::CONTROLS);
    let mut response = private(StatusCode::SEE_OTHER.into_response());
    if let Ok(location) = HeaderValue::from_str(&location.to_string()) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}
