//! `/error`: the page that strands a person whose app sent a wrong client or callback.

use axum::{
    extract::{RawQuery, State},
    response::Response,
};

use crate::{pages, params::Params, pool::Shared};

/// The code comes from the address; what is registered comes from the pool.
pub(crate) async fn error(State(pool): State<Shared>, RawQuery(query): RawQuery) -> Response {
    let params = Params::parse(&query.unwrap_or_default());
    match params.get("error") {
        Some("redirect_mismatch") => {
            pages::redirect_mismatch(&pool.client, params.get("client_id"))
        }
        other => pages::bad_request(other.unwrap_or("unknown_error")),
    }
}
