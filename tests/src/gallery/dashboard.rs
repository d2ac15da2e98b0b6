//! The dashboard.

use local_cognito::{API_SCOPE, Endpoint, Fault, Tampering};
use serde_json::{Map, json};

use super::{FETCHED_AHEAD, NEVER_STARTS, State, awaited, made_up};
use crate::browser::Role;
use crate::scene::Scene;

pub(super) fn states() -> Vec<State> {
    [signed_out(), signed_in(), answers(), endings()]
        .into_iter()
        .flatten()
        .collect()
}

fn signed_out() -> Vec<State> {
    vec![
        State::new("dashboard-loading", |scene| {
            Box::pin(async move {
                scene.blocks(&[FETCHED_AHEAD]).await;
                scene.tab.before_every_page(NEVER_STARTS).await;
                scene.open("/dashboard").await;
            })
        }),
        State::new("dashboard-checking", |scene| {
            Box::pin(async move {
                // The first request is the one that the page's policy is made from.
                let for_the_policy = Fault {
                    times: Some(1),
                    ..Fault::at(Endpoint::Config)
                };
                let faults = vec![for_the_policy, awaited(Endpoint::Config)];
                scene.pool.set_faults(faults);
                scene.open("/dashboard").await;
                scene.tab.sees(Role::Status, "").await;
            })
        })
        .with(|setup| setup.config_from_pool()),
        State::new("dashboard-signed-out", |scene| {
            Box::pin(async move {
                scene.open("/dashboard").await;
                scene.tab.sees(Role::Control, "Log in").await;
            })
        }),
    ]
}

fn signed_in() -> Vec<State> {
    vec![
        State::new("dashboard", |scene| Box::pin(scene.log_in())),
        State::new("dashboard-unfolded", |scene| {
            Box::pin(async move {
                scene.log_in().await;
                unfold(scene).await;
            })
        }),
        State::new("dashboard-profile", |scene| {
            Box::pin(async move {
                scene.log_in().await;
                load_profile(scene).await;
            })
        }),
        State::new("dashboard-copied", |scene| {
            Box::pin(async move {
                scene.log_in().await;
                scene.tab.press("Copy access token").await;
                scene.tab.sees(Role::Status, "").await;
            })
        }),
        State::new("dashboard-everything", |scene| {
            Box::pin(async move {
                scene.log_in().await;
                load_profile(scene).await;
                scene.tab.press("Call protected API").await;
                scene.tab.sees(Role::Region, "Response").await;
                unfold(scene).await;
            })
        }),
    ]
}

fn answers() -> Vec<State> {
    vec![
        State::new("api-calling", |scene| {
            Box::pin(async move {
                scene.log_in().await;
                scene.fault(awaited(Endpoint::Api));
                scene.tab.press("Call protected API").await;
                scene.tab.sees(Role::Status, "").await;
            })
        }),
        State::new("api-answered", |scene| {
            Box::pin(async move {
                scene.log_in().await;
                scene.tab.press("Call protected API").await;
                scene.tab.says("Hello From Protected Resource").await;
            })
        }),
        State::new("api-forbidden", |scene| {
            Box::pin(answered(scene, 403, "{\"message\":\"Forbidden\"}"))
        }),
        State::new("api-scope-missing", |scene| {
            Box::pin(async move {
                let scope = Map::from_iter([("scope".to_owned(), "openid".into())]);
                scene.fault(Fault {
                    access_token: Tampering {
                        claims: scope,
                        ..Tampering::default()
                    },
                    ..Fault::at(Endpoint::Token)
                });
                scene.log_in().await;
                scene.tab.press("Call protected API").await;
                scene.tab.says(API_SCOPE).await;
            })
        }),
        State::new("api-failed", |scene| {
            Box::pin(answered(
                scene,
                500,
                "<html><h1>Internal Server Error</h1></html>",
            ))
        }),
        State::new("api-answered-long", |scene| Box::pin(answered_long(scene))),
        State::new("api-answered-long-unfolded", |scene| {
            Box::pin(async move {
                answered_long(scene).await;
                unfold(scene).await;
            })
        }),
        State::new("api-unreachable", |scene| {
            Box::pin(async move {
                scene.log_in().await;
                scene.fault(Fault {
                    drop: true,
                    ..Fault::at(Endpoint::Api)
                });
                scene.tab.press("Call protected API").await;
                scene.tab.alert().await;
            })
        }),
        State::new("profile-failed", |scene| {
            Box::pin(async move {
                scene.log_in().await;
                scene.fault(made_up(Endpoint::UserInfo, 503, ""));
                scene.tab.press("Load profile").await;
                scene.tab.alert().await;
            })
        }),
    ]
}

fn endings() -> Vec<State> {
    vec![
        State::new("renewal-waiting", |scene| {
            Box::pin(async move {
                scene.log_in().await;
                scene.fault(made_up(Endpoint::Token, 503, ""));
                scene.tab.press("Renew now").await;
                scene.tab.alert().await;
                scene.is_signed_in().await;
            })
        }),
        State::new("session-ended", |scene| {
            Box::pin(async move {
                scene.log_in().await;
                let refused = "{\"error\":\"invalid_grant\"}";
                scene.fault(made_up(Endpoint::Token, 400, refused));
                scene.tab.press("Renew now").await;
                scene.tab.alert().await;
                scene.tab.sees(Role::Control, "Log in").await;
            })
        }),
        State::new("signed-out-elsewhere", |scene| {
            Box::pin(async move {
                scene.log_in().await;
                scene.logs_out_elsewhere().await;
                scene.open("/dashboard").await;
                scene.tab.alert().await;
                scene.tab.sees(Role::Control, "Log in").await;
            })
        }),
    ]
}

/// Calls the API, which answers this.
async fn answered(scene: &Scene, status: u16, body: &str) {
    scene.log_in().await;
    scene.fault(made_up(Endpoint::Api, status, body));
    scene.tab.press("Call protected API").await;
    scene.tab.sees(Role::Region, "Response").await;
}

/// Calls the API, which answers with many lines and with words that no line can hold.
async fn answered_long(scene: &Scene) {
    let word = "something-that-is-long-and-has-no-space-in-it".repeat(5);
    let lines = vec![json!({ "name": word, "list": [1, 2, 3] }); 100];
    answered(scene, 200, &json!({ "lines": lines }).to_string()).await;
}

async fn load_profile(scene: &Scene) {
    scene.tab.press("Load profile").await;
    scene.tab.says("email_verified").await;
}

/// Opens everything that is folded, the claims of the tokens among it.
async fn unfold(scene: &Scene) {
    scene.tab.unfold().await;
    let script =
        "for (const more of document.querySelectorAll('[aria-expanded=false]')) more.click();
        for (const button of document.querySelectorAll('button')) {
            if (button.textContent.startsWith('Show all')) button.click();
        }
        return null";
    scene.tab.eval(script).await;
    scene.tab.says("token_use").await;
}
