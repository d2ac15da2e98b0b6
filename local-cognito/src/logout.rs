//! `GET /logout`, whose parameters are Cognito's own and not OpenID Connect's.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html>

use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse as _, Response},
};
use axum_extra::extract::CookieJar;

use crate::{
    authorize::Refusal,
    client::ALLOWED_SCOPES,
    cookies, pages,
    params::Params,
    pool::{Pool, Shared},
    redirect::found,
};

pub(crate) async fn logout(
    State(pool): State<Shared>,
    jar: CookieJar,
    RawQuery(query): RawQuery,
) -> Response {
    let params = Params::parse(&query.unwrap_or_default());
    match destination(&pool, &params) {
        Ok(address) => {
            if let Some(cookie) = jar.get(cookies::SESSION) {
                pool.store().close_session(cookie.value());
            }
            let jar = jar.remove(cookies::cookie(cookies::SESSION, String::new()));
            (jar, found(address)).into_response()
        }
        Err(refused) => refused,
    }
}

/// Where to go, or the page that is shown instead. `logout_uri` wins over `redirect_uri`.
fn destination(pool: &Pool, params: &Params) -> Result<String, Response> {
    let Some(client_id) = params.get("client_id") else {
        return Err(pages::bad_request(
            "Missing required parameter client_id in request URL",
        ));
    };
    if client_id != pool.client.id {
        return Err(Refusal::Mismatch {
            client_id: client_id.to_owned(),
        }
        .into_response());
    }
    if let Some(address) = params.get("logout_uri") {
        return if pool.client.allows_sign_out(address) {
            Ok(address.to_owned())
        } else {
            Err(Refusal::Mismatch {
                client_id: client_id.to_owned(),
            }
            .into_response())
        };
    }
    pool.check(params)
        .map_err(|refusal| refusal.into_response())?;
    let params = match params.get("scope") {
        Some(_) => params.clone(),
        None => params.with("scope", &ALLOWED_SCOPES.join(" ")),
    };
    Ok(params.under("/login"))
}
