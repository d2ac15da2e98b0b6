//! The addresses and scopes that are registered for the client.

use local_cognito::{CLIENT_ID, LocalCognito, Options, StartError};

use crate::browser::{APP, Browser, CALLBACK, VERIFIER, claims, pairs, request, with};

const OTHER: &str = "http://127.0.0.1:8080/auth/done?from=pool";

fn options() -> Options {
    Options {
        callback_urls: vec![OTHER.to_owned()],
        logout_urls: vec!["http://localhost:8080/bye".to_owned()],
        allowed_scopes: vec!["orders/read".to_owned(), "phone".to_owned()],
        ..Options::for_test(APP)
    }
}

#[tokio::test]
async fn the_usual_paths_of_an_app_are_registered_from_the_start() {
    let browser = Browser::new().await;
    for url in [CALLBACK, "http://localhost:3000/callback"] {
        let (address, _) = browser.authorize(&[("redirect_uri", url)]).await.redirect();
        assert_eq!(address, "/login", "{url}");
    }
}

#[tokio::test]
async fn the_callback_of_a_backend_is_registered_where_there_is_one() {
    let callback = "http://localhost:3000/auth/callback";
    for (backend, page) in [(None, "/error"), (Some("/auth".to_owned()), "/login")] {
        let options = Options {
            backend,
            ..Options::for_test(APP)
        };
        let browser = Browser::with(options.clone()).await;
        let answer = browser.authorize(&[("redirect_uri", callback)]).await;
        assert_eq!(answer.redirect().0, page);
        let config = browser.pool.app_config();
        assert_eq!(config["backend"].as_str(), options.backend.as_deref());
    }
}

#[tokio::test]
async fn further_callbacks_work_to_the_end_and_only_as_they_were_written() {
    let browser = Browser::with(options()).await;
    let fields = [
        ("username", local_cognito::DEMO_USER),
        ("password", local_cognito::DEMO_PASSWORD),
    ];
    let query = with(request(), &[("redirect_uri", OTHER)]);
    let (address, params) = browser.submit("/login", &query, &fields).await.redirect();
    assert_eq!(address, "http://127.0.0.1:8080/auth/done");
    assert_eq!(params["from"], "pool");
    let form = pairs(&[
        ("grant_type", "authorization_code"),
        ("client_id", CLIENT_ID),
        ("code", &params["code"]),
        ("redirect_uri", OTHER),
        ("code_verifier", VERIFIER),
    ]);
    assert_eq!(browser.token(&form).await.status, 200);

    for url in [
        "http://127.0.0.1:8080/auth/done",
        "http://localhost:8080/auth/done?from=pool",
        "http://127.0.0.1:8080/auth/done?from=pool&x=1",
    ] {
        let (address, params) = browser.authorize(&[("redirect_uri", url)]).await.redirect();
        assert_eq!(
            (address.as_str(), params["error"].as_str()),
            ("/error", "redirect_mismatch"),
            "{url}"
        );
    }
}

#[tokio::test]
async fn further_sign_out_addresses_work() {
    let browser = Browser::with(options()).await;
    for (url, expected) in [
        ("http://localhost:8080/bye", "http://localhost:8080/bye"),
        ("http://localhost:3000/", "http://localhost:3000/"),
        ("http://localhost:8080/", "/error"),
    ] {
        let query = pairs(&[("client_id", CLIENT_ID), ("logout_uri", url)]);
        let (address, _) = browser.visit("/logout", &query).await.redirect();
        assert_eq!(address, expected);
    }
}

#[tokio::test]
async fn the_error_page_says_what_is_registered_and_what_registers_more() {
    let browser = Browser::with(options()).await;
    let page = browser
        .get("/error?error=redirect_mismatch&client_id=<script>")
        .await;
    assert_eq!(page.status, 400);
    for part in [
        "redirect_mismatch",
        CLIENT_ID,
        "<code>http://localhost:3000/dashboard</code>",
        "<code>http://localhost:3000/callback</code>",
        "<code>http://127.0.0.1:8080/auth/done?from=pool</code>",
        "<code>http://localhost:3000/</code>",
        "<code>http://localhost:8080/bye</code>",
        "--callback URL",
        "--sign-out URL",
    ] {
        assert!(page.body.contains(part), "{part}");
    }
    assert!(!page.body.contains("<script"));

    let page = browser.get("/error?error=<script>").await;
    assert!(page.body.contains("&lt;script&gt;") && !page.body.contains("<script"));
    assert!(!page.body.contains("/dashboard"));
}

#[tokio::test]
async fn further_scopes_can_be_asked_for_and_are_granted_where_none_is_named() {
    let browser = Browser::with(options()).await;
    let scope = async |asked: &str| {
        let answer = browser.tokens_for(&[("scope", asked)]).await;
        let claims = claims(&answer.text("access_token"));
        claims["scope"].as_str().unwrap().to_owned()
    };
    assert_eq!(scope("openid orders/read").await, "openid orders/read");
    assert_eq!(
        scope("").await,
        "openid email profile awesomeapi-resource-server/awesomeapi.read orders/read phone"
    );
    let (_, params) = browser.authorize(&[("scope", "phone")]).await.redirect();
    assert_eq!(params["error"], "invalid_scope", "it needs openid");
}

#[tokio::test]
async fn an_address_elsewhere_and_a_scope_with_a_space_are_refused_by_name() {
    let elsewhere = || vec!["https://example.com/callback".to_owned()];
    let refused = async |options: Options| LocalCognito::start(options).await.unwrap_err();
    let error = refused(Options {
        callback_urls: elsewhere(),
        ..Options::for_test(APP)
    });
    let error = error.await;
    assert!(matches!(error, StartError::CallbackUrl(_)));
    assert!(error.to_string().contains("https://example.com/callback"));
    let error = refused(Options {
        logout_urls: elsewhere(),
        ..Options::for_test(APP)
    });
    assert!(matches!(error.await, StartError::LogoutUrl(_)));
    let error = refused(Options {
        allowed_scopes: vec!["two scopes".to_owned()],
        ..Options::for_test(APP)
    });
    assert!(matches!(error.await, StartError::Scope(_)));
}
