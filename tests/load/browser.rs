//! What a browser does: it logs in at the provider without a form, keeps cookies, and calls.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use local_cognito::{DEMO_PASSWORD, DEMO_USER};
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response, StatusCode};

/// One person's browser.
pub(crate) struct Browser {
    client: Client,
    origin: String,
    /// Cookies of the site.
    cookies: BTreeMap<String, String>,
    /// The provider's session, as a header.
    provider_cookies: String,
}

impl Browser {
    /// A browser whose person has signed in at the provider before.
    pub(crate) async fn new(origin: &str, provider: &str) -> Result<Self, String> {
        let client = Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .build()
            .map_err(failed)?;
        let mut browser = Self {
            client,
            origin: origin.to_owned(),
            cookies: BTreeMap::new(),
            provider_cookies: String::new(),
        };
        let (login, _) = browser.begin().await?;
        let authorize = browser.client.get(&login).send().await.map_err(failed)?;
        let page = next(&authorize, provider)?;
        let form = browser.client.get(&page).send().await.map_err(failed)?;
        let (name, token) = set_cookies(&form).next().ok_or("no login form")?;
        let fields = [
            ("_csrf", token.as_str()),
            ("username", DEMO_USER),
            ("password", DEMO_PASSWORD),
        ];
        let request = browser.client.post(page).form(&fields);
        let request = request.header(COOKIE, format!("{name}={token}"));
        let answer = request.send().await.map_err(failed)?;
        let cookies = set_cookies(&answer).map(|(name, value)| format!("{name}={value}"));
        browser.provider_cookies = cookies.collect::<Vec<_>>().join("; ");
        Ok(browser)
    }

    /// Logs in; with what the server took for its two steps.
    pub(crate) fn log_in(&mut self) -> BoxFuture<'_, Result<Duration, String>> {
        async move {
            self.cookies.clear();
            let (authorize, first) = self.begin().await?;
            let request = self.client.get(&authorize);
            let answer = request.header(COOKIE, &self.provider_cookies).send().await;
            let callback = next(&answer.map_err(failed)?, &self.origin)?;
            let begun = Instant::now();
            let answer = self.send(self.client.get(callback)).await?;
            let second = begun.elapsed();
            if !answer.status().is_redirection() {
                return Err(format!("a login ended with {}", answer.status()));
            }
            Ok(first + second)
        }
        .boxed()
    }

    /// Begins a login; with the provider's address and what the server took.
    async fn begin(&mut self) -> Result<(String, Duration), String> {
        let begun = Instant::now();
        let answer = self.send(self.client.get(self.at("/auth/login"))).await?;
        let taken = begun.elapsed();
        Ok((next(&answer, &self.origin)?, taken))
    }

    /// Calls the API through the proxy.
    pub(crate) fn call_api(&mut self) -> BoxFuture<'_, Result<Duration, String>> {
        self.get("/api/orders", "Hello From Protected Resource")
    }

    /// Asks who is signed in.
    pub(crate) fn ask_status(&mut self) -> BoxFuture<'_, Result<Duration, String>> {
        self.get("/auth/session", r#""signed_in":true"#)
    }

    fn get(
        &mut self,
        path: &str,
        expected: &'static str,
    ) -> BoxFuture<'_, Result<Duration, String>> {
        let request = self.client.get(self.at(path));
        async move {
            let begun = Instant::now();
            let answer = self.send(request).await?;
            let status = answer.status();
            let body = answer.text().await.map_err(failed)?;
            let taken = begun.elapsed();
            match status == StatusCode::OK && body.contains(expected) {
                true => Ok(taken),
                false => Err(format!("{status}: {body}")),
            }
        }
        .boxed()
    }

    async fn send(&mut self, request: RequestBuilder) -> Result<Response, String> {
        let cookies = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        let cookies = cookies.collect::<Vec<_>>().join("; ");
        let request = request
            .header(COOKIE, cookies)
            .header("x-requested-with", "XMLHttpRequest");
        let answer = request.send().await.map_err(failed)?;
        for (name, value) in set_cookies(&answer) {
            match value.is_empty() {
                true => self.cookies.remove(&name),
                false => self.cookies.insert(name, value),
            };
        }
        Ok(answer)
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }
}

fn set_cookies(answer: &Response) -> impl Iterator<Item = (String, String)> {
    let all = answer.headers().get_all(SET_COOKIE).iter();
    all.filter_map(|cookie| {
        let (name, value) = cookie.to_str().ok()?.split(';').next()?.split_once('=')?;
        Some((name.to_owned(), value.to_owned()))
    })
}

/// Where a redirect leads, from a page of `origin`.
fn next(answer: &Response, origin: &str) -> Result<String, String> {
    let location = answer.headers().get(LOCATION);
    let location = location.and_then(|location| location.to_str().ok());
    let location =
        location.ok_or_else(|| format!("{} leads nowhere: {}", answer.url(), answer.status()))?;
    Ok(match location.starts_with('/') {
        true => format!("{origin}{location}"),
        false => location.to_owned(),
    })
}

fn failed(error: reqwest::Error) -> String {
    error.to_string()
}
