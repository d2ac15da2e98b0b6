//! An OpenID-certified provider that was not written here, found by its issuer alone: discovery,
//! RFC 9207's `iss`, opaque access tokens, refresh tokens that work once, RP-initiated logout.

use std::path::PathBuf;
use std::process::Command;

use end_to_end::agent::{Agent, Reply, query};
use end_to_end::browser::Role;
use end_to_end::child::{Running, free_port};
use end_to_end::harness::{Harness, Setup};
use serde_json::{Value, json};

const CLIENT_ID: &str = "app";
const USER: &str = "jane";

/// The provider and the API beside it.
struct Provider {
    issuer: String,
    app: String,
    _process: Running,
}

impl Provider {
    fn start(port: u16, lifetime_s: u32, harness: &Harness) -> Self {
        let package = std::env::var_os("OIDC_PROVIDER");
        let package = package.expect("OIDC_PROVIDER, which `cargo xtask test` sets");
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("openid/provider.mjs");
        let mut node = Command::new("node");
        node.arg(script)
            .arg(port.to_string())
            .arg(harness.at(""))
            .arg(lifetime_s.to_string())
            .env("OIDC_PROVIDER", package);
        Self {
            issuer: issuer(port),
            app: harness.at(""),
            _process: Running::start(node, port).unwrap_or_else(|reason| panic!("{reason}")),
        }
    }

    /// What the provider answers to this form of the app's client.
    async fn answers(&self, path: &str, field: (&str, &str)) -> Reply {
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", CLIENT_ID),
            field,
        ];
        let endpoint = format!("{}{path}", self.issuer);
        let agent = Agent::default();
        agent.post_form(&endpoint, &self.app, &form).await
    }
}

fn issuer(port: u16) -> String {
    format!("http://localhost:{port}")
}

fn run(body: impl AsyncFnOnce(&Harness, &Provider)) {
    run_with_lifetime(3600, body);
}

/// Runs in a harness whose configuration names nothing of the provider but its issuer, with access
/// tokens that live so many seconds.
fn run_with_lifetime(lifetime_s: u32, body: impl AsyncFnOnce(&Harness, &Provider)) {
    let port = free_port();
    Setup::default()
        .config("domain", Value::Null)
        .config("issuer", issuer(port))
        .config("client_id", CLIENT_ID)
        .config(
            "scopes",
            json!(["openid", "profile", "email", "offline_access", "api.read"]),
        )
        .config("api_url", format!("{}/api", issuer(port)))
        // OpenID Connect Core §11: a refresh token is asked of the person.
        .config("prompt", "consent")
        .run(async |harness: &Harness| {
            let provider = Provider::start(port, lifetime_s, harness);
            body(harness, &provider).await;
            assert!(harness.pool.log().is_empty(), "the local pool was asked");
        });
}

/// To the provider's page that asks for consent.
async fn sign_in(harness: &Harness) {
    harness.open("/").await;
    harness.tab.press("Log in").await;
    harness.tab.sees(Role::Button, "Sign-in").await;
    let script = format!(
        "document.querySelector('[name=login]').value = '{USER}';
        document.querySelector('[name=password]').value = 'anything';
        return null"
    );
    harness.tab.eval(&script).await;
    harness.tab.press("Sign-in").await;
    harness.tab.sees(Role::Button, "Continue").await;
}

async fn log_in(harness: &Harness) {
    sign_in(harness).await;
    harness.tab.press("Continue").await;
    is_signed_in(harness).await;
}

async fn is_signed_in(harness: &Harness) {
    harness.tab.sees(Role::Button, "Call protected API").await;
    harness.tab.says(&format!("Signed in as {USER}")).await;
}

async fn log_out(harness: &Harness) {
    harness.tab.press("Log out").await;
    harness.tab.press("Yes, sign me out").await;
    harness.arrives_at("/").await;
}

async fn calls_the_api(harness: &Harness) {
    harness.tab.press("Call protected API").await;
    let response = harness.tab.sees(Role::Region, "Response").await;
    assert!(response.contains("Hello jane"), "{response}");
}

async fn renews(harness: &Harness) {
    let before = harness.tokens().await;
    harness.tab.press("Renew now").await;
    harness.keeps_another_access_token_than(&before).await;
    let after = harness.tokens().await;
    assert_ne!(after.refresh_token, before.refresh_token, "rotation");
}

async fn refresh_token(harness: &Harness) -> String {
    let script = "return JSON.parse(sessionStorage['leptos-cognito.session']).refresh_token";
    let token = harness.tab.eval(script).await;
    token.as_str().expect("a refresh token").to_owned()
}

