//! Renewals: once for a session, whichever processes serve it; and what ends a session.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use local_cognito::{Endpoint, Fault, Settings};
use serde_json::json;
use tokio::sync::{Barrier, Notify};

use crate::browser::Browser;
use crate::held_store::HeldStore;
use crate::world::{Asked, World, serve};

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
        .call_with(Method::POST, "/api/items", &[], body)
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
        let requests = world.token_requests("refresh_token");
        assert_eq!(browser.get("/api/items").await.status, 401, "{fault:?}");
        assert_eq!(world.token_requests("refresh_token"), requests + 1);
        assert_eq!(browser.status().await["signed_in"], true, "{fault:?}");
        world.end_pause();
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
async fn a_provider_that_is_down_is_left_alone_for_a_pause() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    world.api.answer_with(|_| async { unauthorized() });
    world.pool.set_faults(vec![Fault {
        status: Some(503),
        ..Fault::at(Endpoint::Token)
    }]);
    for _ in 0..3 {
        assert_eq!(browser.get("/api/items").await.status, 401);
    }
    // Nor does another process ask.
    let other = browser.at(&world.backend().await);
    assert_eq!(other.get("/api/items").await.status, 401);
    assert_eq!(world.token_requests("refresh_token"), 1);
    world.end_pause();
    assert_eq!(other.get("/api/items").await.status, 401);
    assert_eq!(world.token_requests("refresh_token"), 2);
    assert_eq!(world.sql_number("SELECT failures FROM sessions"), 2);
    // It is back, and nothing is left of its failures.
    world.end_pause();
    world.pool.set_faults(Vec::new());
    refuse_first_token(&world, 1);
    assert_eq!(browser.get("/api/items").await.body, "taken");
    assert_eq!(
        world.sql_number("SELECT count(*) FROM sessions WHERE failures > 0"),
        0
    );
}

#[tokio::test]
async fn without_a_good_token_a_call_in_the_pause_is_told_to_come_back() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    world.pool.set_settings(Settings {
        access_token_lifetime_s: 1,
        ..Settings::default()
    });
    browser.sign_in(&world).await;
    world.pool.set_faults(vec![Fault {
        status: Some(503),
        ..Fault::at(Endpoint::Token)
    }]);
    let first = loop {
        let answer = browser.get("/api/items").await;
        if answer.status != 200 {
            break answer;
        }
    };
    assert_eq!(
        (first.status, first.error().as_str()),
        (502, "token.server_error")
    );
    let next = browser.get("/api/items").await;
    assert_eq!((next.status, next.error().as_str()), (503, "session.busy"));
    assert_eq!(world.token_requests("refresh_token"), 1);
    assert_eq!(browser.status().await["signed_in"], true);
}

