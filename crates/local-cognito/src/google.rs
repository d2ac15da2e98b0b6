//! `/google`: stands for another identity provider's own login. A choice of accounts, no password.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-social-idp.html>

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use axum_extra::extract::CookieJar;

use crate::{
    authorize::{AuthorizeQuery, signed_in},
    cookies::{form_token, is_own_form},
    pages,
    params::Params,
    pool::Shared,
};

fn show(jar: CookieJar, params: &Params, problem: Option<&str>) -> Response {
    let (token, jar) = form_token(jar);
    (jar, pages::google(params, &token, problem)).into_response()
}

pub(crate) async fn form(jar: CookieJar, query: AuthorizeQuery) -> Response {
    show(jar, &query.params, None)
}

/// Signs the person of the chosen account in, or tells the app that the person did not want to.
pub(crate) async fn submit(
    State(pool): State<Shared>,
    jar: CookieJar,
    AuthorizeQuery { params, request }: AuthorizeQuery,
    body: String,
) -> Response {
    let form = Params::parse(&body);
    if !is_own_form(&jar, form.get("_csrf")) {
        return show(jar, &params, Some(pages::STALE_FORM));
    }
    let Some(account) = form.get("account") else {
        return request.fail("access_denied").into_response();
    };
    let now = pool.now();
    let session = pool.store().sign_in_federated(account, now);
    match session {
        Some(session) => signed_in(&pool, jar, request, session),
        None => show(jar, &params, Some("There is no such account.")),
    }
}
