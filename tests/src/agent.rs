//! A user agent over plain HTTP: keeps cookies, never follows a redirect by itself.

use std::collections::BTreeMap;
use std::sync::Mutex;

use reqwest::header::{COOKIE, HeaderMap, LOCATION, SET_COOKIE};
use reqwest::{Method, RequestBuilder, Url};
use serde_json::Value;

/// One user with one cookie jar.
///
/// The jar ignores domains and paths: an agent is only ever pointed at one provider.
#[derive(Debug)]
pub struct Agent {
    http: reqwest::Client,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Reply {
    /// The address that answered.
    pub url: Url,
    /// HTTP status code.
    pub status: u16,
    /// Header fields.
    pub headers: HeaderMap,
    /// The body, as text.
    pub body: String,
}

impl Default for Agent {
    fn default() -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("an HTTP client without TLS needs nothing from the system");
        Self {
            http,
            cookies: Mutex::default(),
        }
    }
}

impl Agent {
    /// A request that [`Agent::send`] sends.
    pub fn request(&self, method: Method, url: &str) -> RequestBuilder {
        self.http.request(method, url)
    }

    /// `GET url`.
    pub async fn get(&self, url: &str) -> Reply {
        self.send(self.request(Method::GET, url)).await
    }

    /// `POST url` with a form, as a page of `origin` would send it.
    pub async fn post_form(&self, url: &str, origin: &str, fields: &[(&str, &str)]) -> Reply {
        let request = self.request(Method::POST, url).header("origin", origin);
        self.send(request.form(fields)).await
    }

    /// Sends the request with this agent's cookies and takes up those of the answer.
    pub async fn send(&self, request: RequestBuilder) -> Reply {
        let jar = self.cookies();
        let request = if jar.is_empty() {
            request
        } else {
            let pairs: Vec<_> = jar.iter().map(|(k, v)| format!("{k}={v}")).collect();
            request.header(COOKIE, pairs.join("; "))
        };
        let response = request.send().await.expect("the provider answers");
        let reply = Reply {
            url: response.url().clone(),
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.text().await.expect("the answer is text"),
        };
        self.take_up_cookies(&reply.headers);
        reply
    }

    /// Follows redirects of the provider itself, up to a page or to another origin.
    pub async fn follow(&self, mut reply: Reply) -> Reply {
        for _ in 0..10 {
            match reply.location() {
                Some(next) if next.origin() == reply.url.origin() => {
                    reply = self.get(next.as_str()).await;
                }
                _ => return reply,
            }
        }
        panic!("more than ten redirects, the last to {}", reply.url);
    }

    /// The names and values of the cookies that it keeps.
    pub fn cookies(&self) -> BTreeMap<String, String> {
        self.cookies.lock().unwrap().clone()
    }

    /// Forgets them all, as a browser that was never here.
    pub fn forget_cookies(&self) {
        self.cookies.lock().unwrap().clear();
    }

    fn take_up_cookies(&self, headers: &HeaderMap) {
        let mut jar = self.cookies.lock().unwrap();
        for field in headers.get_all(SET_COOKIE) {
            let field = field.to_str().expect("cookies are ASCII");
            let (pair, attributes) = field.split_once(';').unwrap_or((field, ""));
            let (name, value) = pair.split_once('=').expect("a cookie has a name");
            let expired = attributes
                .split(';')
                .any(|a| a.trim().eq_ignore_ascii_case("max-age=0"));
            if expired || value.is_empty() {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

impl Reply {
    /// Where a redirect leads, resolved against the address that answered.
    pub fn location(&self) -> Option<Url> {
        let location = self.headers.get(LOCATION)?;
        let text = location.to_str().expect("Location is ASCII");
        Some(self.url.join(text).expect("Location is an address"))
    }

    /// A header field, or the empty string.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| {
            v.to_str()
                .expect("header fields of these answers are ASCII")
        })
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|e| panic!("{} answered {} with no JSON ({e})", self.url, self.status))
    }

    /// The `error` member of a JSON body.
    pub fn error(&self) -> String {
        self.json()["error"].as_str().unwrap_or_default().to_owned()
    }
}

/// The value of a query parameter; panics when it is there twice.
pub fn query(url: &Url, name: &str) -> Option<String> {
    let mut values = url.query_pairs().filter(|(key, _)| key == name);
    let value = values.next().map(|(_, value)| value.into_owned());
    assert!(values.next().is_none(), "{name} is there twice");
    value
}
