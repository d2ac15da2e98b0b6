//! Requests and tokens in the session of a test.

use crate::ada;
use leptos::prelude::*;
use leptos_cognito::*;
use serde_json::{Value, json};

const ORDERS: &str = "https://api.example.com/orders";

#[tokio::test]
async fn the_last_answer_for_an_address_counts() {
    testing::on_request(ORDERS, 500, json!({}));
    let owner = Owner::new();
    let auth = owner.with(|| testing::provide_auth(ada()));
    testing::on_request(ORDERS, 200, json!([{ "id": 1 }]));
    let orders: Value = auth.get(ORDERS).fetch().await.unwrap();
    assert_eq!(orders, json!([{ "id": 1 }]));
}

#[tokio::test]
async fn an_answer_may_be_a_text() {
    let owner = Owner::new();
    let auth = owner.with(|| testing::provide_auth(ada()));
    testing::on_request(ORDERS, 201, r#"{"id":2}"#);
    let answer = auth.post(ORDERS).json(&[1]).send().await.unwrap();
    assert_eq!((answer.status, answer.text()), (201, r#"{"id":2}"#.into()));
    assert_eq!(answer.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn fetch_is_an_error_where_the_status_is_one() {
    let owner = Owner::new();
    let auth = owner.with(|| testing::provide_auth(ada()));
    testing::on_request(ORDERS, 404, json!({}));
    assert_eq!(auth.get(ORDERS).send().await.unwrap().status, 404);
    let error = auth.get(ORDERS).fetch::<Value>().await.unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::Api);
}

#[tokio::test]
async fn fetch_is_an_error_where_the_answer_is_something_else() {
    let owner = Owner::new();
    let auth = owner.with(|| testing::provide_auth(ada()));
    testing::on_request(ORDERS, 200, json!({ "id": 1 }));
    let error = auth.get(ORDERS).fetch::<Vec<u32>>().await.unwrap_err();
    assert_eq!(error.code(), "api.wrong_form");
}

#[tokio::test]
async fn a_request_that_the_test_does_not_know_names_its_address() {
    let owner = Owner::new();
    let auth = owner.with(|| testing::provide_auth(ada()));
    let error = auth
        .get("https://api.example.com/else")
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.code(), "api.unexpected_request");
    assert!(error.message().contains("https://api.example.com/else"));
}

#[tokio::test]
async fn nothing_is_sent_for_somebody_who_is_signed_out() {
    let owner = Owner::new();
    let auth = owner.with(testing::provide_signed_out);
    testing::on_request(ORDERS, 200, json!([]));
    let error = auth.get(ORDERS).send().await.unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::SignedOut);
    let error = auth.access_token().await.unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::SignedOut);
}

#[tokio::test]
async fn tokens_and_claims_are_there_for_somebody_who_is_signed_in() {
    let owner = Owner::new();
    let claims = Claims::from_serialize(&json!({ "phone_number": "+4917" })).unwrap();
    let auth = owner.with(|| {
        testing::provide_auth(User {
            id_token_claims: claims.clone(),
            ..ada()
        })
    });
    assert!(!auth.access_token().await.unwrap().expose().is_empty());
    assert!(!auth.id_token().await.unwrap().expose().is_empty());
    assert_eq!(auth.user_info().await.unwrap(), claims);
}

/// Leptos' actions and resources hand futures to other threads where there are any.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn futures_run_on_any_thread() {
    let owner = Owner::new();
    let auth = owner.with(|| testing::provide_auth(ada()));
    testing::on_request(ORDERS, 200, json!([1, 2]));
    let orders = tokio::spawn(auth.get(ORDERS).fetch::<Vec<u32>>());
    let token = tokio::spawn(auth.access_token());
    let renewed = tokio::spawn(auth.renew());
    assert_eq!(orders.await.unwrap().unwrap(), [1, 2]);
    assert!(token.await.unwrap().is_ok());
    assert!(renewed.await.unwrap().is_ok());
}

#[tokio::test]
async fn commands_with_tokens_need_a_login() {
    let owner = Owner::new();
    let auth = owner.with(|| testing::provide_auth(ada()));
    let error = inspect::copy_as_curl(auth).await.unwrap_err();
    assert_eq!(error.code(), "browser.no_login");
}
