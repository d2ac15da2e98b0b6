//! The protected API: API Gateway with a Cognito authorizer that asks for a scope.

use end_to_end::agent::{Agent, Reply};
use end_to_end::login::tokens;
use end_to_end::provider::Provider;
use reqwest::Method;
use serde_json::Value;

crate::rules! {
    an_access_token_with_the_scope_opens_it;
    the_bare_token_opens_it_too;
    no_token_is_401;
    nonsense_is_401;
    an_id_token_is_401;
    an_access_token_without_the_scope_is_401;
    a_token_with_a_changed_signature_is_401;
    an_unknown_path_is_403;
    a_preflight_needs_no_token_and_allows_authorization;
}

async fn an_access_token_with_the_scope_opens_it(provider: &Provider) {
    let token = access_token(provider, &provider.scopes()).await;
    let reply = call(provider, Some(&format!("Bearer {token}"))).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert!(reply.json()["message"].is_string());
    assert_eq!(reply.header("access-control-allow-origin"), "*");
}

async fn the_bare_token_opens_it_too(provider: &Provider) {
    let token = access_token(provider, &provider.scopes()).await;
    assert_eq!(call(provider, Some(&token)).await.status, 200);
}

async fn no_token_is_401(provider: &Provider) {
    unauthorized(&call(provider, None).await);
}

async fn nonsense_is_401(provider: &Provider) {
    unauthorized(&call(provider, Some("Bearer a.b.c")).await);
}

async fn an_id_token_is_401(provider: &Provider) {
    let answer = tokens(provider, &provider.scopes()).await;
    let token = answer["id_token"].as_str().unwrap();
    unauthorized(&call(provider, Some(&format!("Bearer {token}"))).await);
}

async fn an_access_token_without_the_scope_is_401(provider: &Provider) {
    let token = access_token(provider, "openid").await;
    unauthorized(&call(provider, Some(&format!("Bearer {token}"))).await);
}

async fn a_token_with_a_changed_signature_is_401(provider: &Provider) {
    let token = access_token(provider, &provider.scopes()).await;
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let reversed: String = signature.chars().rev().collect();
    unauthorized(&call(provider, Some(&format!("Bearer {signed}.{reversed}"))).await);
}

async fn an_unknown_path_is_403(provider: &Provider) {
    let mut elsewhere = provider.clone();
    elsewhere.api_url.push('x');
    let reply = call(&elsewhere, None).await;
    assert_eq!(reply.status, 403);
    assert_eq!(reply.json()["message"], "Missing Authentication Token");
    assert_eq!(reply.header("access-control-allow-origin"), "*");
}

async fn a_preflight_needs_no_token_and_allows_authorization(provider: &Provider) {
    let agent = Agent::default();
    let request = agent
        .request(Method::OPTIONS, &provider.api_url)
        .header("host", &provider.api_host)
        .header("origin", provider.app_origin())
        .header("access-control-request-method", "GET")
        .header("access-control-request-headers", "authorization");
    let reply = agent.send(request).await;
    assert!((200..300).contains(&reply.status), "{}", reply.status);
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    let allowed = reply.header("access-control-allow-headers").to_lowercase();
    assert!(allowed.contains("authorization"), "{allowed}");
    assert!(reply.header("access-control-allow-methods").contains("GET"));
}

/// Asks the API as a page of the app would.
pub(crate) async fn call(provider: &Provider, authorization: Option<&str>) -> Reply {
    let agent = Agent::default();
    let mut request = agent
        .request(Method::GET, &provider.api_url)
        .header("host", &provider.api_host)
        .header("origin", provider.app_origin());
    if let Some(authorization) = authorization {
        request = request.header("authorization", authorization);
    }
    agent.send(request).await
}

fn unauthorized(reply: &Reply) {
    assert_eq!(reply.status, 401, "{}", reply.body);
    assert_eq!(reply.json()["message"], "Unauthorized");
    // The template's gateway responses add it; without it a browser sees no status.
    assert_eq!(reply.header("access-control-allow-origin"), "*");
}

async fn access_token(provider: &Provider, scope: &str) -> String {
    let answer: Value = tokens(provider, scope).await;
    answer["access_token"].as_str().expect("a token").to_owned()
}
