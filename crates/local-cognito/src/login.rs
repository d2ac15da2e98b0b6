//! `/login`: the form that `/oauth2/authorize` sends people to.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html>

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
    redirect::found,
    store::SignIn,
};

fn show(jar: CookieJar, params: &Params, username: &str, problem: Option<&str>) -> Response {
    let (token, jar) = form_token(jar);
    (jar, pages::login(params, &token, username, problem)).into_response()
}

pub(crate) async fn form(jar: CookieJar, query: AuthorizeQuery) -> Response {
    let hint = query.params.get("login_hint").unwrap_or_default();
    show(jar, &query.params, hint, None)
}

pub(crate) async fn submit(
    State(pool): State<Shared>,
    jar: CookieJar,
    AuthorizeQuery { params, request }: AuthorizeQuery,
    body: String,
) -> Response {
    let form = Params::parse(&body);
    let username = form.get("username").unwrap_or_default();
    let password = form.get("password").unwrap_or_default();
    if !is_own_form(&jar, form.get("_csrf")) {
        return show(jar, &params, username, Some(pages::STALE_FORM));
    }
    let now = pool.now();
    let outcome = pool.store().sign_in(username, password, now);
    match outcome {
        SignIn::Ok(session) => signed_in(&pool, jar, request, session),
        SignIn::Unconfirmed => found(params.with("username", username).under("/confirmUser")),
        SignIn::Refused => show(
            jar,
            &params,
            username,
            Some("Incorrect username or password."),
        ),
    }
}
