//! A browser as far as these tests need one, and the steps of a login.

use std::{cell::RefCell, collections::BTreeMap};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use local_cognito::{CLIENT_ID, DEMO_PASSWORD, DEMO_USER, Entry, LocalCognito, Options, Running};
use reqwest::{
    Client, Method,
    header::{COOKIE, HeaderMap, LOCATION, SET_COOKIE},
    redirect::Policy,
};
use serde_json::Value;
use url::{Url, form_urlencoded};

pub(crate) const APP: &str = "http://localhost:3000";
pub(crate) const CALLBACK: &str = "http://localhost:3000/dashboard";
/// RFC 7636 Appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub(crate) const API_SCOPE: &str = "awesomeapi-resource-server/awesomeapi.read";

pub(crate) type Pairs = Vec<(String, String)>;

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub(crate) fn text(&self, member: &str) -> String {
        self.json()[member].as_str().unwrap().to_owned()
    }

    pub(crate) fn location(&self) -> String {
        self.header(LOCATION.as_str()).unwrap().to_owned()
    }

    /// Path and parameters of a redirect, relative or not.
    pub(crate) fn redirect(&self) -> (String, BTreeMap<String, String>) {
        assert_eq!(self.status, 302, "{}", self.body);
        let base = Url::parse("http://pool.test").unwrap();
        let url = base.join(&self.location()).unwrap();
        let address = match url.host_str() {
            Some("pool.test") => url.path().to_owned(),
            _ => format!("{}{}", url.origin().ascii_serialization(), url.path()),
        };
        (address, url.query_pairs().into_owned().collect())
    }

    pub(crate) fn alert(&self) -> &str {
        let (_, rest) = self.body.split_once(r#"<p role="alert">"#).unwrap();
        rest.split_once("</p>").unwrap().0
    }
}

pub(crate) struct Browser {
    pub(crate) pool: Running,
    http: Client,
    pub(crate) cookies: RefCell<BTreeMap<String, String>>,
}

