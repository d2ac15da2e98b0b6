//! `/signup`, `/confirmUser` and `/resendcode`. The verification code is not mailed: it is in the
//! terminal, and at `GET /_control/codes`.

use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse as _, Response},
};
use axum_extra::extract::CookieJar;

use crate::{
    authorize::send_code,
    cookies,
    login::STALE_FORM,
    pages,
    params::Params,
    pool::{Pool, Shared},
    redirect::found,
};

/// Cognito's default password policy.
fn is_strong(password: &str) -> bool {
    let has = |test: fn(&char) -> bool| password.chars().any(|char| test(&char));
    password.chars().count() >= 8
        && has(char::is_ascii_uppercase)
        && has(char::is_ascii_lowercase)
        && has(char::is_ascii_digit)
        && has(char::is_ascii_punctuation)
}

fn tell(pool: &Pool, email: &str, code: &str) {
    // Control characters could rewrite the terminal's lines.
    let email: String = email.chars().filter(|char| !char.is_control()).collect();
    pool.report(&format!("verification code for {email}: {code}"));
}

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
        pages::signup(
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
    if let Err(refusal) = pool.check(&params) {
        return refusal.into_response();
    }
    let form = Params::parse(&body);
    let (email, password) = (
        form.get("username").unwrap_or_default(),
        form.get("password").unwrap_or_default(),
    );
    let problem = if !cookies::is_own_form(&jar, form.get("_csrf")) {
        STALE_FORM
    } else if !email.contains('@') {
        "Invalid email address format."
    } else if !is_strong(password) {
        "Password did not conform with policy."
    } else {
        let code = pool.store().sign_up(email, password);
        match code {
            Some(code) => {
                tell(&pool, email, &code);
                return found(params.with("username", email).under("/confirmUser"));
            }
            None => "An account with the given email already exists.",
        }
    };
    let (token, jar) = cookies::form_token(jar);
    (jar, pages::signup(&params, &token, email, Some(problem))).into_response()
}

pub(crate) async fn confirm_form(
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
        pages::confirm(
            &params,
            &token,
            params.get("username").unwrap_or_default(),
            None,
        ),
    )
        .into_response()
}

pub(crate) async fn confirm(
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
    let email = form.get("username").unwrap_or_default();
    let problem = if cookies::is_own_form(&jar, form.get("_csrf")) {
        let now = pool.now();
        let confirmed = pool
            .store()
            .confirm(email, form.get("code").unwrap_or_default(), now);
        match confirmed {
            Some(session) => {
                let jar = jar.add(cookies::cookie(
                    cookies::SESSION,
                    pool.store().open_session(session.clone()),
                ));
                return (jar, send_code(&pool, request, session)).into_response();
            }
            None => "Invalid verification code provided, please try again.",
        }
    } else {
        STALE_FORM
    };
    let (token, jar) = cookies::form_token(jar);
    (jar, pages::confirm(&params, &token, email, Some(problem))).into_response()
}

/// Answers the same whether or not the address is known.
pub(crate) async fn resend(
    State(pool): State<Shared>,
    jar: CookieJar,
    RawQuery(query): RawQuery,
    body: String,
) -> Response {
    let params = Params::parse(&query.unwrap_or_default());
    if let Err(refusal) = pool.check(&params) {
        return refusal.into_response();
    }
    let form = Params::parse(&body);
    let email = form.get("username").unwrap_or_default();
    if cookies::is_own_form(&jar, form.get("_csrf")) {
        let code = pool.store().resend(email);
        if let Some(code) = code {
            tell(&pool, email, &code);
        }
    }
    found(params.with("username", email).under("/confirmUser"))
}