#[test]
fn from_the_login_to_the_api_and_out_again() {
    run(async |harness, provider| {
        log_in(harness).await;
        harness.arrives_at("/dashboard").await;
        harness.tab.unfold().await;
        let claims = harness
            .tab
            .eval("return document.querySelector('details').textContent")
            .await;
        let claims = claims.as_str().expect("the claims of the ID token");
        for part in ["Claims of the ID token", &provider.issuer, "nonce", USER] {
            assert!(claims.contains(part), "{part}: {claims}");
        }
        calls_the_api(harness).await;
        harness.tab.press("Load profile").await;
        harness.tab.says("Jane Doe").await;
        harness.tab.says("jane@example.com").await;

        renews(harness).await;
        calls_the_api(harness).await;
        harness.tab.reload().await;
        is_signed_in(harness).await;
        renews(harness).await;
        calls_the_api(harness).await;

        let token = refresh_token(harness).await;
        log_out(harness).await;
        harness.tab.sees(Role::Control, "Log in").await;
        harness.keeps_no_token().await;
        let renewed = provider.answers("/token", ("refresh_token", &token)).await;
        assert_eq!(renewed.error(), "invalid_grant");
    });
}

#[test]
fn what_it_is_sent_has_pkce_a_nonce_and_no_token() {
    run(async |harness, provider| {
        log_in(harness).await;
        log_out(harness).await;
        let requests = harness.tab.requests().await;
        let to = |path: &str| {
            let url = format!("{}{path}", provider.issuer);
            requests
                .iter()
                .find(|request| request.url.as_str().starts_with(&url))
                .unwrap_or_else(|| panic!("nothing was sent to {path}"))
        };
        let authorize = &to("/auth?").url;
        assert_eq!(
            query(authorize, "code_challenge_method").as_deref(),
            Some("S256")
        );
        assert!(query(authorize, "nonce").is_some_and(|nonce| nonce.len() == 43));
        assert!(to("/token").body.contains("code_verifier="));
        let end = &to("/session/end?").url;
        let names: Vec<_> = end
            .query_pairs()
            .map(|(name, _)| name.into_owned())
            .collect();
        assert_eq!(names, ["client_id", "post_logout_redirect_uri"]);
        for request in &requests {
            assert!(!request.url.as_str().contains("eyJ"), "{}", request.url);
        }
    });
}

#[test]
fn a_login_that_is_cancelled_there_says_so() {
    run(async |harness, _| {
        sign_in(harness).await;
        harness.tab.press("[ Cancel ]").await;
        assert_eq!(harness.is_refused().await, "callback.access_denied");
    });
}

#[test]
fn an_answer_without_its_name_is_refused() {
    run(async |harness, provider| {
        sign_in(harness).await;
        let requests = harness.tab.requests().await;
        let asked = format!("{}/auth?", provider.issuer);
        let authorize = requests.iter().find(|r| r.url.as_str().starts_with(&asked));
        let state = authorize.and_then(|request| query(&request.url, "state"));
        let answer = format!("/dashboard?code=x&state={}", state.expect("a state"));
        harness.open(&answer).await;
        assert_eq!(harness.is_refused().await, "callback.issuer_missing");
    });
}

#[test]
fn short_lived_access_tokens_are_renewed_in_time() {
    run_with_lifetime(4, async |harness, _| {
        log_in(harness).await;
        for _ in 0..3 {
            let before = harness.tokens().await;
            harness.keeps_another_access_token_than(&before).await;
        }
        calls_the_api(harness).await;
        assert!(!harness.tab.has(Role::Alert, "").await);
    });
}

/// To use a refresh token twice ends every token of the login here, without a grace period.
#[test]
fn a_duplicated_tab_uses_no_refresh_token_twice() {
    run(async |harness, _| {
        log_in(harness).await;
        let first = harness.tab.window().await;
        let second = harness.tab.duplicate().await;
        is_signed_in(harness).await;
        for window in [&second, &first, &second] {
            harness.tab.turn_to(window).await;
            renews(harness).await;
        }
        for window in [&first, &second] {
            harness.tab.turn_to(window).await;
            calls_the_api(harness).await;
        }
    });
}

#[test]
fn a_session_that_it_ended_is_over_with_its_reason() {
    run(async |harness, provider| {
        log_in(harness).await;
        let token = refresh_token(harness).await;
        let revoked = provider.answers("/token/revocation", ("token", &token));
        assert_eq!(revoked.await.status, 200);
        harness.tab.press("Renew now").await;
        assert_eq!(harness.is_refused().await, "session.expired");
    });
}
