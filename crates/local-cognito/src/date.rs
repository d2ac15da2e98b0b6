//! The middleware that shows the pool's clock in `Date` if it is not the machine's.

use std::time::{Duration, SystemTime};

use axum::{
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::pool::Shared;

pub(crate) async fn date(State(pool): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let settings = pool.control().settings.clone();
    if settings.clock_offset_s != 0 && settings.date_follows_clock {
        let offset = Duration::from_secs(settings.clock_offset_s.unsigned_abs());
        let now = SystemTime::now();
        let shown = if settings.clock_offset_s > 0 {
            now.checked_add(offset)
        } else {
            now.checked_sub(offset)
        };
        let value = shown
            .map(httpdate::fmt_http_date)
            .and_then(|date| HeaderValue::try_from(date).ok());
        if let Some(value) = value {
            response.headers_mut().insert(header::DATE, value);
        }
    }
    response
}
