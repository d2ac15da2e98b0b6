//! `GET /logout`, whose parameters are Cognito's own and not OpenID Connect's.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html>

use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse as _, Response},
};
use axum_extra::extract::CookieJar;

use crate::{
    authorize::AuthorizeQuery,
    authorize_request::AuthorizeError,
    cookies,
    params::Params,
    pool::{Pool, Shared},
    redirect::found,
};

pub(crate) async fn logout(
    State(pool): State<Shared>,
    jar: CookieJar,
    RawQuery(query): RawQuery,
) -> Response {
    let address = match destination(&pool, Params::parse(&query.unwrap_or_default())) {
        Ok(address) => address,
        Err(error) => return error.into_response(),
    };
    if let Some(cookie) = jar.get(cookies::SESSION) {
        pool.store().close_session(cookie.value());
    }
    let jar = jar.remove(cookies::cookie(cookies::SESSION, String::new()));
    (jar, found(address)).into_response()
}

/// Where to go. `logout_uri` wins over `redirect_uri`, which leads to a new login.
fn destination(pool: &Pool, params: Params) -> Result<String, AuthorizeError> {
    let client_id = params.get("client_id").ok_or(AuthorizeError::Page(
        "Missing required parameter client_id in request URL",
    ))?;
    match params.get("logout_uri") {
        Some(address) if client_id == pool.client.id && pool.client.allows_logout(address) => {
            Ok(address.to_owned())
        }
        Some(_) => Err(AuthorizeError::RedirectMismatch {
            client_id: client_id.to_owned(),
        }),
        None => {
            let params = match params.get("scope") {
                Some(_) => params,
                None => params.with("scope", &pool.client.scopes.join(" ")),
            };
            Ok(AuthorizeQuery::new(pool, params)?.params.under("/login"))
        }
    }
}
