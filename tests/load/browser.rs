//! What a browser does: it logs in at the provider without a form, keeps cookies, and calls.

use std::time::{Duration, Instant};

use end_to_end::agent::{Agent, Reply};
use end_to_end::login;
use local_cognito::{DEMO_PASSWORD, DEMO_USER};
use reqwest::{Method, Url};

/// One person's browser.
pub(crate) struct Browser {
    origin: String,
    site: Agent,
    provider: Agent,
}

impl Browser {
    /// A browser whose person has signed in at the provider before.
    pub(crate) async fn new(origin: &str) -> Self {
        let browser = Self {
            origin: origin.to_owned(),
            site: Agent::default(),
            provider: Agent::default(),
        };
        let (authorize, _) = browser.begin().await;
        login::submit(&browser.provider, &authorize, DEMO_USER, DEMO_PASSWORD).await;
        browser
    }

    /// Logs in; with what the server took for its two steps.
    pub(crate) async fn log_in(&self) -> Duration {
        self.site.forget_cookies();
        let (authorize, first) = self.begin().await;
        let callback = next(&self.provider.get(authorize.as_str()).await);
        let (answer, second) = self.get(callback.as_str()).await;
        next(&answer);
        first + second
    }

    /// Begins a login; with the provider's address and what the server took.
    async fn begin(&self) -> (Url, Duration) {
        let (answer, taken) = self.get(&format!("{}/auth/login", self.origin)).await;
        (next(&answer), taken)
    }

    /// Calls the API through the proxy.
    pub(crate) async fn call_api(&self) -> Duration {
        self.sees("/api/orders", "Hello From Protected Resource")
            .await
    }

    /// Asks who is signed in.
    pub(crate) async fn ask_status(&self) -> Duration {
        self.sees("/auth/session", r#""signed_in":true"#).await
    }

    async fn sees(&self, path: &str, expected: &str) -> Duration {
        let (answer, taken) = self.get(&format!("{}{path}", self.origin)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert!(answer.body.contains(expected), "{}", answer.body);
        taken
    }

    async fn get(&self, url: &str) -> (Reply, Duration) {
        let request = self.site.request(Method::GET, url);
        let request = request.header("x-requested-with", "XMLHttpRequest");
        let begun = Instant::now();
        let answer = self.site.send(request).await;
        (answer, begun.elapsed())
    }
}

/// Where a redirect leads.
fn next(answer: &Reply) -> Url {
    let Reply { url, status, .. } = answer;
    answer
        .location()
        .unwrap_or_else(|| panic!("{url} leads nowhere: {status}"))
}
