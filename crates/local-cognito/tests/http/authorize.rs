use local_cognito::{CLIENT_ID, Settings};

use crate::browser::{Browser, CALLBACK, claims, encode, pairs, request};

async fn told(browser: &Browser, changes: &[(&str, &str)]) -> String {
    let (address, params) = browser.authorize(changes).await.redirect();
    assert_eq!(address, CALLBACK);
    assert_eq!(params.get("code"), None);
    assert_eq!(params["state"], "a state/with+signs&=%");
    params["error"].clone()
}

#[tokio::test]
async fn without_a_session_the_login_page_follows_with_the_same_parameters() {
    let browser = Browser::new().await;
    let (address, params) = browser.authorize(&[]).await.redirect();
    assert_eq!(address, "/login");
    assert_eq!(params, request().into_iter().collect());
}

#[tokio::test]
async fn with_a_session_a_code_follows_at_once_and_the_state_comes_back_verbatim() {
    let browser = Browser::new().await;
    let first = browser.code(&[]).await;
    let (address, params) = browser.authorize(&[]).await.redirect();
    assert_eq!(address, CALLBACK);
    assert_ne!(params["code"], first);
    assert_eq!(params["state"], "a state/with+signs&=%");
}

#[tokio::test]
async fn without_a_state_none_comes_back() {
    let browser = Browser::new().await;
    browser.code(&[]).await;
    let (_, params) = browser.authorize(&[("state", "")]).await.redirect();
    assert_eq!(params.keys().collect::<Vec<_>>(), ["code"]);
}

#[tokio::test]
async fn a_session_lasts_an_hour_from_the_sign_in_and_use_does_not_prolong_it() {
    let browser = Browser::new().await;
    browser.code(&[]).await;
    for (seconds, expected) in [(1800, CALLBACK), (3590, CALLBACK), (3600, "/login")] {
        browser.pool.set_settings(Settings {
            clock_offset_s: seconds,
            ..Settings::default()
        });
        assert_eq!(
            browser.authorize(&[]).await.redirect().0,
            expected,
            "{seconds}"
        );
    }
}

#[tokio::test]
async fn prompt_none_never_shows_a_page() {
    let browser = Browser::new().await;
    assert_eq!(
        told(&browser, &[("prompt", "none")]).await,
        "login_required"
    );
    browser.code(&[]).await;
    let (_, params) = browser.authorize(&[("prompt", "none")]).await.redirect();
    assert!(params.contains_key("code"));
}

#[tokio::test]
async fn prompt_login_shows_the_page_despite_a_session() {
    let browser = Browser::new().await;
    browser.code(&[]).await;
    let (address, params) = browser.authorize(&[("prompt", "login")]).await.redirect();
    assert_eq!(
        (address.as_str(), params["prompt"].as_str()),
        ("/login", "login")
    );
}

fn clock(clock_offset_s: i64) -> Settings {
    Settings {
        clock_offset_s,
        ..Settings::default()
    }
}

#[tokio::test]
async fn with_max_age_a_sign_in_of_longer_ago_does_not_do() {
    let browser = Browser::new().await;
    browser.code(&[]).await;
    browser.pool.set_settings(clock(100));
    for (max_age, expected) in [("1000", CALLBACK), ("50", "/login"), ("0", "/login")] {
        let (address, _) = browser.authorize(&[("max_age", max_age)]).await.redirect();
        assert_eq!(address, expected, "{max_age}");
    }
    let silent = [("max_age", "50"), ("prompt", "none")];
    assert_eq!(told(&browser, &silent).await, "login_required");
}

