//! A browser as far as these tests need one: it keeps cookies with their attributes, follows nothing by
//! itself, and signs in at the local pool.

use std::collections::BTreeMap;
use std::sync::Mutex;

use axum::http::{HeaderMap, Method};
use local_cognito::{DEMO_PASSWORD, DEMO_USER};
use serde_json::Value;
use url::Url;

use crate::world::{SITE, World, http};

pub(crate) const REQUESTED_WITH: (&str, &str) = ("x-requested-with", "XMLHttpRequest");

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn location(&self) -> &str {
        assert_eq!(self.status, 303, "{}", self.body);
        self.header("location").unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{}", self.body))
    }

    /// The code of a failure.
    pub(crate) fn error(&self) -> String {
        self.json()["error"].as_str().unwrap().to_owned()
    }

    /// The `Set-Cookie` headers.
    pub(crate) fn cookies(&self) -> Vec<&str> {
        let values = self.headers.get_all("set-cookie").iter();
        values.map(|value| value.to_str().unwrap()).collect()
    }
}

/// Where a request comes from, which decides about `SameSite=Strict` cookies.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum From {
    Site,
    AnotherSite,
}

pub(crate) struct Browser {
    backend: String,
    http: reqwest::Client,
    /// Names of cookies, with values and attributes.
    jar: Mutex<BTreeMap<String, (String, String)>>,
}

impl Browser {
    pub(crate) fn new(backend: &str) -> Self {
        Self {
            backend: backend.into(),
            http: http(),
            jar: Mutex::default(),
        }
    }

    /// The same browser at another process of the same backend.
    pub(crate) fn at(&self, backend: &str) -> Self {
        Self {
            backend: backend.into(),
            http: http(),
            jar: Mutex::new(self.jar.lock().unwrap().clone()),
        }
    }

    pub(crate) fn cookie(&self, prefix: &str) -> Option<(String, String)> {
        let jar = self.jar.lock().unwrap();
        let found = jar.iter().find(|(name, _)| name.starts_with(prefix));
        found.map(|(name, (value, _))| (name.clone(), value.clone()))
    }

    pub(crate) fn session(&self) -> String {
        self.cookie("__Host-session").unwrap().1
    }

    pub(crate) fn set_cookie(&self, name: &str, value: &str, attributes: &str) {
        let entry = (value.into(), attributes.into());
        self.jar.lock().unwrap().insert(name.into(), entry);
    }

    pub(crate) async fn send(
        &self,
        from: From,
        method: Method,
        target: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Answer {
        let target = target.strip_prefix(SITE).unwrap_or(target);
        let mut request = self
            .http
            .request(method, format!("{}{target}", self.backend));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let cookies: Vec<_> = self
            .jar
            .lock()
            .unwrap()
            .iter()
            .filter(|(_, (_, flags))| from == From::Site || flags.contains("SameSite=Lax"))
            .map(|(name, (value, _))| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        let answer = request.body(body).send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = answer.bytes().await.unwrap();
        let answer = Answer {
            status,
            headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        };
        for cookie in answer.cookies() {
            let (pair, flags) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            match flags.contains("Max-Age=0") {
                true => drop(self.jar.lock().unwrap().remove(name)),
                false => self.set_cookie(name, value, flags),
            }
        }
        answer
    }

    /// A navigation within the site.
    pub(crate) async fn open(&self, target: &str) -> Answer {
        let headers = [
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
        ];
        self.send(From::Site, Method::GET, target, &headers, Vec::new())
            .await
    }

    /// A navigation that began at the provider's site.
    pub(crate) async fn come_back(&self, target: &str) -> Answer {
        let headers = [
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
            ("sec-fetch-site", "cross-site"),
        ];
        self.send(From::AnotherSite, Method::GET, target, &headers, Vec::new())
            .await
    }

    /// A request by the site's own script.
    pub(crate) async fn call(&self, method: Method, target: &str) -> Answer {
        self.call_with(method, target, &[], Vec::new()).await
    }

    pub(crate) async fn call_with(
        &self,
        method: Method,
        target: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Answer {
        let own = [
            REQUESTED_WITH,
            ("origin", SITE),
            ("sec-fetch-site", "same-origin"),
        ];
        let headers = [&own[..], headers].concat();
        self.send(From::Site, method, target, &headers, body).await
    }

    pub(crate) async fn get(&self, target: &str) -> Answer {
        self.call(Method::GET, target).await
    }

    pub(crate) async fn status(&self) -> Value {
        let answer = self.get("/auth/session").await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    /// Begins a login, and signs the demo user in at the pool: the address of the callback.
    pub(crate) async fn callback_of(&self, world: &World, target: &str) -> String {
        let answer = self.open(target).await;
        sign_in(world, answer.location()).await
    }

    /// A whole login.
    pub(crate) async fn sign_in(&self, world: &World) {
        let callback = self
            .callback_of(world, "/auth/login?return_to=/orders")
            .await;
        let answer = self.come_back(&callback).await;
        assert_eq!(answer.location(), "/orders", "{:?}", answer.headers);
    }
}

/// Signs the demo user in at the pool's own page: the address that it redirects to.
pub(crate) async fn sign_in(world: &World, authorize: &str) -> String {
    let query = Url::parse(authorize).unwrap().query().unwrap().to_owned();
    let page = format!("{}/login?{query}", world.pool.origin());
    let form = http().get(&page).send().await.unwrap();
    let cookie = form.headers()["set-cookie"].to_str().unwrap().to_owned();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let (_, csrf) = cookie.split_once('=').unwrap();
    let fields = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("_csrf", csrf),
            ("username", DEMO_USER),
            ("password", DEMO_PASSWORD),
        ])
        .finish();
    let answer = http()
        .post(&page)
        .header("cookie", &cookie)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(fields)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 302);
    answer.headers()["location"].to_str().unwrap().to_owned()
}

/// The parameters of an address.
pub(crate) fn query_of(address: &str) -> BTreeMap<String, String> {
    let address = Url::parse(SITE).unwrap().join(address).unwrap();
    address.query_pairs().into_owned().collect()
}
