//! The three cookies (RFC 6265bis). All have the prefix `__Host-`: `Secure`, for this host alone, and for
//! every path, so that no other host of the domain can set or read them (§4.1.3.2).
//!
//! On plain http, Chromium and Firefox take them from a loopback address alone, which they hold to be as
//! trustworthy as https.

use crate::ids::{Id, Key};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use cookie::{Cookie, CookieBuilder, SameSite, time::Duration};

/// Holds the session's id.
const SESSION: &str = "__Host-session";

/// Holds the session's key, with which a session can be ended and not used.
const SESSION_KEY: &str = "__Host-session-key";

/// The beginning of the names of the cookies that bind a login to the browser that began it. Each
/// login has one of its own: two tabs can begin at the same moment.
const LOGIN: &str = "__Host-login-";

/// How long a login may take from its start to its callback, in seconds.
pub(crate) const LOGIN_LIFETIME_S: u32 = 600;

/// How many logins a browser has under way at once. Further ones replace others, so that no link can
/// fill the browser's request headers.
const LOGIN_COUNT: usize = 8;

/// The session's id. A browser sends one: where there are several, somebody else has set one.
pub(crate) fn session(headers: &HeaderMap) -> Option<Id> {
    only(named(headers, SESSION)).as_deref().and_then(Id::parse)
}

/// The key of the browser's session, also where another site leads here, as the provider does.
pub(crate) fn session_key(headers: &HeaderMap) -> Option<Key> {
    only(named(headers, SESSION_KEY))
        .as_deref()
        .and_then(Key::parse)
}

/// The id that binds the login with this key to the browser.
pub(crate) fn login(headers: &HeaderMap, login: &Key) -> Option<Id> {
    only(named(headers, &login_name(login)))
        .as_deref()
        .and_then(Id::parse)
}

/// Sets the session's cookies. `SameSite=Strict` for the id: no other site's link, form or script sends it.
/// `SameSite=Lax` for the key: the next login's callback has to know what it replaces. Without `Max-Age`,
/// they end with the browser at the latest; the server ends the session earlier.
pub(crate) fn set_session(response: &mut Response, id: &Id) {
    let cookie = of_this_host(SESSION, id.expose()).same_site(SameSite::Strict);
    append(response, cookie);
    let key = id.key().to_text();
    append(
        response,
        of_this_host(SESSION_KEY, &key).same_site(SameSite::Lax),
    );
}

/// Takes the session's cookies away.
pub(crate) fn remove_session(response: &mut Response) {
    let cookie = of_this_host(SESSION, "").same_site(SameSite::Strict);
    append(response, cookie.max_age(Duration::ZERO));
    remove_lax(response, SESSION_KEY);
}

/// Sets the cookie of the login with this key, and takes away those of other logins that are too many.
/// `SameSite=Lax`: it has to come along when the provider's page redirects to the callback.
pub(crate) fn set_login(response: &mut Response, request: &HeaderMap, login: &Key, id: &Id) {
    let others: Vec<String> = pairs(request)
        .filter(|(name, _)| name.starts_with(LOGIN))
        .map(|(name, _)| name)
        .collect();
    // A browser sends the oldest ones first (RFC 6265bis §5.8.3).
    let too_many = (others.len() + 1).saturating_sub(LOGIN_COUNT);
    for name in others.iter().take(too_many) {
        remove_lax(response, name);
    }
    let name = login_name(login);
    let cookie = of_this_host(&name, id.expose()).same_site(SameSite::Lax);
    append(
        response,
        cookie.max_age(Duration::seconds(LOGIN_LIFETIME_S.into())),
    );
}

/// Takes the cookie of the login with this key away.
pub(crate) fn remove_login(response: &mut Response, login: &Key) {
    remove_lax(response, &login_name(login));
}

fn remove_lax(response: &mut Response, name: &str) {
    let cookie = of_this_host(name, "").same_site(SameSite::Lax);
    append(response, cookie.max_age(Duration::ZERO));
}

fn login_name(login: &Key) -> String {
    let text = login.to_text();
    [LOGIN, text.get(..16).unwrap_or(&text)].concat()
}

fn of_this_host<'a>(name: &'a str, value: &'a str) -> CookieBuilder<'a> {
    Cookie::build((name, value))
        .path("/")
        .secure(true)
        .http_only(true)
}

fn append(response: &mut Response, cookie: CookieBuilder<'_>) {
    // Names and values are base64url, which every header can hold.
    if let Ok(value) = HeaderValue::from_str(&cookie.build().to_string()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (String, String)> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b';'))
        // A neighbour's cookie may hold anything, and is none of ours then. What is not ASCII is not made
        // into text: a letter that is trimmed as a space would turn another name into one of ours.
        .filter(|pair| pair.is_ascii())
        .filter_map(|pair| std::str::from_utf8(pair).ok())
        .filter_map(|pair| Cookie::parse(pair).ok())
        .map(|cookie| (cookie.name().into(), cookie.value().into()))
}

fn named(headers: &HeaderMap, name: &str) -> impl Iterator<Item = String> {
    pairs(headers)
        .filter(move |(other, _)| other == name)
        .map(|(_, value)| value)
}

fn only(mut values: impl Iterator<Item = String>) -> Option<String> {
    let first = values.next()?;
    values.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_neighbours_cookie_hides_none_of_ours_and_passes_for_none() {
        let mut headers = HeaderMap::new();
        let sent = "n=José; __Host-session=ours; \u{2000}__Host-session=theirs";
        headers.insert(
            header::COOKIE,
            HeaderValue::from_bytes(sent.as_bytes()).unwrap(),
        );
        let found: Vec<_> = named(&headers, "__Host-session").collect();
        assert_eq!(found, ["ours"]);
    }
}
