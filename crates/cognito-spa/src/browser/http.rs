//! `fetch`, with the settings that requests with tokens need (RFC 6750 §5.3, RFC 9700 §4.2.4).

use super::clock;
use core::cell::Cell;
use core::pin::pin;
use futures_util::future::{Either, join, select};
use gloo_net::http::Response;
use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStream, ReadableStreamDefaultReader,
    ReadableStreamReadResult, ReferrerPolicy, RequestInit, RequestMode, RequestRedirect,
    ResponseType,
};
pub(crate) use web_sys::{RequestCache, RequestCredentials};

/// A request.
pub(crate) struct Call<'a> {
    /// Its method.
    pub(crate) method: &'a str,
    /// Where to.
    pub(crate) url: &'a str,
    /// The body and its media type.
    pub(crate) body: Option<(&'a [u8], &'a str)>,
    /// The `Authorization` header.
    pub(crate) authorization: Option<&'a str>,
    /// Further headers.
    pub(crate) headers: &'a [(String, String)],
    /// Whether an answer that was stored may be used, or is to be asked for again.
    pub(crate) cache: RequestCache,
    /// Whether cookies go along.
    pub(crate) credentials: RequestCredentials,
    /// What becomes of a redirect. No answer to one is read; a request with a token follows none.
    pub(crate) redirect: RequestRedirect,
    /// Whether the request outlives the page.
    pub(crate) keepalive: bool,
    /// How long to wait for the whole answer, in milliseconds.
    pub(crate) timeout_ms: u32,
    /// How many bytes of a body are read: more would fill the program's memory.
    pub(crate) limit: usize,
}

/// What a configuration, or a provider's document, is at most: 1 MiB.
const DOCUMENT_LIMIT: usize = 1 << 20;

impl<'a> Call<'a> {
    /// A GET that waits for so many milliseconds.
    pub(crate) fn get(url: &'a str, cache: RequestCache, timeout_ms: u32) -> Self {
        Self {
            method: "GET",
            url,
            body: None,
            authorization: None,
            headers: &[],
            cache,
            credentials: RequestCredentials::Omit,
            redirect: RequestRedirect::Manual,
            keepalive: false,
            timeout_ms,
            limit: DOCUMENT_LIMIT,
        }
    }

    /// A GET of a file of this site. Where the page preloads the file, the request is made in the
    /// preload's own way, so that it is served by it; what the server says of the file's age counts
    /// then. Else the server is asked anew.
    pub(crate) fn get_file(url: &'a str, timeout_ms: u32) -> Self {
        match is_preloaded(url) {
            true => Self {
                credentials: RequestCredentials::SameOrigin,
                // A preload follows redirects, and in Firefox serves only what does, too.
                redirect: RequestRedirect::Follow,
                ..Self::get(url, RequestCache::Default, timeout_ms)
            },
            false => Self::get(url, RequestCache::NoCache, timeout_ms),
        }
    }

    /// A form post whose answer is never stored.
    pub(crate) fn post(url: &'a str, form: &'a str, timeout_ms: u32) -> Self {
        Self {
            method: "POST",
            body: Some((form.as_bytes(), "application/x-www-form-urlencoded")),
            ..Self::get(url, RequestCache::NoStore, timeout_ms)
        }
    }
}

/// Whether `index.html` has the browser fetch `url` beforehand.
fn is_preloaded(url: &str) -> bool {
    let link = ["link[rel=preload][href=\"", url, "\"]"].concat();
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| matches!(document.query_selector(&link), Ok(Some(_))))
}

/// An answer, whatever its status.
pub(crate) struct Reply {
    /// The status code.
    pub(crate) status: u16,
    /// The body.
    pub(crate) body: Vec<u8>,
    /// The headers that can be read, their names in lower case.
    pub(crate) headers: Vec<(String, String)>,
}

impl Reply {
    /// The header `name`, which is to be given in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as text; what is not UTF-8 becomes U+FFFD.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Why there is no answer. The browser does not tell more, on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HttpError {
    /// It is no request that a browser can send: a header or the address is none.
    Invalid,
    /// Offline, refused, blocked, or without CORS headers.
    Network,
    /// The server wants the request elsewhere, where no token is sent (RFC 9700 §4.9.3).
    Redirected,
    /// Not in time.
    Timeout,
    /// More than is read.
    TooLarge,
}

impl From<JsValue> for HttpError {
    /// Whatever it was refused with, which need not be an error that gloo-net knows.
    fn from(_refusal: JsValue) -> Self {
        Self::Network
    }
}

/// Sends `call`: without referrer. Only the answer of where it says is read. Dropping the future
/// cancels the request.
pub(crate) async fn send(call: &Call<'_>) -> Result<Reply, HttpError> {
    reply_to(call, None).await
}

