use local_cognito::CLIENT_ID;

use crate::browser::{Answer, Browser, pairs};

async fn revoke(browser: &Browser, token: &str) -> Answer {
    browser
        .post(
            "/oauth2/revoke",
            &pairs(&[("client_id", CLIENT_ID), ("token", token)]),
        )
        .await
}

#[tokio::test]
async fn a_revoked_refresh_token_gets_nothing_more() {
    let browser = Browser::new().await;
    let token = browser.tokens().await.text("refresh_token");
    let answer = revoke(&browser, &token).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    assert_eq!(browser.renew(&token).await.text("error"), "invalid_grant");
}

#[tokio::test]
async fn revoking_again_or_an_unknown_token_is_no_error() {
    let browser = Browser::new().await;
    let token = browser.tokens().await.text("refresh_token");
    for token in [&token, &token, "unknown"] {
        assert_eq!(revoke(&browser, token).await.status, 200);
    }
}

#[tokio::test]
async fn the_access_token_ends_at_user_info_but_not_at_the_api() {
    let browser = Browser::new().await;
    let tokens = browser.tokens().await;
    let bearer = format!("Bearer {}", tokens.text("access_token"));
    revoke(&browser, &tokens.text("refresh_token")).await;
    assert_eq!(
        browser.get_with("/oauth2/userInfo", &bearer).await.status,
        401
    );
    assert_eq!(
        browser.get_with("/prod/awesomeapi", &bearer).await.status,
        200
    );
}

#[tokio::test]
async fn only_refresh_tokens_can_be_revoked() {
    let browser = Browser::new().await;
    let tokens = browser.tokens().await;
    for member in ["access_token", "id_token"] {
        let answer = revoke(&browser, &tokens.text(member)).await;
        assert_eq!(
            (answer.status, answer.text("error").as_str()),
            (400, "unsupported_token_type")
        );
    }
}

#[tokio::test]
async fn a_missing_token_is_an_invalid_request_and_another_client_is_unauthorized() {
    let browser = Browser::new().await;
    let answer = browser
        .post("/oauth2/revoke", &pairs(&[("client_id", CLIENT_ID)]))
        .await;
    assert_eq!(
        (answer.status, answer.text("error").as_str()),
        (400, "invalid_request")
    );
    let answer = browser
        .post(
            "/oauth2/revoke",
            &pairs(&[("client_id", "another"), ("token", "x")]),
        )
        .await;
    assert_eq!(
        (answer.status, answer.text("error").as_str()),
        (401, "invalid_client")
    );
}
