use local_cognito::Settings;
use serde_json::json;

use crate::browser::{API_SCOPE, Browser};

async fn profile(browser: &Browser, scope: &str) -> serde_json::Value {
    let token = browser
        .tokens_for(&[("scope", scope)])
        .await
        .text("access_token");
    browser
        .get_with("/oauth2/userInfo", &format!("Bearer {token}"))
        .await
        .json()
}

#[tokio::test]
async fn openid_alone_reads_all_attributes_and_flags_are_strings() {
    let browser = Browser::new().await;
    let profile = profile(&browser, "openid").await;
    assert_eq!(profile["email"], "demo@example.com");
    assert_eq!(profile["email_verified"], json!("true"));
    assert_eq!(profile["name"], "Demo User");
    assert_eq!(profile["username"], profile["sub"]);
}

#[tokio::test]
async fn email_and_profile_narrow_the_attributes() {
    let browser = Browser::new().await;
    let email = profile(&browser, "openid email").await;
    assert_eq!(
        (email["email"].as_str(), email.get("name")),
        (Some("demo@example.com"), None)
    );
    let name = profile(&browser, "openid profile").await;
    assert_eq!(
        (name["name"].as_str(), name.get("email")),
        (Some("Demo User"), None)
    );
}

#[tokio::test]
async fn a_request_without_a_bearer_token_is_bad() {
    let browser = Browser::new().await;
    let answer = browser.get("/oauth2/userInfo").await;
    assert_eq!(answer.status, 400);
    assert_eq!(
        answer.header("www-authenticate"),
        Some(
            r#"error="invalid_request", error_description="Bad OAuth2 request at UserInfo Endpoint""#
        )
    );
}

#[tokio::test]
async fn an_id_token_an_expired_token_one_without_openid_and_nonsense_are_invalid() {
    let browser = Browser::new().await;
    let id_token = browser.tokens().await.text("id_token");
    let api_only = browser
        .tokens_for(&[("scope", API_SCOPE)])
        .await
        .text("access_token");
    browser.pool.set_settings(Settings {
        access_token_lifetime_s: -1,
        ..Settings::default()
    });
    let expired = browser.tokens().await.text("access_token");
    for token in [id_token.as_str(), &api_only, &expired, "nonsense"] {
        let answer = browser
            .get_with("/oauth2/userInfo", &format!("Bearer {token}"))
            .await;
        assert_eq!(answer.status, 401);
        assert_eq!(
            answer.header("www-authenticate"),
            Some(
                "error=\"invalid_token\", error_description=\"Access token is expired, disabled, or deleted, \
                 or the user has globally signed out.\""
            )
        );
    }
}
