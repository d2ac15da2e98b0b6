//! Renewals: once for a session, whichever processes serve it; and what ends a session.

use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use local_cognito::{Endpoint, Fault, Settings};
use serde_json::json;
use tokio::sync::Barrier;

use crate::browser::Browser;
use crate::world::{Asked, World};

/// The API refuses the first token that it sees, once so many requests with it have arrived; and takes
/// every other one.
pub(crate) fn refuse_first_token(world: &World, requests: usize) {
    let all_are_here = Arc::new(Barrier::new(requests));
    let first = Arc::new(Mutex::new(None));
    world.api.answer_with(move |asked| {
        let (all_are_here, first) = (all_are_here.clone(), first.clone());
        async move {
            let token = token(&asked);
            let is_refused = *first.lock().unwrap().get_or_insert(token.clone()) == token;
            if !is_refused {
                return "taken".into_response();
            }
            all_are_here.wait().await;
            unauthorized()
        }
    });
}

fn token(asked: &Asked) -> String {
    asked.header("authorization").unwrap().to_owned()
}

fn unauthorized() -> Response {
    (StatusCode::UNAUTHORIZED, r#"{"message":"Unauthorized"}"#).into_response()
}

#[tokio::test]
async fn a_refused_token_is_renewed_and_the_request_sent_once_more() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    refuse_first_token(&world, 1);
    let body = b"the whole body".to_vec();
    let answer = browser
        .call_with(axum::http::Method::POST, "/api/items", &[], body)
        .await;
    assert_eq!(answer.body, "taken");
    let asked = world.api.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!(&asked[1].body[..], b"the whole body");
    assert_ne!(token(&asked[0]), token(&asked[1]));
    assert_eq!(world.token_requests("refresh_token"), 1);
    // The rotated refresh token was kept: the next renewal has it.
    refuse_first_token(&world, 1);
    assert_eq!(browser.get("/api/items").await.body, "taken");
    assert_eq!(world.token_requests("refresh_token"), 2);
    assert_eq!(browser.status().await["signed_in"], true);
}

#[tokio::test]
async fn two_processes_renew_one_session_once() {
    let world = World::new().await;
    let first = Arc::new(Browser::new(&world.backend().await));
    first.sign_in(&world).await;
    let second = Arc::new(first.at(&world.backend().await));
    const EACH: usize = 5;
    refuse_first_token(&world, 2 * EACH);
    let calls = (0..2 * EACH).map(|number| {
        let browser = if number % 2 == 0 {
            first.clone()
        } else {
            second.clone()
        };
        async move { browser.get("/api/items").await }
    });
    for answer in futures_util::future::join_all(calls).await {
        assert_eq!((answer.status, answer.body.as_str()), (200, "taken"));
    }
    assert_eq!(world.token_requests("refresh_token"), 1);
}

#[tokio::test]
async fn a_token_that_is_about_to_end_is_renewed_first() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    let settings = |lifetime| Settings {
        access_token_lifetime_s: lifetime,
        rotate_refresh_tokens: true,
        rotation_grace_s: 0,
        ..Settings::default()
    };
    world.pool.set_settings(settings(1));
    browser.sign_in(&world).await;
    world.pool.set_settings(settings(3600));
    while world.token_requests("refresh_token") == 0 {
        assert_eq!(browser.get("/api/items").await.status, 200);
    }
    let asked = world.api.asked();
    assert_ne!(token(&asked[0]), token(asked.last().unwrap()));
    assert_eq!(browser.get("/api/items").await.status, 200);
    assert_eq!(world.token_requests("refresh_token"), 1);
}

#[tokio::test]
async fn an_api_that_refuses_every_token_causes_one_renewal() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    world.api.answer_with(|_| async { unauthorized() });
    for _ in 0..3 {
        let answer = browser.get("/api/items").await;
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (401, r#"{"message":"Unauthorized"}"#)
        );
    }
    assert_eq!(world.token_requests("refresh_token"), 1);
    assert_eq!(browser.status().await["signed_in"], true);
}

#[tokio::test]
async fn the_providers_verdict_ends_the_session() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    world.api.answer_with(|_| async { unauthorized() });
    world.pool.set_faults(vec![Fault {
        status: Some(400),
        body: Some(r#"{"error":"invalid_grant","error_description":"EVIL"}"#.into()),
        ..Fault::at(Endpoint::Token)
    }]);
    let answer = browser.get("/api/items").await;
    assert_eq!(
        (answer.status, answer.error().as_str()),
        (401, "session.expired")
    );
    assert!(!answer.body.contains("EVIL"));
    assert_eq!(browser.status().await, json!({ "signed_in": false }));
}

#[tokio::test]
async fn nothing_but_the_verdict_ends_a_session() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    let at_token = || Fault::at(Endpoint::Token);
    let words = |text: &str| Some(text.to_owned());
    for fault in [
        Fault {
            drop: true,
            ..at_token()
        },
        Fault {
            status: Some(503),
            body: words("{\"error\":\"invalid_grant\"}"),
            ..at_token()
        },
        Fault {
            status: Some(429),
            ..at_token()
        },
        Fault {
            status: Some(200),
            body: words("<html>"),
            ..at_token()
        },
        Fault {
            status: Some(400),
            body: words("{\"error\":\"invalid_client\"}"),
            ..at_token()
        },
    ] {
        world.pool.set_faults(vec![fault.clone()]);
        world.api.answer_with(|_| async { unauthorized() });
        assert_eq!(browser.get("/api/items").await.status, 401, "{fault:?}");
        assert_eq!(browser.status().await["signed_in"], true, "{fault:?}");
    }
    world.pool.set_faults(Vec::new());
    refuse_first_token(&world, 1);
    assert_eq!(browser.get("/api/items").await.body, "taken");
}

#[tokio::test]
async fn a_renewal_that_speaks_of_somebody_else_ends_the_session_and_its_token_is_revoked() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    refuse_first_token(&world, 1);
    let mut fault = Fault::at(Endpoint::Token);
    fault.id_token.claims = serde_json::from_value(json!({ "sub": "somebody-else" })).unwrap();
    world.pool.set_faults(vec![fault]);
    let answer = browser.get("/api/items").await;
    assert_eq!(
        (answer.status, answer.error().as_str()),
        (401, "session.expired")
    );
    assert_eq!(world.api.asked().len(), 1);
    assert_eq!(world.revocations(), 1);
    assert_eq!(browser.status().await, json!({ "signed_in": false }));
}

#[tokio::test]
async fn a_rotated_refresh_token_is_kept_where_the_new_id_token_cannot_be_verified() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    refuse_first_token(&world, 1);
    let mut fault = Fault::at(Endpoint::Token);
    fault.times = Some(1);
    fault.id_token.signature = local_cognito::Signature::UnknownKid;
    world.pool.set_faults(vec![fault]);
    assert_eq!(browser.get("/api/items").await.status, 401);
    assert_eq!(browser.status().await["signed_in"], true);
    refuse_first_token(&world, 1);
    assert_eq!(browser.get("/api/items").await.body, "taken");
}