#[tokio::test]
async fn a_browser_that_goes_away_leaves_no_lease_that_nobody_uses() {
    let world = World::new().await;
    let (is_asked, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let store = HeldStore {
        store: world.store(),
        is_asked: is_asked.clone(),
        go_on: go_on.clone(),
    };
    let backend = world.backend_on(store, json!({})).await;
    let browser = Arc::new(Browser::new(&backend));
    browser.sign_in(&world).await;
    refuse_first_token(&world, 1);
    let leaving = browser.clone();
    let call = tokio::spawn(async move { leaving.get("/api/items").await });
    is_asked.notified().await;
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    go_on.notify_one();
    // The renewal that it began is finished all the same.
    let finished = async {
        while world.sql_number("SELECT max(generation) FROM sessions") == 0 {
            tokio::task::yield_now().await;
        }
    };
    let finished = tokio::time::timeout(Duration::from_secs(60), finished).await;
    finished.expect("nobody uses the lease");
    assert_eq!(browser.get("/api/items").await.body, "taken");
    assert_eq!(world.token_requests("refresh_token"), 1);
}

/// Where a machine stands still between two requests, what a request has left behind is lost.
#[tokio::test]
async fn an_answer_of_the_finishing_router_leaves_nothing_behind() {
    let world = World::new().await;
    let backend = world.new_backend(world.store(), json!({}));
    let browser = Arc::new(Browser::new(&serve(backend.finishing_router()).await));
    browser.sign_in(&world).await;
    world.pool.set_faults(vec![Fault {
        held: true,
        ..Fault::at(Endpoint::Revoke)
    }]);
    let leaving = browser.clone();
    let mut leave = tokio::spawn(async move { leaving.call(Method::POST, "/auth/logout").await });
    // Longer than the other router waits for a revocation.
    let early = tokio::time::timeout(Duration::from_secs(3), &mut leave).await;
    assert!(early.is_err(), "the revocation was left behind");
    world.pool.set_faults(Vec::new());
    assert_eq!(leave.await.unwrap().status, 200);
    assert_eq!(world.revocations(), 1);
    // And what comes next is finished, too.
    browser.sign_in(&world).await;
    refuse_first_token(&world, 1);
    assert_eq!(browser.get("/api/items").await.body, "taken");
}

/// Two processes renew one session, the first of which gets its answer when its lease has run out and
/// the second one has finished. What the first one answers then.
async fn overtaken(world: &World, rotate: bool, mut held: Fault) -> crate::browser::Answer {
    world.pool.set_settings(Settings {
        rotate_refresh_tokens: rotate,
        rotation_grace_s: 60,
        ..Settings::default()
    });
    let first = Browser::new(&world.backend().await);
    first.sign_in(world).await;
    let second = first.at(&world.backend().await);
    (held.held, held.times) = (true, Some(1));
    world.pool.set_faults(vec![held]);
    let requests = world.token_requests("refresh_token");
    refuse_first_token(world, 1);
    let late = tokio::spawn(async move { first.get("/api/items").await });
    while world.token_requests("refresh_token") == requests {
        tokio::task::yield_now().await;
    }
    world.sql("UPDATE sessions SET lease_until = 0");
    assert_eq!(second.get("/api/items").await.body, "taken");
    let generation = world.sql_number("SELECT max(generation) FROM sessions");
    world.pool.set_faults(Vec::new());
    let answer = late.await.unwrap();
    let now = world.sql_number("SELECT max(generation) FROM sessions");
    assert_eq!(now, generation, "nothing was overwritten");
    assert_eq!(second.status().await["signed_in"], true);
    assert_eq!(second.get("/api/items").await.body, "taken");
    answer
}

#[tokio::test]
async fn a_renewal_that_was_overtaken_neither_overwrites_nor_ends_what_there_is() {
    for rotate in [false, true] {
        let world = World::new().await;
        let believed = overtaken(&world, rotate, Fault::at(Endpoint::Token)).await;
        assert_eq!(believed.body, "taken");

        let world = World::new().await;
        let mut fault = Fault::at(Endpoint::Token);
        fault.id_token.claims = serde_json::from_value(json!({ "sub": "another" })).unwrap();
        assert_eq!(overtaken(&world, rotate, fault).await.body, "taken");

        let world = World::new().await;
        let refused = Fault {
            status: Some(400),
            body: Some(r#"{"error":"invalid_grant"}"#.into()),
            ..Fault::at(Endpoint::Token)
        };
        assert_eq!(overtaken(&world, rotate, refused).await.body, "taken");
    }
}

#[tokio::test]
async fn clocks_that_differ_do_not_end_a_session() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    for claims in [json!({ "iat": 1 }), json!({ "exp": 1 })] {
        let mut fault = Fault::at(Endpoint::Token);
        fault.id_token.claims = serde_json::from_value(claims).unwrap();
        world.pool.set_faults(vec![fault]);
        refuse_first_token(&world, 1);
        assert_eq!(browser.get("/api/items").await.status, 401);
        assert_eq!(browser.status().await["signed_in"], true);
        world.end_pause();
    }
    assert_eq!(world.revocations(), 0);
    world.pool.set_faults(Vec::new());
    refuse_first_token(&world, 1);
    assert_eq!(browser.get("/api/items").await.body, "taken");
}

#[tokio::test]
async fn keys_that_lack_a_tokens_own_are_asked_for_once_more_a_minute() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    assert_eq!(world.key_requests(), 1);
    for _ in 0..2 {
        let mut fault = Fault::at(Endpoint::Token);
        fault.id_token.signature = local_cognito::Signature::UnknownKid;
        world.pool.set_faults(vec![fault]);
        refuse_first_token(&world, 1);
        assert_eq!(browser.get("/api/items").await.status, 401);
        assert_eq!(world.key_requests(), 2);
        world.end_pause();
    }
    assert_eq!(browser.status().await["signed_in"], true);
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
    world.end_pause();
    refuse_first_token(&world, 1);
    assert_eq!(browser.get("/api/items").await.body, "taken");
}
