use local_cognito::{DEMO_PASSWORD, DEMO_USER, Entry};
use reqwest::Method;
use serde_json::{Value, json};

use crate::browser::{Answer, Browser, CHALLENGE, VERIFIER, request};

async fn put(browser: &Browser, path: &str, body: Value) -> Answer {
    let headers = [("content-type", "application/json")];
    browser
        .send(Method::PUT, path, &headers, Some(body.to_string()))
        .await
        .unwrap()
}

#[tokio::test]
async fn faults_are_set_and_read_as_json() {
    let browser = Browser::new().await;
    let fault = json!([{ "endpoint": "userInfo", "times": 1, "status": 500, "body": "{" }]);
    assert_eq!(put(&browser, "/_control/faults", fault).await.status, 204);
    let kept = browser.get("/_control/faults").await.json();
    assert_eq!(
        (&kept[0]["endpoint"], &kept[0]["times"]),
        (&json!("userInfo"), &json!(1))
    );
    let answer = browser.get("/oauth2/userInfo").await;
    assert_eq!((answer.status, answer.body.as_str()), (500, "{"));
    assert_eq!(browser.get("/_control/faults").await.json(), json!([]));
}

#[tokio::test]
async fn what_was_read_can_be_put_back() {
    let browser = Browser::new().await;
    for path in ["/_control/faults", "/_control/settings"] {
        put(
            &browser,
            "/_control/faults",
            json!([{ "endpoint": "api", "drop": true }]),
        )
        .await;
        let value = browser.get(path).await.json();
        assert_eq!(put(&browser, path, value.clone()).await.status, 204);
        assert_eq!(browser.get(path).await.json(), value);
    }
}

#[tokio::test]
async fn a_misspelt_or_impossible_fault_or_setting_is_refused() {
    let browser = Browser::new().await;
    for (path, body) in [
        ("/_control/faults", json!([{ "endpoint": "tokens" }])),
        (
            "/_control/faults",
            json!([{ "endpoint": "token", "time": 1 }]),
        ),
        (
            "/_control/faults",
            json!([{ "endpoint": "token", "status": 7 }]),
        ),
        (
            "/_control/faults",
            json!([{ "endpoint": "token", "status": 200, "headers": { "a b": "" } }]),
        ),
        ("/_control/settings", json!({ "clock_offset": 1 })),
    ] {
        assert_eq!(
            put(&browser, path, body.clone()).await.status,
            422,
            "{body}"
        );
    }
}

#[tokio::test]
async fn settings_left_out_have_their_defaults() {
    let browser = Browser::new().await;
    put(
        &browser,
        "/_control/settings",
        json!({ "rotate_refresh_tokens": true }),
    )
    .await;
    put(
        &browser,
        "/_control/settings",
        json!({ "clock_offset_s": 5 }),
    )
    .await;
    let settings = browser.get("/_control/settings").await.json();
    assert_eq!(
        (
            &settings["rotate_refresh_tokens"],
            &settings["clock_offset_s"]
        ),
        (&json!(false), &json!(5))
    );
}

#[tokio::test]
async fn the_log_tells_what_was_asked_but_no_secret() {
    let browser = Browser::new().await;
    let tokens = browser.tokens().await;
    let access_token = tokens.text("access_token");
    browser
        .get_with("/prod/awesomeapi", &format!("Bearer {access_token}"))
        .await;
    browser.renew(&tokens.text("refresh_token")).await;

    let text = browser.get("/_control/log").await.body;
    let entries: Vec<Entry> = serde_json::from_str(&text).unwrap();
    let asked: Vec<_> = entries
        .iter()
        .map(|entry| (entry.method.as_str(), entry.path.as_str(), entry.status))
        .collect();
    assert_eq!(
        asked,
        [
            ("GET", "/login", Some(200)),
            ("POST", "/login", Some(302)),
            ("POST", "/oauth2/token", Some(200)),
            ("GET", "/prod/awesomeapi", Some(200)),
            ("POST", "/oauth2/token", Some(200)),
        ]
    );
    assert!(
        entries[0]
            .query
            .contains(&("code_challenge".to_owned(), CHALLENGE.to_owned()))
    );
    assert!(
        entries[2]
            .form
            .contains(&("code_verifier".to_owned(), "<43 characters>".to_owned()))
    );
    assert_eq!(
        entries[3].headers["authorization"],
        format!("Bearer <{} characters>", access_token.len())
    );
    for secret in [
        VERIFIER,
        DEMO_PASSWORD,
        &access_token,
        &tokens.text("refresh_token"),
    ] {
        assert!(!text.contains(secret));
    }
    for cookie in browser.cookies.borrow().values() {
        assert!(!text.contains(cookie));
    }
}

#[tokio::test]
async fn verification_codes_can_be_read_until_they_are_used() {
    let browser = Browser::new().await;
    assert_eq!(browser.get("/_control/codes").await.json(), json!({}));
    let fields = [("username", "new@example.com"), ("password", DEMO_PASSWORD)];
    browser.submit("/signup", &request(), &fields).await;
    let codes = browser.get("/_control/codes").await.json();
    assert_eq!(
        codes["new@example.com"],
        browser.pool.verification_code("new@example.com").unwrap()
    );
}

#[tokio::test]
async fn a_reset_forgets_everything_but_the_keys() {
    let browser = Browser::new().await;
    let keys = browser
        .get("/us-east-1_local/.well-known/jwks.json")
        .await
        .body;
    let refresh_token = browser.tokens().await.text("refresh_token");
    browser
        .submit(
            "/signup",
            &request(),
            &[("username", "new@example.com"), ("password", DEMO_PASSWORD)],
        )
        .await;
    put(
        &browser,
        "/_control/settings",
        json!({ "clock_offset_s": 5 }),
    )
    .await;
    put(
        &browser,
        "/_control/faults",
        json!([{ "endpoint": "api", "drop": true }]),
    )
    .await;

    assert_eq!(
        browser
            .send(Method::POST, "/_control/reset", &[], None)
            .await
            .unwrap()
            .status,
        204
    );

    assert_eq!(browser.pool.log(), []);
    assert_eq!(browser.get("/_control/faults").await.json(), json!([]));
    assert_eq!(
        browser.get("/_control/settings").await.json()["clock_offset_s"],
        0
    );
    assert_eq!(browser.get("/_control/codes").await.json(), json!({}));
    assert_eq!(browser.authorize(&[]).await.redirect().0, "/login");
    assert_eq!(
        browser.renew(&refresh_token).await.text("error"),
        "invalid_grant"
    );
    assert_eq!(
        browser
            .get("/us-east-1_local/.well-known/jwks.json")
            .await
            .body,
        keys
    );
    let fields = [("username", DEMO_USER), ("password", DEMO_PASSWORD)];
    assert_eq!(
        browser.submit("/login", &request(), &fields).await.status,
        302
    );
}
