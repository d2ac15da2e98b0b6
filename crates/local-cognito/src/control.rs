//! The control address `/_control/…`: faults, settings, the log, verification codes.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{faults::Fault, log::Entry, pool::Shared, settings::Settings};

/// Pages of other sites, and the app itself, have no business here: browsers put an `Origin` on
/// every request of theirs that could change something.
pub(crate) async fn refuse_browsers(request: Request, next: Next) -> Response {
    if request.headers().contains_key(header::ORIGIN) {
        return (StatusCode::FORBIDDEN, "control requests carry no Origin\n").into_response();
    }
    next.run(request).await
}

pub(crate) async fn get_faults(State(pool): State<Shared>) -> Json<Vec<Fault>> {
    Json(pool.control().faults().to_vec())
}

pub(crate) async fn put_faults(
    State(pool): State<Shared>,
    Json(faults): Json<Vec<Fault>>,
) -> Response {
    if let Some(problem) = faults.iter().find_map(|fault| fault.response().err()) {
        return (StatusCode::UNPROCESSABLE_ENTITY, format!("{problem}\n")).into_response();
    }
    pool.control().replace_faults(faults);
    StatusCode::NO_CONTENT.into_response()
}

pub(crate) async fn get_settings(State(pool): State<Shared>) -> Json<Settings> {
    Json(pool.control().settings.clone())
}

pub(crate) async fn put_settings(
    State(pool): State<Shared>,
    Json(settings): Json<Settings>,
) -> StatusCode {
    pool.control().settings = settings;
    StatusCode::NO_CONTENT
}

pub(crate) async fn get_log(State(pool): State<Shared>) -> Json<Vec<Entry>> {
    Json(pool.control().log.entries())
}

pub(crate) async fn get_codes(State(pool): State<Shared>) -> Json<BTreeMap<String, String>> {
    Json(pool.store().verification_codes().collect())
}

pub(crate) async fn reset(State(pool): State<Shared>) -> StatusCode {
    pool.reset();
    StatusCode::NO_CONTENT
}