pub(crate) fn pairs(pairs: &[(&str, &str)]) -> Pairs {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// Sets, or with an empty value takes away.
pub(crate) fn with(mut all: Pairs, changes: &[(&str, &str)]) -> Pairs {
    for (name, value) in changes {
        all.retain(|(key, _)| key != name);
        if !value.is_empty() {
            all.push(((*name).to_owned(), (*value).to_owned()));
        }
    }
    all
}

pub(crate) fn encode(pairs: &Pairs) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

/// What an app asks for at a login.
pub(crate) fn request() -> Pairs {
    pairs(&[
        ("response_type", "code"),
        ("client_id", CLIENT_ID),
        ("redirect_uri", CALLBACK),
        ("scope", &format!("openid {API_SCOPE}")),
        ("state", "a state/with+signs&=%"),
        ("nonce", "the-nonce"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ])
}

/// The names of an object's members, sorted: they have no order of their own.
pub(crate) fn members(object: &Value) -> Vec<&str> {
    let members = object.as_object().expect("an object");
    let mut names: Vec<_> = members.keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

pub(crate) fn claims(token: &str) -> Value {
    part(token, 1)
}

pub(crate) fn header(token: &str) -> Value {
    part(token, 0)
}

fn part(token: &str, at: usize) -> Value {
    let part = token.split('.').nth(at).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

impl Browser {
    /// The port that the pool listens on.
    pub(crate) fn port(&self) -> u16 {
        let (_, port) = self.pool.origin().rsplit_once(':').unwrap();
        port.parse().unwrap()
    }

    pub(crate) async fn new() -> Self {
        Self::with(Options::for_test(APP)).await
    }

    pub(crate) async fn with(options: Options) -> Self {
        Self::of(LocalCognito::start(options).await.unwrap())
    }

    pub(crate) fn of(pool: Running) -> Self {
        let http = Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Self {
            pool,
            http,
            cookies: RefCell::default(),
        }
    }

    /// A path is one of the pool's; a whole address stays as it is.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> Result<Answer, reqwest::Error> {
        let url = if path.starts_with('/') {
            format!("{}{path}", self.pool.origin())
        } else {
            path.to_owned()
        };
        let mut request = self.http.request(method, url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let cookies: Vec<_> = self
            .cookies
            .borrow()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies.join("; "));
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let response = request.send().await?;
        for cookie in response.headers().get_all(SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.borrow_mut().remove(name);
            } else {
                self.cookies
                    .borrow_mut()
                    .insert(name.to_owned(), value.to_owned());
            }
        }
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Answer {
            status,
            headers,
            body: response.text().await?,
        })
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], None).await.unwrap()
    }

    pub(crate) async fn get_with(&self, path: &str, authorization: &str) -> Answer {
        self.send(Method::GET, path, &[("authorization", authorization)], None)
            .await
            .unwrap()
    }

    pub(crate) async fn visit(&self, path: &str, query: &Pairs) -> Answer {
        self.get(&format!("{path}?{}", encode(query))).await
    }

    pub(crate) async fn authorize(&self, changes: &[(&str, &str)]) -> Answer {
        self.visit("/oauth2/authorize", &with(request(), changes))
            .await
    }

    pub(crate) async fn post(&self, path: &str, form: &Pairs) -> Answer {
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        self.send(Method::POST, path, &headers, Some(encode(form)))
            .await
            .unwrap()
    }

    /// Opens a page's form and sends it with its own token.
    pub(crate) async fn submit(
        &self,
        path: &str,
        query: &Pairs,
        fields: &[(&str, &str)],
    ) -> Answer {
        let page = self.visit(path, query).await;
        let (_, rest) = page.body.split_once(r#"name="_csrf" value=""#).unwrap();
        let token = rest.split('"').next().unwrap();
        let form = with(pairs(fields), &[("_csrf", token)]);
        self.post(&format!("{path}?{}", encode(query)), &form).await
    }

    /// Signs the demo user in and gives the code.
    pub(crate) async fn code(&self, changes: &[(&str, &str)]) -> String {
        let fields = [("username", DEMO_USER), ("password", DEMO_PASSWORD)];
        self.code_from("/login", changes, &fields).await
    }

    /// Sends the form of a login page and gives the code.
    pub(crate) async fn code_from(
        &self,
        page: &str,
        changes: &[(&str, &str)],
        fields: &[(&str, &str)],
    ) -> String {
        let answer = self.submit(page, &with(request(), changes), fields).await;
        let (address, params) = answer.redirect();
        assert_eq!(address, CALLBACK);
        params["code"].clone()
    }

    /// A whole login with an email address and a password: the token answer.
    pub(crate) async fn tokens_of(&self, email: &str, password: &str) -> Answer {
        let fields = [("username", email), ("password", password)];
        let code = self.code_from("/login", &[], &fields).await;
        self.exchange(&code).await
    }

    /// A whole login at the fake Google: the token answer.
    pub(crate) async fn google_tokens(&self, account: &str, changes: &[(&str, &str)]) -> Answer {
        let fields = [("account", account)];
        let code = self.code_from("/google", changes, &fields).await;
        self.exchange(&code).await
    }

    pub(crate) fn exchange_form(code: &str) -> Pairs {
        pairs(&[
            ("grant_type", "authorization_code"),
            ("client_id", CLIENT_ID),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ])
    }

    pub(crate) async fn token(&self, form: &Pairs) -> Answer {
        self.post("/oauth2/token", form).await
    }

    /// A whole login: the token answer.
    pub(crate) async fn tokens(&self) -> Answer {
        self.tokens_for(&[]).await
    }

    pub(crate) async fn tokens_for(&self, changes: &[(&str, &str)]) -> Answer {
        let code = self.code(changes).await;
        self.exchange(&code).await
    }

    async fn exchange(&self, code: &str) -> Answer {
        let answer = self.token(&Self::exchange_form(code)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer
    }

    pub(crate) async fn renew(&self, refresh_token: &str) -> Answer {
        self.token(&pairs(&[
            ("grant_type", "refresh_token"),
            ("client_id", CLIENT_ID),
            ("refresh_token", refresh_token),
        ]))
        .await
    }

    pub(crate) fn last(&self) -> Entry {
        self.pool.log().pop().unwrap()
    }
}
