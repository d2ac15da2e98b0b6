//! `POST /oauth2/token` with `grant_type=authorization_code`.

use end_to_end::agent::{Agent, Reply};
use end_to_end::login::{Attempt, code, token, tokens};
use end_to_end::provider::Provider;
use reqwest::Method;

crate::rules! {
    code_and_verifier_give_the_three_tokens;
    without_openid_there_is_no_id_token;
    the_answer_is_kept_by_no_cache needs TokenHeaders;
    answers_good_and_bad_have_cors_headers;
    a_code_works_once;
    a_code_that_was_never_issued_is_invalid_grant;
    a_wrong_verifier_is_refused;
    a_missing_verifier_is_refused;
    another_redirect_uri_is_refused;
    an_unknown_client_is_refused;
    an_unknown_grant_type_is_refused;
    the_password_grant_is_refused;
    errors_are_json_with_status_400;
    get_is_not_allowed;
}

async fn code_and_verifier_give_the_three_tokens(provider: &Provider) {
    let answer = tokens(provider, &provider.scopes()).await;
    for member in ["access_token", "id_token", "refresh_token"] {
        assert!(answer[member].is_string(), "{member}");
    }
    assert_eq!(answer["token_type"], "Bearer");
    assert_eq!(answer["expires_in"], 3600);
    assert!(answer.get("scope").is_none(), "Cognito never sends scope");
}

async fn without_openid_there_is_no_id_token(provider: &Provider) {
    let answer = tokens(provider, end_to_end::provider::API_SCOPE).await;
    assert!(answer["access_token"].is_string());
    assert!(answer.get("id_token").is_none());
}

async fn the_answer_is_kept_by_no_cache(provider: &Provider) {
    let (attempt, code) = begun(provider).await;
    let reply = attempt.exchange(provider, &code).await;
    assert!(reply.header("cache-control").contains("no-store"));
    assert_eq!(
        reply.header("content-type"),
        "application/json;charset=UTF-8"
    );
}

async fn answers_good_and_bad_have_cors_headers(provider: &Provider) {
    let (attempt, code) = begun(provider).await;
    for status in [200, 400] {
        let reply = attempt.exchange(provider, &code).await;
        assert_eq!(reply.status, status);
        let allowed = reply.header("access-control-allow-origin");
        assert!(
            allowed == "*" || allowed == provider.app_origin(),
            "{status}"
        );
    }
}

async fn a_code_works_once(provider: &Provider) {
    let (attempt, code) = begun(provider).await;
    assert_eq!(attempt.exchange(provider, &code).await.status, 200);
    refused(&attempt.exchange(provider, &code).await, &["invalid_grant"]);
}

async fn a_code_that_was_never_issued_is_invalid_grant(provider: &Provider) {
    let reply = Attempt::new("openid")
        .exchange(provider, "never-issued")
        .await;
    refused(&reply, &["invalid_grant"]);
}

async fn a_wrong_verifier_is_refused(provider: &Provider) {
    let (mut attempt, code) = begun(provider).await;
    attempt.pkce.verifier = "x".repeat(43);
    refused(&attempt.exchange(provider, &code).await, &["invalid_grant"]);
}

async fn a_missing_verifier_is_refused(provider: &Provider) {
    let (_, code) = begun(provider).await;
    let reply = token(
        provider,
        &[
            ("grant_type", "authorization_code"),
            ("client_id", &provider.client_id),
            ("redirect_uri", &provider.redirect_uri),
            ("code", &code),
        ],
    )
    .await;
    refused(&reply, &["invalid_grant", "invalid_request"]);
}

async fn another_redirect_uri_is_refused(provider: &Provider) {
    let (attempt, code) = begun(provider).await;
    let mut wrong = provider.clone();
    wrong.redirect_uri = format!("{}/other", provider.app_origin());
    let reply = attempt.exchange(&wrong, &code).await;
    // Observed at AWS: unauthorized_client; RFC 6749 §5.2: invalid_grant.
    refused(&reply, &["invalid_grant", "unauthorized_client"]);
}

async fn an_unknown_client_is_refused(provider: &Provider) {
    let (attempt, code) = begun(provider).await;
    let mut wrong = provider.clone();
    wrong.client_id = "unknown".to_owned();
    let reply = attempt.exchange(&wrong, &code).await;
    refused(&reply, &["invalid_client", "invalid_grant"]);
}

async fn an_unknown_grant_type_is_refused(provider: &Provider) {
    let fields = [("grant_type", "magic"), ("client_id", &provider.client_id)];
    refused(&token(provider, &fields).await, &["unsupported_grant_type"]);
}

async fn the_password_grant_is_refused(provider: &Provider) {
    let reply = token(
        provider,
        &[
            ("grant_type", "password"),
            ("client_id", &provider.client_id),
            ("username", &provider.user),
            ("password", &provider.password),
        ],
    )
    .await;
    refused(&reply, &["unsupported_grant_type", "unauthorized_client"]);
}

async fn errors_are_json_with_status_400(provider: &Provider) {
    let reply = Attempt::new("openid")
        .exchange(provider, "never-issued")
        .await;
    assert_eq!(reply.status, 400);
    assert!(reply.header("content-type").starts_with("application/json"));
}

async fn get_is_not_allowed(provider: &Provider) {
    let (attempt, code) = begun(provider).await;
    let url = format!(
        "{}/oauth2/token?grant_type=authorization_code&client_id={}&code={code}",
        provider.domain, provider.client_id
    );
    let agent = Agent::default();
    let reply = agent.send(agent.request(Method::GET, &url)).await;
    assert!((400..500).contains(&reply.status), "{}", reply.status);
    assert!(!reply.body.contains("access_token"));
    drop(attempt);
}

async fn begun(provider: &Provider) -> (Attempt, String) {
    let attempt = Attempt::new(&provider.scopes());
    let code = code(&Agent::default(), provider, &attempt).await;
    (attempt, code)
}

fn refused(reply: &Reply, errors: &[&str]) {
    assert!(matches!(reply.status, 400 | 401), "{}", reply.status);
    let error = reply.error();
    assert!(errors.contains(&error.as_str()), "{error}");
    assert!(reply.json().get("access_token").is_none());
}
