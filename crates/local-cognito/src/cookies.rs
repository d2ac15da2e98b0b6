//! The two cookies of the hosted login. They carry no `Secure`, which not every browser lets a
//! plain-http loopback site set, and end with the browser; the session's hour is kept by the pool.

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

use crate::random;

/// Carries the session, as Cognito names it.
pub(crate) const SESSION: &str = "cognito";
/// Carries the token that a form must repeat.
const CSRF: &str = "XSRF-TOKEN";

pub(crate) fn cookie(name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .build()
}

/// The form token of this browser, and the jar that sets it.
pub(crate) fn form_token(jar: CookieJar) -> (String, CookieJar) {
    let token = jar
        .get(CSRF)
        .map_or_else(random::token, |cookie| cookie.value().to_owned());
    let jar = jar.add(cookie(CSRF, token.clone()));
    (token, jar)
}

/// Whether a form came from a page of this pool in this browser.
pub(crate) fn is_own_form(jar: &CookieJar, repeated: Option<&str>) -> bool {
    jar.get(CSRF)
        .is_some_and(|cookie| Some(cookie.value()) == repeated)
}
