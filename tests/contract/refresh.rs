//! `grant_type=refresh_token`, and revocation.

use end_to_end::agent::Agent;
use end_to_end::jwt::verified_claims;
use end_to_end::login::{refresh, tokens};
use end_to_end::provider::Provider;
use serde_json::Value;

crate::rules! {
    a_refresh_token_gives_new_access_and_id_tokens_of_the_same_user;
    the_new_access_token_opens_the_api;
    a_refresh_token_that_was_never_issued_is_invalid_grant;
    an_access_token_is_no_refresh_token;
    a_new_refresh_token_works_where_one_is_given;
    a_revoked_refresh_token_is_invalid_grant needs Revocation;
    revoking_twice_or_nonsense_is_no_error needs Revocation;
    revoking_without_a_token_is_invalid_request needs Revocation;
    an_access_token_cannot_be_revoked needs Revocation;
}

async fn a_refresh_token_gives_new_access_and_id_tokens_of_the_same_user(provider: &Provider) {
    let first = tokens(provider, &provider.scopes()).await;
    let reply = refresh(provider, text(&first, "refresh_token")).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let second = reply.json();
    assert_eq!(second["token_type"], "Bearer");
    for member in ["access_token", "id_token"] {
        assert_ne!(first[member], second[member], "{member}");
        let before = verified_claims(provider, text(&first, member)).await;
        let after = verified_claims(provider, text(&second, member)).await;
        for claim in ["iss", "sub", "aud", "client_id", "scope", "token_use"] {
            assert_eq!(before[claim], after[claim], "{member} {claim}");
        }
    }
}

async fn the_new_access_token_opens_the_api(provider: &Provider) {
    let first = tokens(provider, &provider.scopes()).await;
    let second = refresh(provider, text(&first, "refresh_token"))
        .await
        .json();
    let bearer = format!("Bearer {}", text(&second, "access_token"));
    assert_eq!(crate::api::call(provider, Some(&bearer)).await.status, 200);
}

async fn a_refresh_token_that_was_never_issued_is_invalid_grant(provider: &Provider) {
    let reply = refresh(provider, "never-issued").await;
    assert_eq!(
        (reply.status, reply.error().as_str()),
        (400, "invalid_grant")
    );
}

async fn an_access_token_is_no_refresh_token(provider: &Provider) {
    let first = tokens(provider, &provider.scopes()).await;
    let reply = refresh(provider, text(&first, "access_token")).await;
    assert_eq!(
        (reply.status, reply.error().as_str()),
        (400, "invalid_grant")
    );
}

async fn a_new_refresh_token_works_where_one_is_given(provider: &Provider) {
    let first = tokens(provider, &provider.scopes()).await;
    let given = text(&first, "refresh_token");
    let second = refresh(provider, given).await.json();
    let next = second["refresh_token"].as_str().unwrap_or(given);
    assert_eq!(refresh(provider, next).await.status, 200);
}

async fn a_revoked_refresh_token_is_invalid_grant(provider: &Provider) {
    let first = tokens(provider, &provider.scopes()).await;
    let token = text(&first, "refresh_token");
    assert_eq!(revoke(provider, token).await, (200, String::new()));
    let reply = refresh(provider, token).await;
    assert_eq!(
        (reply.status, reply.error().as_str()),
        (400, "invalid_grant")
    );
}

async fn revoking_twice_or_nonsense_is_no_error(provider: &Provider) {
    let first = tokens(provider, &provider.scopes()).await;
    let token = text(&first, "refresh_token");
    for token in [token, token, "never-issued"] {
        assert_eq!(revoke(provider, token).await.0, 200);
    }
}

async fn revoking_without_a_token_is_invalid_request(provider: &Provider) {
    let url = format!("{}/oauth2/revoke", provider.domain);
    let fields = [("client_id", provider.client_id.as_str())];
    let reply = Agent::default()
        .post_form(&url, &provider.app_origin(), &fields)
        .await;
    assert_eq!(
        (reply.status, reply.error().as_str()),
        (400, "invalid_request")
    );
}

async fn an_access_token_cannot_be_revoked(provider: &Provider) {
    let first = tokens(provider, &provider.scopes()).await;
    let (status, body) = revoke(provider, text(&first, "access_token")).await;
    assert_eq!(status, 400);
    assert!(body.contains("unsupported_token_type"), "{body}");
}

async fn revoke(provider: &Provider, token: &str) -> (u16, String) {
    let url = format!("{}/oauth2/revoke", provider.domain);
    let fields = [("token", token), ("client_id", &provider.client_id)];
    let reply = Agent::default()
        .post_form(&url, &provider.app_origin(), &fields)
        .await;
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    (reply.status, reply.body)
}

fn text<'a>(answer: &'a Value, member: &str) -> &'a str {
    answer[member].as_str().expect("a token")
}
