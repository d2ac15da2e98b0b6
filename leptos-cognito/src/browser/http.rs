//! `fetch`, with the settings that requests with tokens need (RFC 6750 §5.3, RFC 9700 §4.2.4).

use gloo_net::http::Request;
use js_sys::Reflect;
use web_sys::{
    AbortSignal, Headers, ReferrerPolicy, RequestCache, RequestCredentials, RequestInit,
    RequestRedirect,
};

/// A request.
pub(crate) struct Call<'a> {
    /// Where to.
    pub(crate) url: &'a str,
    /// A form to post; without one it is a GET.
    pub(crate) form: Option<&'a str>,
    /// The `Authorization` header.
    pub(crate) authorization: Option<&'a str>,
    /// Whether an answer that was stored may be used, or is to be asked for again.
    pub(crate) cache: RequestCache,
    /// Whether the request outlives the page.
    pub(crate) keepalive: bool,
    /// How long to wait for the whole answer, in milliseconds.
    pub(crate) timeout_ms: u32,
}

impl<'a> Call<'a> {
    /// A GET that waits as long as a person would.
    pub(crate) fn get(url: &'a str, cache: RequestCache) -> Self {
        Self {
            url,
            form: None,
            authorization: None,
            cache,
            keepalive: false,
            timeout_ms: 20_000,
        }
    }

    /// A form post whose answer is never stored.
    pub(crate) fn post(url: &'a str, form: &'a str) -> Self {
        Self {
            form: Some(form),
            ..Self::get(url, RequestCache::NoStore)
        }
    }
}

/// An answer, whatever its status.
pub(crate) struct Reply {
    /// The status code.
    pub(crate) status: u16,
    /// The body as text.
    pub(crate) body: String,
    /// The `Date` header, where it can be read.
    pub(crate) date: Option<String>,
    /// The `Age` header, where it can be read.
    pub(crate) age: Option<String>,
}

/// Why there is no answer. The browser does not tell more, on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HttpError {
    /// Offline, refused, blocked, redirected, or without CORS headers.
    Network,
    /// Not in time.
    Timeout,
}

/// Sends `call`: without cookies and referrer, and to where it says or nowhere.
pub(crate) async fn send(call: &Call<'_>) -> Result<Reply, HttpError> {
    let response = request(call)
        .ok_or(HttpError::Network)?
        .send()
        .await
        .map_err(why)?;
    let headers = response.headers();
    Ok(Reply {
        status: response.status(),
        date: headers.get("date"),
        age: headers.get("age"),
        body: response.text().await.map_err(why)?,
    })
}

fn request(call: &Call<'_>) -> Option<Request> {
    let headers = Headers::new().ok()?;
    let init = RequestInit::new();
    if let Some(form) = call.form {
        init.set_method("POST");
        init.set_body(&form.into());
        headers
            .set("content-type", "application/x-www-form-urlencoded")
            .ok()?;
    }
    if let Some(authorization) = call.authorization {
        headers.set("authorization", authorization).ok()?;
    }
    init.set_headers(&headers);
    init.set_cache(call.cache);
    init.set_credentials(RequestCredentials::Omit);
    init.set_redirect(RequestRedirect::Error);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(call.timeout_ms)));
    Reflect::set(&init, &"keepalive".into(), &call.keepalive.into()).ok()?;
    let request = web_sys::Request::new_with_str_and_init(call.url, &init).ok()?;
    Some(Request::from(request))
}

fn why(error: gloo_net::Error) -> HttpError {
    match error {
        gloo_net::Error::JsError(error) if error.name == "TimeoutError" => HttpError::Timeout,
        _ => HttpError::Network,
    }
}
