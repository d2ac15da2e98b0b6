//! 302, which Cognito uses for every redirect, after a form too.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};

pub(crate) fn found(location: String) -> Response {
    (
        StatusCode::FOUND,
        [
            (header::LOCATION, location),
            (header::CACHE_CONTROL, "no-store".to_owned()),
        ],
    )
        .into_response()
}
