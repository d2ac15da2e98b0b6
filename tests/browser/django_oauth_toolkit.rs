//! Django OAuth Toolkit, a provider with a login form, a page for consent and a log-out page of its own:
//! opaque access tokens, refresh tokens that work once, and no CORS headers unless somebody sets them.

use std::path::{Path, PathBuf};
use std::process::Command;

use end_to_end::browser::Role;
use end_to_end::child::{Running, free_port};
use end_to_end::harness::{Harness, Setup, short_code};
use serde_json::{Value, json};

fn run(cors: &str, body: impl AsyncFnOnce(&Harness)) {
    let port = free_port();
    let issuer = format!("http://localhost:{port}/o");
    Setup::default()
        .config("domain", Value::Null)
        .config("issuer", issuer)
        .config("client_id", "app")
        .config("scopes", json!(["openid", "api.read"]))
        .config("api_url", format!("http://localhost:{port}/api"))
        .run(async |harness: &Harness| {
            let venv = std::env::var_os("DJANGO_OAUTH_TOOLKIT");
            let venv = venv.expect("DJANGO_OAUTH_TOOLKIT, which `cargo xtask test` sets");
            let script = "openid/django_oauth_toolkit.py";
            let mut python = Command::new(PathBuf::from(venv).join("bin/python"));
            python
                .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(script))
                .arg(port.to_string())
                .args([&harness.at(""), cors]);
            let _provider =
                Running::start(python, port).unwrap_or_else(|reason| panic!("{reason}"));
            body(harness).await;
            assert!(harness.pool.log().is_empty(), "the local pool was asked");
        });
}

async fn consent(harness: &Harness) {
    harness.open("/").await;
    harness.tab.press("Log in").await;
    harness.tab.says("Username").await;
    let script = "document.querySelector('[name=username]').value = 'jane';
        document.querySelector('[name=password]').value = 'anything';
        return null";
    harness.tab.eval(script).await;
    harness.tab.press("Log in").await;
    allow(harness, "Application requires the following permissions").await;
}

/// Presses what the provider's page with this text asks to be allowed.
async fn allow(harness: &Harness, text: &str) {
    harness.tab.says(text).await;
    let script = "document.querySelector('[name=allow]').click(); return null";
    harness.tab.eval(script).await;
}

async fn calls_the_api(harness: &Harness) {
    harness.tab.press("Call protected API").await;
    let response = harness.tab.sees(Role::Region, "Response").await;
    assert!(response.contains("Hello jane"), "{response}");
}

#[test]
fn from_the_login_to_the_api_and_out_again() {
    run("cors", async |harness| {
        consent(harness).await;
        harness.tab.sees(Role::Button, "Call protected API").await;
        harness.arrives_at("/dashboard").await;
        calls_the_api(harness).await;
        harness.tab.press("Load profile").await;
        harness.tab.says("Profile").await;

        let before = harness.tokens().await;
        harness.tab.press("Renew now").await;
        harness.keeps_another_access_token_than(&before).await;
        assert_ne!(harness.tokens().await.refresh_token, before.refresh_token);
        harness.tab.reload().await;
        calls_the_api(harness).await;

        harness.tab.press("Log out").await;
        allow(harness, "Confirm Logout").await;
        harness.arrives_at("/").await;
        harness.tab.sees(Role::Control, "Log in").await;
        harness.keeps_no_token().await;
    });
}

#[test]
fn without_cors_headers_at_the_token_endpoint_they_are_named() {
    run("no-cors", async |harness| {
        consent(harness).await;
        assert_eq!(short_code(&harness.tab.alert().await), "token.cors");
    });
}
