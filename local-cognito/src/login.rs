//! `/login`: the form that `/oauth2/authorize` sends people to.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html>

use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse as _, Response},
};
use axum_extra::extract::CookieJar;

use crate::{
    authorize::send_code, cookies, pages, params::Params, pool::Shared, redirect::found,
    store::SignIn,
};

pub(crate) const STALE_FORM: &str = "This form is out of date. Please try again.";

pub(crate) async fn form(
    State(pool): State<Shared>,
    jar: CookieJar,
    RawQuery(query): RawQuery,
) -> Response {
    let params = Params::parse(&query.unwrap_or_default());
    if let Err(refusal) = pool.check(&params) {
        return refusal.into_response();
    }
    let (token, jar) = cookies::form_token(jar);
    (
        jar,
        pages::login(
            &params,
            &token,
            params.get("login_hint").unwrap_or_default(),
            None,
        ),
    )
        .into_response()
}

pub(crate) async fn submit(
    State(pool): State<Shared>,
    jar: CookieJar,
    RawQuery(query): RawQuery,
    body: String,
) -> Response {
    let params = Params::parse(&query.unwrap_or_default());
    let request = match pool.check(&params) {
        Ok(request) => request,
        Err(refusal) => return refusal.into_response(),
    };
    let form = Params::parse(&body);
    let (username, password) = (
        form.get("username").unwrap_or_default(),
        form.get("password").unwrap_or_default(),
    );
    let again = |jar, problem| {
        let (token, jar) = cookies::form_token(jar);
        (jar, pages::login(&params, &token, username, Some(problem))).into_response()
    };
    if !cookies::is_own_form(&jar, form.get("_csrf")) {
        return again(jar, STALE_FORM);
    }
    let now = pool.now();
    let outcome = pool.store().sign_in(username, password, now);
    match outcome {
        SignIn::Ok(session) => {
            let jar = jar.add(cookies::cookie(
                cookies::SESSION,
                pool.store().open_session(session.clone()),
            ));
            (jar, send_code(&pool, request, session)).into_response()
        }
        SignIn::Unconfirmed => found(params.with("username", username).under("/confirmUser")),
        SignIn::Refused => again(jar, "Incorrect username or password."),
    }
}