/// The answer to `call`, which has been `sent` already or is sent now.
pub(crate) async fn reply_to(call: &Call<'_>, sent: Option<Sent>) -> Result<Reply, HttpError> {
    let sent = match sent {
        Some(sent) => sent,
        None => Sent::new(call).ok_or(HttpError::Invalid)?,
    };
    let answer = pin!(sent.answer(call.limit));
    // Not by `AbortSignal.timeout`: WebKit 2.50 collects such a signal as garbage, and never aborts then.
    let is_late = pin!(clock::pause(call.timeout_ms.try_into().unwrap_or(i32::MAX)));
    match select(answer, is_late).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => Err(HttpError::Timeout),
    }
}

/// How long a server is given to show that it is there, in milliseconds.
const PROBE_MS: i32 = 2_000;

/// Whether a server answers at `url`, and does not let this page read it (Fetch §3.2, CORS): then it
/// is not the connection that is at fault. Nothing is sent but the address.
pub(crate) async fn is_unreadable(url: &str) -> bool {
    let (is_there, is_readable) = join(
        answers(url, RequestMode::NoCors),
        answers(url, RequestMode::Cors),
    )
    .await;
    is_there && !is_readable
}

async fn answers(url: &str, mode: RequestMode) -> bool {
    let init = RequestInit::new();
    init.set_mode(mode);
    init.set_cache(RequestCache::NoStore);
    init.set_credentials(RequestCredentials::Omit);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    let Some(window) = web_sys::window() else {
        return false;
    };
    let answer = JsFuture::from(window.fetch_with_str_and_init(url, &init));
    let given_up = pin!(clock::pause(PROBE_MS));
    matches!(select(answer, given_up).await, Either::Left((Ok(_), _)))
}

/// A request that is under way, and is cancelled when it is dropped before it is over.
pub(crate) struct Sent {
    answer: Promise,
    controller: AbortController,
    is_over: Cell<bool>,
}

impl Drop for Sent {
    fn drop(&mut self) {
        if !self.is_over.get() {
            self.controller.abort();
        }
    }
}

impl Sent {
    /// The request for which `fetch` returned `answer`, and which `controller` cancels.
    pub(crate) fn under_way(answer: Promise, controller: AbortController) -> Self {
        Self {
            answer,
            controller,
            is_over: Cell::new(false),
        }
    }

    /// Sends `call`; nothing where a browser cannot send it.
    fn new(call: &Call<'_>) -> Option<Self> {
        let headers = Headers::new().ok()?;
        let init = RequestInit::new();
        init.set_method(call.method);
        if let Some((bytes, media_type)) = call.body {
            init.set_body(&Uint8Array::from(bytes));
            headers.set("content-type", media_type).ok()?;
        }
        for (name, value) in call.headers {
            headers.set(name, value).ok()?;
        }
        if let Some(authorization) = call.authorization {
            headers.set("authorization", authorization).ok()?;
        }
        let controller = AbortController::new().ok()?;
        init.set_headers(&headers);
        init.set_cache(call.cache);
        init.set_credentials(call.credentials);
        init.set_redirect(call.redirect);
        init.set_referrer_policy(ReferrerPolicy::NoReferrer);
        init.set_signal(Some(&controller.signal()));
        Reflect::set(&init, &"keepalive".into(), &call.keepalive.into()).ok()?;
        let request = web_sys::Request::new_with_str_and_init(call.url, &init).ok()?;
        let answer = web_sys::window()?.fetch_with_request(&request);
        Some(Self::under_way(answer, controller))
    }

    async fn answer(&self, limit: usize) -> Result<Reply, HttpError> {
        let answer = JsFuture::from(self.answer.clone()).await?;
        let answer: web_sys::Response = answer.dyn_into()?;
        if answer.type_() == ResponseType::Opaqueredirect || answer.redirected() {
            return Err(HttpError::Redirected);
        }
        let body = match answer.body() {
            Some(stream) => read(&stream, limit).await?,
            None => Vec::new(),
        };
        self.is_over.set(true);
        let response = Response::from(answer);
        Ok(Reply {
            status: response.status(),
            headers: response.headers().entries().collect(),
            body,
        })
    }
}

/// Reads a body piece by piece, so that the program never holds it twice, nor more of it than `limit`.
async fn read(stream: &ReadableStream, limit: usize) -> Result<Vec<u8>, HttpError> {
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut body = Vec::new();
    loop {
        let piece = JsFuture::from(reader.read()).await?;
        let piece: ReadableStreamReadResult = piece.unchecked_into();
        if piece.get_done() == Some(true) {
            return Ok(body);
        }
        // The body of an answer consists of bytes (Fetch §2.2.4).
        let bytes: Uint8Array = piece.get_value().unchecked_into();
        let (start, end) = (body.len(), body.len() + bytes.length() as usize);
        if end > limit {
            return Err(HttpError::TooLarge);
        }
        body.resize(end, 0);
        if let Some(place) = body.get_mut(start..) {
            bytes.copy_to(place);
        }
    }
}
