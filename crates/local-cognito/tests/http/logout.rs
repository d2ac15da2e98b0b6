use local_cognito::CLIENT_ID;

use crate::browser::{Browser, pairs, request, with};

#[tokio::test]
async fn the_session_ends_and_the_allowed_sign_out_address_follows() {
    let browser = Browser::new().await;
    browser.code(&[]).await;
    let stolen = browser.cookies.borrow().clone();
    let query = pairs(&[
        ("client_id", CLIENT_ID),
        ("logout_uri", "http://localhost:3000/"),
        ("state", "x"),
    ]);
    let answer = browser.visit("/logout", &query).await;
    assert_eq!(
        (answer.status, answer.location().as_str()),
        (302, "http://localhost:3000/")
    );
    assert!(!browser.cookies.borrow().contains_key("cognito"));

    *browser.cookies.borrow_mut() = stolen;
    assert_eq!(browser.authorize(&[]).await.redirect().0, "/login");
}

#[tokio::test]
async fn an_address_that_is_not_allowed_is_a_mismatch_and_the_session_stays() {
    let browser = Browser::new().await;
    browser.code(&[]).await;
    for address in [
        "http://localhost:3000",
        "http://localhost:3000/x",
        "https://example.com/",
    ] {
        let query = pairs(&[("client_id", CLIENT_ID), ("logout_uri", address)]);
        let (path, params) = browser.visit("/logout", &query).await.redirect();
        assert_eq!(
            (path.as_str(), params["error"].as_str()),
            ("/error", "redirect_mismatch")
        );
    }
    assert!(
        browser
            .authorize(&[])
            .await
            .redirect()
            .1
            .contains_key("code")
    );
}

#[tokio::test]
async fn with_a_callback_instead_a_new_login_follows_with_all_scopes_if_none_are_named() {
    let browser = Browser::new().await;
    browser.code(&[]).await;
    let query = with(request(), &[("scope", "")]);
    let (path, params) = browser.visit("/logout", &query).await.redirect();
    assert_eq!(path, "/login");
    assert_eq!(
        params["scope"],
        "openid email profile awesomeapi-resource-server/awesomeapi.read"
    );
    assert_eq!(params["state"], "a state/with+signs&=%");
    assert_eq!(browser.authorize(&[]).await.redirect().0, "/login");
}

#[tokio::test]
async fn the_sign_out_address_wins_over_the_callback() {
    let browser = Browser::new().await;
    let query = with(request(), &[("logout_uri", "http://localhost:3000/")]);
    assert_eq!(
        browser.visit("/logout", &query).await.location(),
        "http://localhost:3000/"
    );
}

#[tokio::test]
async fn the_parameters_of_openid_connect_are_not_understood() {
    let browser = Browser::new().await;
    let query = pairs(&[
        ("client_id", CLIENT_ID),
        ("post_logout_redirect_uri", "http://localhost:3000/"),
    ]);
    let page = browser.visit("/logout", &query).await;
    assert_eq!(page.status, 400);
    assert!(
        page.body
            .contains("Required String parameter 'redirect_uri' is not present"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn the_client_must_be_named() {
    let browser = Browser::new().await;
    let page = browser
        .visit(
            "/logout",
            &pairs(&[("logout_uri", "http://localhost:3000/")]),
        )
        .await;
    assert_eq!(page.status, 400);
    assert!(
        page.body
            .contains("Missing required parameter client_id in request URL")
    );
}
