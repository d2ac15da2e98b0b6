//! The authorization code flow, step by step, over plain HTTP.

use reqwest::Url;
use serde_json::Value;

use crate::agent::{Agent, Reply, query};
use crate::form::Form;
use crate::pkce::{Pkce, unique};
use crate::provider::Provider;

/// What a client keeps between authorize and token, and what it asks for.
pub struct Attempt {
    /// PKCE pair of this attempt.
    pub pkce: Pkce,
    /// `state`, to be returned verbatim.
    pub state: String,
    /// `nonce`, to be found in the ID token.
    pub nonce: String,
    /// `scope`, space-separated.
    pub scope: String,
}

impl Attempt {
    /// An attempt that asks for `scope`.
    pub fn new(scope: &str) -> Self {
        Self {
            pkce: Pkce::default(),
            state: unique("state"),
            nonce: unique("nonce"),
            scope: scope.to_owned(),
        }
    }

    /// The authorize request's parameters.
    pub fn parameters<'a>(&'a self, provider: &'a Provider) -> Vec<(&'a str, &'a str)> {
        vec![
            ("response_type", "code"),
            ("client_id", &provider.client_id),
            ("redirect_uri", &provider.redirect_uri),
            ("scope", &self.scope),
            ("state", &self.state),
            ("nonce", &self.nonce),
            ("code_challenge", &self.pkce.challenge),
            ("code_challenge_method", "S256"),
        ]
    }

    /// The authorize address.
    pub fn url(&self, provider: &Provider) -> Url {
        authorize_url(provider, &self.parameters(provider))
    }

    /// Exchanges `code` as this attempt's client.
    pub async fn exchange(&self, provider: &Provider, code: &str) -> Reply {
        token(
            provider,
            &[
                ("grant_type", "authorization_code"),
                ("client_id", &provider.client_id),
                ("redirect_uri", &provider.redirect_uri),
                ("code", code),
                ("code_verifier", &self.pkce.verifier),
            ],
        )
        .await
    }
}

/// The authorize address with exactly these parameters.
pub fn authorize_url(provider: &Provider, parameters: &[(&str, &str)]) -> Url {
    let address = format!("{}/oauth2/authorize", provider.domain);
    Url::parse_with_params(&address, parameters).expect("the domain is an address")
}

/// A token request with exactly these fields.
pub async fn token(provider: &Provider, fields: &[(&str, &str)]) -> Reply {
    let url = format!("{}/oauth2/token", provider.domain);
    Agent::default()
        .post_form(&url, &provider.app_origin(), fields)
        .await
}

/// Renews with `refresh_token`.
pub async fn refresh(provider: &Provider, refresh_token: &str) -> Reply {
    token(
        provider,
        &[
            ("grant_type", "refresh_token"),
            ("client_id", &provider.client_id),
            ("refresh_token", refresh_token),
        ],
    )
    .await
}

/// Opens the authorize address, fills in the hosted form and submits it.
///
/// Returns the provider's answer to the form.
pub async fn submit(agent: &Agent, url: &Url, user: &str, password: &str) -> Reply {
    let page = agent.get(url.as_str()).await;
    let page = agent.follow(page).await;
    let mut form = Form::first(&page.body)
        .unwrap_or_else(|| panic!("no form at {} ({})", page.url, page.status));
    form.set("username", user);
    form.set("password", password);
    let target = match form.action.as_str() {
        "" => page.url.clone(),
        action => page.url.join(action).expect("the action is an address"),
    };
    let origin = page.url.origin().ascii_serialization();
    let fields: Vec<_> = form
        .fields
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    agent.post_form(target.as_str(), &origin, &fields).await
}

/// Signs the provider's user in and returns the code that came back.
pub async fn code(agent: &Agent, provider: &Provider, attempt: &Attempt) -> String {
    let url = attempt.url(provider);
    let reply = submit(agent, &url, &provider.user, &provider.password).await;
    let back = reply
        .location()
        .unwrap_or_else(|| panic!("no redirect after the form ({})", reply.status));
    assert!(
        back.as_str().starts_with(&provider.redirect_uri),
        "came back to {}",
        back.path()
    );
    assert_eq!(
        query(&back, "state").as_deref(),
        Some(attempt.state.as_str())
    );
    query(&back, "code").expect("a code came back")
}

/// A whole login with `scope`: the token response.
pub async fn tokens(provider: &Provider, scope: &str) -> Value {
    let attempt = Attempt::new(scope);
    let code = code(&Agent::default(), provider, &attempt).await;
    let reply = attempt.exchange(provider, &code).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()
}
