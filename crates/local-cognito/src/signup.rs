//! `/signup`, `/confirmUser` and `/resendcode`. The verification code is not mailed: it is in the
//! terminal, and at `GET /_control/codes`.

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

fn show(jar: CookieJar, params: &Params, email: &str, problem: Option<&str>) -> Response {
    let (token, jar) = form_token(jar);
    (jar, pages::signup(params, &token, email, problem)).into_response()
}

fn show_confirm(jar: CookieJar, params: &Params, email: &str, problem: Option<&str>) -> Response {
    let (token, jar) = form_token(jar);
    (jar, pages::confirm(params, &token, email, problem)).into_response()
}

pub(crate) async fn form(jar: CookieJar, query: AuthorizeQuery) -> Response {
    let hint = query.params.get("login_hint").unwrap_or_default();
    show(jar, &query.params, hint, None)
}

pub(crate) async fn submit(
    State(pool): State<Shared>,
    jar: CookieJar,
    AuthorizeQuery { params, .. }: AuthorizeQuery,
    body: String,
) -> Response {
    let form = Params::parse(&body);
    let email = form.get("username").unwrap_or_default();
    let password = form.get("password").unwrap_or_default();
    let problem = if !is_own_form(&jar, form.get("_csrf")) {
        pages::STALE_FORM
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
    show(jar, &params, email, Some(problem))
}

pub(crate) async fn confirm_form(jar: CookieJar, query: AuthorizeQuery) -> Response {
    let email = query.params.get("username").unwrap_or_default();
    show_confirm(jar, &query.params, email, None)
}

pub(crate) async fn confirm(
    State(pool): State<Shared>,
    jar: CookieJar,
    AuthorizeQuery { params, request }: AuthorizeQuery,
    body: String,
) -> Response {
    let form = Params::parse(&body);
    let email = form.get("username").unwrap_or_default();
    if !is_own_form(&jar, form.get("_csrf")) {
        return show_confirm(jar, &params, email, Some(pages::STALE_FORM));
    }
    let now = pool.now();
    let confirmed = pool
        .store()
        .confirm(email, form.get("code").unwrap_or_default(), now);
    match confirmed {
        Some(session) => signed_in(&pool, jar, request, session),
        None => {
            let problem = "Invalid verification code provided, please try again.";
            show_confirm(jar, &params, email, Some(problem))
        }
    }
}

/// Answers the same whether or not the address is known.
pub(crate) async fn resend(
    State(pool): State<Shared>,
    jar: CookieJar,
    AuthorizeQuery { params, .. }: AuthorizeQuery,
    body: String,
) -> Response {
    let form = Params::parse(&body);
    let email = form.get("username").unwrap_or_default();
    if !is_own_form(&jar, form.get("_csrf")) {
        return show_confirm(jar, &params, email, Some(pages::STALE_FORM));
    }
    let code = pool.store().resend(email);
    if let Some(code) = code {
        tell(&pool, email, &code);
    }
    found(params.with("username", email).under("/confirmUser"))
}
