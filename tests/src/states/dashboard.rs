//! The dashboard.

use local_cognito::{API_SCOPE, Endpoint, Fault, Tampering};
use serde_json::{Map, json};

use super::{FETCHED_AHEAD, NEVER_STARTS, State};
use crate::browser::Role;
use crate::harness::{Harness, held};

pub(super) fn states() -> Vec<State> {
    [signed_out(), signed_in(), answers(), endings()]
        .into_iter()
        .flatten()
        .collect()
}

fn signed_out() -> Vec<State> {
    vec![
        State::new("dashboard-loading", |harness| {
            Box::pin(async move {
                harness.blocks(&[FETCHED_AHEAD]).await;
                harness.tab.before_every_page(NEVER_STARTS).await;
                harness.open("/dashboard").await;
            })
        }),
        State::new("dashboard-checking", |harness| {
            Box::pin(async move {
                harness.config_fault(held(Endpoint::Config));
                harness.open("/dashboard").await;
                harness.tab.sees(Role::Status, "").await;
            })
        })
        .with(|setup| setup.config_from_pool()),
        State::new("dashboard-signed-out", |harness| {
            Box::pin(async move {
                harness.open("/dashboard").await;
                harness.tab.sees(Role::Control, "Log in").await;
            })
        }),
    ]
}

fn signed_in() -> Vec<State> {
    vec![
        State::new("dashboard", |harness| Box::pin(harness.log_in())),
        State::new("dashboard-unfolded", |harness| {
            Box::pin(async move {
                harness.log_in().await;
                unfold(harness).await;
            })
        }),
        State::new("dashboard-profile", |harness| {
            Box::pin(async move {
                harness.log_in().await;
                load_profile(harness).await;
            })
        }),
        State::new("dashboard-copied", |harness| {
            Box::pin(async move {
                harness.log_in().await;
                harness.tab.press("Copy access token").await;
                harness.tab.sees(Role::Status, "").await;
            })
        }),
        State::new("dashboard-everything", |harness| {
            Box::pin(async move {
                harness.log_in().await;
                load_profile(harness).await;
                harness.tab.press("Call protected API").await;
                harness.tab.sees(Role::Region, "Response").await;
                unfold(harness).await;
            })
        }),
    ]
}

fn answers() -> Vec<State> {
    vec![
        State::new("api-calling", |harness| {
            Box::pin(async move {
                harness.log_in().await;
                harness.holds(Endpoint::Api);
                harness.tab.press("Call protected API").await;
                harness.tab.sees(Role::Status, "").await;
            })
        }),
        State::new("api-answered", |harness| {
            Box::pin(async move {
                harness.log_in().await;
                harness.tab.press("Call protected API").await;
                harness.tab.says("Hello From Protected Resource").await;
            })
        }),
        State::new("api-forbidden", |harness| {
            Box::pin(answered(harness, 403, "{\"message\":\"Forbidden\"}"))
        }),
        State::new("api-scope-missing", |harness| {
            Box::pin(async move {
                let scope = Map::from_iter([("scope".to_owned(), "openid".into())]);
                harness.fault(Fault {
                    access_token: Tampering {
                        claims: scope,
                        ..Tampering::default()
                    },
                    ..Fault::at(Endpoint::Token)
                });
                harness.log_in().await;
                harness.tab.press("Call protected API").await;
                harness.tab.says(API_SCOPE).await;
            })
        }),
        State::new("api-failed", |harness| {
            Box::pin(answered(
                harness,
                500,
                "<html><h1>Internal Server Error</h1></html>",
            ))
        }),
        State::new("api-answered-long", |harness| {
            Box::pin(answered_long(harness))
        }),
        State::new("api-answered-long-unfolded", |harness| {
            Box::pin(async move {
                answered_long(harness).await;
                unfold(harness).await;
            })
        }),
        State::new("api-unreachable", |harness| {
            Box::pin(async move {
                harness.log_in().await;
                harness.fault(Fault {
                    drop: true,
                    ..Fault::at(Endpoint::Api)
                });
                harness.tab.press("Call protected API").await;
                harness.tab.alert().await;
            })
        }),
        State::new("profile-failed", |harness| {
            Box::pin(async move {
                harness.log_in().await;
                harness.fault(Fault::answering(Endpoint::UserInfo, 503, ""));
                harness.tab.press("Load profile").await;
                harness.tab.alert().await;
            })
        }),
    ]
}

fn endings() -> Vec<State> {
    vec![
        State::new("renewal-waiting", |harness| {
            Box::pin(async move {
                harness.log_in().await;
                harness.fault(Fault::answering(Endpoint::Token, 503, ""));
                harness.tab.press("Renew now").await;
                harness.tab.alert().await;
                harness.is_signed_in().await;
            })
        }),
        State::new("session-ended", |harness| {
            Box::pin(async move {
                harness.log_in().await;
                let refused = "{\"error\":\"invalid_grant\"}";
                harness.fault(Fault::answering(Endpoint::Token, 400, refused));
                harness.tab.press("Renew now").await;
                harness.tab.alert().await;
                harness.tab.sees(Role::Control, "Log in").await;
            })
        }),
        State::new("signed-out-elsewhere", |harness| {
            Box::pin(async move {
                harness.log_in().await;
                harness.logs_out_elsewhere().await;
                harness.open("/dashboard").await;
                harness.tab.alert().await;
                harness.tab.sees(Role::Control, "Log in").await;
            })
        }),
    ]
}

/// Calls the API, which answers this.
async fn answered(harness: &Harness, status: u16, body: &str) {
    harness.log_in().await;
    harness.fault(Fault::answering(Endpoint::Api, status, body));
    harness.tab.press("Call protected API").await;
    harness.tab.sees(Role::Region, "Response").await;
}

/// Calls the API, which answers with many lines and with words that no line can hold.
async fn answered_long(harness: &Harness) {
    let word = "something-that-is-long-and-has-no-space-in-it".repeat(5);
    let lines = vec![json!({ "name": word, "list": [1, 2, 3] }); 100];
    answered(harness, 200, &json!({ "lines": lines }).to_string()).await;
}

async fn load_profile(harness: &Harness) {
    harness.tab.press("Load profile").await;
    harness.tab.says("email_verified").await;
}

/// Opens everything that is folded, the claims of the tokens among it.
async fn unfold(harness: &Harness) {
    harness.tab.unfold().await;
    let script =
        "for (const more of document.querySelectorAll('[aria-expanded=false]')) more.click();
        for (const button of document.querySelectorAll('button')) {
            if (button.textContent.startsWith('Show all')) button.click();
        }
        return null";
    harness.tab.eval(script).await;
    harness.tab.says("token_use").await;
}