#[tokio::test]
async fn auth_time_is_the_time_of_the_interactive_sign_in() {
    let browser = Browser::new().await;
    let auth_time = |answer: crate::browser::Answer| {
        let time = &claims(&answer.text("id_token"))["auth_time"];
        time.as_i64().unwrap()
    };
    let first = auth_time(browser.tokens().await);

    browser.pool.set_settings(clock(100));
    let (_, params) = browser.authorize(&[]).await.redirect();
    let by_session = browser
        .token(&Browser::exchange_form(&params["code"]))
        .await;
    assert_eq!(auth_time(by_session), first);

    let again = browser.tokens_for(&[("prompt", "login")]).await;
    assert!(auth_time(again) >= first + 100);
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_told_to_the_app() {
    let browser = Browser::new().await;
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("response_type", "")], "invalid_request"),
        (&[("response_type", "id_token")], "invalid_request"),
        (&[("response_type", "token")], "unauthorized_client"),
        (&[("code_challenge_method", "")], "invalid_request"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("code_challenge", "")], "invalid_request"),
        (&[("code_challenge", "too-short")], "invalid_request"),
        (&[("prompt", "none login")], "invalid_request"),
        (&[("prompt", "sometimes")], "invalid_request"),
        (&[("identity_provider", "Unknown")], "invalid_request"),
        (&[("identity_provider", "google")], "invalid_request"),
        (&[("idp_identifier", "unknown")], "invalid_request"),
        (&[("max_age", "soon")], "invalid_request"),
        (&[("max_age", "-1")], "invalid_request"),
        (&[("resource", "http://example.com")], "invalid_request"),
        (&[("scope", "openid unknown")], "invalid_scope"),
        (&[("scope", "openid phone")], "invalid_scope"),
        (&[("scope", "email")], "invalid_scope"),
    ];
    for (changes, error) in cases {
        assert_eq!(told(&browser, changes).await, *error, "{changes:?}");
    }
}

#[tokio::test]
async fn a_parameter_may_not_be_repeated() {
    let browser = Browser::new().await;
    let query = format!("{}&scope=openid", encode(&request()));
    let (address, params) = browser
        .get(&format!("/oauth2/authorize?{query}"))
        .await
        .redirect();
    assert_eq!(
        (address.as_str(), params["error"].as_str()),
        (CALLBACK, "invalid_request")
    );
}

#[tokio::test]
async fn scopes_not_enabled_for_the_client_can_be_ignored_instead() {
    let browser = Browser::new().await;
    browser.pool.set_settings(Settings {
        ignore_scopes_not_enabled: true,
        ..Settings::default()
    });
    let (address, _) = browser
        .authorize(&[("scope", "openid phone")])
        .await
        .redirect();
    assert_eq!(address, "/login");
    assert_eq!(
        told(&browser, &[("scope", "openid unknown")]).await,
        "invalid_scope"
    );
}

#[tokio::test]
async fn the_pool_s_own_users_are_the_provider_cognito() {
    let browser = Browser::new().await;
    let (address, _) = browser
        .authorize(&[("identity_provider", "COGNITO")])
        .await
        .redirect();
    assert_eq!(address, "/login");
}

#[tokio::test]
async fn an_unknown_client_or_callback_strands_on_the_error_page() {
    let browser = Browser::new().await;
    for (name, value) in [
        ("client_id", "another"),
        ("redirect_uri", "http://localhost:3000/dashboard/"),
        ("redirect_uri", "http://localhost:3000/dashboard?x=1"),
        ("redirect_uri", "http://127.0.0.1:3000/dashboard"),
        ("redirect_uri", "https://example.com/"),
    ] {
        let answer = browser.authorize(&[(name, value)]).await;
        let (address, params) = answer.redirect();
        let client_id = if name == "client_id" {
            value
        } else {
            CLIENT_ID
        };
        assert_eq!(address, "/error");
        assert_eq!(
            params,
            pairs(&[("error", "redirect_mismatch"), ("client_id", client_id)])
                .into_iter()
                .collect()
        );

        let page = browser.get(&answer.location()).await;
        assert_eq!(page.status, 400);
        assert!(
            page.body
                .contains("An error was encountered with the requested page.")
        );
        assert!(page.body.contains("redirect_mismatch"));
    }
}

#[tokio::test]
async fn without_client_or_callback_a_page_names_what_is_missing() {
    let browser = Browser::new().await;
    for name in ["client_id", "redirect_uri"] {
        let page = browser.authorize(&[(name, "")]).await;
        assert_eq!(page.status, 400);
        assert!(page.body.contains(&format!("'{name}'")), "{}", page.body);
    }
}

#[tokio::test]
async fn only_get_is_served() {
    let browser = Browser::new().await;
    assert_eq!(
        browser.post("/oauth2/authorize", &request()).await.status,
        405
    );
}
