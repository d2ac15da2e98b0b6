use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use local_cognito::{CLIENT_ID, Settings};
use reqwest::Method;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::browser::{API_SCOPE, Browser, claims, encode, header, members, pairs, with};

async fn refused(browser: &Browser, form: &crate::browser::Pairs) -> String {
    let answer = browser.token(form).await;
    assert_eq!(answer.status, 400, "{}", answer.body);
    assert_eq!(
        answer.header("content-type"),
        Some("application/json;charset=UTF-8")
    );
    assert_eq!(members(&answer.json()), ["error"]);
    answer.text("error")
}

#[tokio::test]
async fn a_code_with_its_verifier_gets_tokens_and_no_scope_member() {
    let browser = Browser::new().await;
    let answer = browser.tokens().await;
    let tokens = answer.json();
    assert_eq!(
        members(&tokens),
        [
            "access_token",
            "expires_in",
            "id_token",
            "refresh_token",
            "token_type"
        ]
    );
    assert_eq!(
        (&tokens["token_type"], &tokens["expires_in"]),
        (&json!("Bearer"), &json!(3600))
    );
    assert_eq!(
        answer.header("content-type"),
        Some("application/json;charset=UTF-8")
    );
    assert_eq!(
        answer.header("cache-control"),
        Some("no-cache, no-store, max-age=0, must-revalidate")
    );
    assert_eq!(answer.header("pragma"), Some("no-cache"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert!(answer.header("x-amz-cognito-request-id").is_some());
}

#[tokio::test]
async fn the_id_token_has_the_claims_of_a_user_pool() {
    let browser = Browser::new().await;
    let answer = browser.tokens().await;
    let id = claims(&answer.text("id_token"));
    assert_eq!(id["iss"], browser.pool.issuer());
    assert_eq!(id["aud"], CLIENT_ID);
    assert_eq!(id["token_use"], "id");
    assert_eq!(id["nonce"], "the-nonce");
    assert_eq!(id["email"], "demo@example.com");
    assert_eq!(id["email_verified"], true);
    assert_eq!(id["cognito:username"], id["sub"]);
    assert_eq!(
        id["exp"].as_i64().unwrap() - id["iat"].as_i64().unwrap(),
        3600
    );
    assert!(id["auth_time"].as_i64().unwrap() <= id["iat"].as_i64().unwrap());
    let hash = Sha256::digest(answer.text("access_token"));
    assert_eq!(id["at_hash"], URL_SAFE_NO_PAD.encode(&hash[..16]));
}

#[tokio::test]
async fn the_access_token_has_the_claims_of_a_user_pool_and_no_audience() {
    let browser = Browser::new().await;
    let answer = browser.tokens().await;
    let (id, access) = (
        claims(&answer.text("id_token")),
        claims(&answer.text("access_token")),
    );
    assert_eq!(access["iss"], browser.pool.issuer());
    assert_eq!(access["client_id"], CLIENT_ID);
    assert_eq!(access["token_use"], "access");
    assert_eq!(access["scope"], format!("openid {API_SCOPE}"));
    assert_eq!(access["version"], 2);
    assert_eq!(access.get("aud"), None);
    for claim in ["sub", "auth_time", "origin_jti", "event_id"] {
        assert_eq!(access[claim], id[claim], "{claim}");
    }
    assert_eq!(access["username"], id["cognito:username"]);
    assert_ne!(access["jti"], id["jti"]);
}

#[tokio::test]
async fn id_and_access_tokens_are_signed_by_different_keys() {
    let browser = Browser::new().await;
    let answer = browser.tokens().await;
    let (id, access) = (
        header(&answer.text("id_token")),
        header(&answer.text("access_token")),
    );
    assert_eq!(
        (&id["alg"], &access["alg"]),
        (&json!("RS256"), &json!("RS256"))
    );
    assert_ne!(id["kid"], access["kid"]);
}

#[tokio::test]
async fn a_resource_becomes_the_audience_of_the_access_token() {
    let browser = Browser::new().await;
    let answer = browser
        .tokens_for(&[("resource", "https://api.example.com")])
        .await;
    assert_eq!(
        claims(&answer.text("access_token"))["aud"],
        "https://api.example.com"
    );
}

#[tokio::test]
async fn without_openid_there_is_no_id_token() {
    let browser = Browser::new().await;
    let answer = browser.tokens_for(&[("scope", API_SCOPE)]).await;
    assert_eq!(answer.json().get("id_token"), None);
    assert!(answer.json().get("refresh_token").is_some());
}

#[tokio::test]
async fn without_a_scope_all_scopes_of_the_client_are_granted() {
    let browser = Browser::new().await;
    let answer = browser.tokens_for(&[("scope", "")]).await;
    let scope = format!("openid email profile {API_SCOPE}");
    assert_eq!(claims(&answer.text("access_token"))["scope"], scope);
}

#[tokio::test]
async fn a_code_works_once() {
    let browser = Browser::new().await;
    let form = Browser::exchange_form(&browser.code(&[]).await);
    assert_eq!(browser.token(&form).await.status, 200);
    assert_eq!(refused(&browser, &form).await, "invalid_grant");
}

#[tokio::test]
async fn a_code_works_for_five_minutes() {
    let browser = Browser::new().await;
    for (seconds, status) in [(290, 200), (300, 400)] {
        browser.pool.reset();
        let form = Browser::exchange_form(&browser.code(&[]).await);
        browser.pool.set_settings(Settings {
            clock_offset_s: seconds,
            ..Settings::default()
        });
        assert_eq!(browser.token(&form).await.status, status, "{seconds}");
    }
}

#[tokio::test]
async fn a_wrong_verifier_is_refused_and_uses_the_code_up() {
    let browser = Browser::new().await;
    let form = Browser::exchange_form(&browser.code(&[]).await);
    let wrong = with(form.clone(), &[("code_verifier", &"x".repeat(43))]);
    assert_eq!(refused(&browser, &wrong).await, "invalid_grant");
    assert_eq!(refused(&browser, &form).await, "invalid_grant");
}

#[tokio::test]
async fn a_verifier_is_needed_exactly_if_a_challenge_was_sent() {
    let browser = Browser::new().await;
    let form = Browser::exchange_form(&browser.code(&[]).await);
    assert_eq!(
        refused(&browser, &with(form, &[("code_verifier", "")])).await,
        "invalid_request"
    );

    let no_pkce = [("code_challenge", ""), ("code_challenge_method", "")];
    let form = Browser::exchange_form(&browser.code(&no_pkce).await);
    assert_eq!(refused(&browser, &form).await, "invalid_grant");
    let form = Browser::exchange_form(&browser.code(&no_pkce).await);
    assert_eq!(
        browser
            .token(&with(form, &[("code_verifier", "")]))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_request_has_its_error_and_leaves_the_code() {
    let browser = Browser::new().await;
    let form = Browser::exchange_form(&browser.code(&[]).await);
    for (name, value, error) in [
        ("grant_type", "", "invalid_request"),
        ("grant_type", "password", "unsupported_grant_type"),
        ("grant_type", "client_credentials", "unauthorized_client"),
        ("client_id", "", "invalid_request"),
        ("client_id", "another", "invalid_client"),
        ("client_secret", "a-secret", "invalid_client"),
        ("code", "", "invalid_request"),
        ("code", "unknown", "invalid_grant"),
        ("redirect_uri", "", "invalid_request"),
        (
            "redirect_uri",
            "http://localhost:3000/dashboard/",
            "unauthorized_client",
        ),
    ] {
        assert_eq!(
            refused(&browser, &with(form.clone(), &[(name, value)])).await,
            error,
            "{name}={value}"
        );
    }
    assert_eq!(browser.token(&form).await.status, 200);
}

#[tokio::test]
async fn only_a_form_is_read_and_none_of_its_parameters_may_be_repeated() {
    let browser = Browser::new().await;
    let form = Browser::exchange_form(&browser.code(&[]).await);
    let json = [("content-type", "application/json")];
    let body = json!({ "grant_type": "authorization_code" }).to_string();
    let answer = browser
        .send(Method::POST, "/oauth2/token", &json, Some(body))
        .await
        .unwrap();
    assert_eq!(
        (answer.status, answer.text("error").as_str()),
        (400, "invalid_request")
    );

    let answer = browser
        .post(&format!("/oauth2/token?{}", encode(&form)), &pairs(&[]))
        .await;
    assert_eq!(answer.text("error"), "invalid_request");

    let mut twice = form.clone();
    twice.push(("code".to_owned(), "another".to_owned()));
    assert_eq!(refused(&browser, &twice).await, "invalid_request");
}

#[tokio::test]
async fn get_is_not_allowed() {
    let browser = Browser::new().await;
    assert_eq!(browser.get("/oauth2/token").await.status, 405);
}

#[tokio::test]
async fn a_public_client_does_not_authenticate_by_header() {
    let browser = Browser::new().await;
    let form = Browser::exchange_form(&browser.code(&[]).await);
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("authorization", "Basic eDp5"),
    ];
    let answer = browser
        .send(Method::POST, "/oauth2/token", &headers, Some(encode(&form)))
        .await
        .unwrap();
    assert_eq!(
        (answer.status, answer.text("error").as_str()),
        (400, "invalid_client")
    );
}
