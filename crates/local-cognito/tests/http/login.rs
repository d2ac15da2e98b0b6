use local_cognito::{DEMO_PASSWORD, DEMO_USER};

use crate::browser::{Browser, CALLBACK, encode, pairs, request, with};

const DEMO: [(&str, &str); 2] = [("username", DEMO_USER), ("password", DEMO_PASSWORD)];

#[tokio::test]
async fn the_right_password_leads_back_to_the_app_with_code_and_state() {
    let browser = Browser::new().await;
    let (address, params) = browser.submit("/login", &request(), &DEMO).await.redirect();
    assert_eq!(address, CALLBACK);
    assert_eq!(params.keys().collect::<Vec<_>>(), ["code", "state"]);
    assert_eq!(params["state"], "a state/with+signs&=%");
}

#[tokio::test]
async fn the_email_address_is_taken_in_any_case() {
    let browser = Browser::new().await;
    let fields = [
        ("username", "Demo@Example.COM"),
        ("password", DEMO_PASSWORD),
    ];
    assert_eq!(
        browser
            .submit("/login", &request(), &fields)
            .await
            .redirect()
            .0,
        CALLBACK
    );
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_look_the_same() {
    let browser = Browser::new().await;
    for (username, password) in [
        (DEMO_USER, "wrong"),
        ("nobody@example.com", DEMO_PASSWORD),
        ("", ""),
    ] {
        let page = browser
            .submit(
                "/login",
                &request(),
                &[("username", username), ("password", password)],
            )
            .await;
        assert_eq!(page.status, 200);
        assert_eq!(page.alert(), "Incorrect username or password.");
        assert!(!browser.cookies.borrow().contains_key("cognito"));
    }
}

#[tokio::test]
async fn a_form_without_the_browser_s_own_token_is_refused() {
    let browser = Browser::new().await;
    let path = format!("/login?{}", encode(&request()));
    let page = browser.post(&path, &pairs(&DEMO)).await;
    assert_eq!(page.alert(), "This form is out of date. Please try again.");
    let page = browser
        .post(&path, &with(pairs(&DEMO), &[("_csrf", "forged")]))
        .await;
    assert_eq!(page.alert(), "This form is out of date. Please try again.");
    assert!(!browser.cookies.borrow().contains_key("cognito"));
}

#[tokio::test]
async fn the_cookies_are_out_of_reach_of_scripts_and_of_other_sites() {
    let browser = Browser::new().await;
    let answer = browser.submit("/login", &request(), &DEMO).await;
    for cookie in answer.headers.get_all("set-cookie") {
        let cookie = cookie.to_str().unwrap();
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
            "{cookie}"
        );
    }
    assert_eq!(
        browser.cookies.borrow().keys().collect::<Vec<_>>(),
        ["XSRF-TOKEN", "cognito"]
    );
}

#[tokio::test]
async fn the_page_says_what_it_is_and_labels_its_fields() {
    let browser = Browser::new().await;
    let page = browser.visit("/login", &request()).await;
    for part in [
        "a tool for development and tests",
        r#"<label for="username">Email</label>"#,
        r#"<label for="password">Password</label>"#,
        r#"<button type="submit">Sign in</button>"#,
        r#"<a href="/signup?"#,
    ] {
        assert!(page.body.contains(part), "{part}");
    }
}

#[tokio::test]
async fn the_page_runs_no_script_is_not_framed_and_is_not_kept() {
    let browser = Browser::new().await;
    let page = browser.visit("/login", &request()).await;
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
    assert_eq!(page.header("x-frame-options"), Some("DENY"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert!(!page.body.contains("<script"));
}

#[tokio::test]
async fn what_a_request_brings_is_escaped() {
    let browser = Browser::new().await;
    let hostile = r#""><script>alert(1)</script>"#;
    let query = with(request(), &[("login_hint", hostile), ("state", hostile)]);
    let page = browser.visit("/login", &query).await;
    assert!(!page.body.contains("<script"));
    assert!(
        page.body
            .contains("value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\"")
    );
}

#[tokio::test]
async fn the_login_hint_fills_the_email_field() {
    let browser = Browser::new().await;
    let page = browser
        .visit(
            "/login",
            &with(request(), &[("login_hint", "me@example.com")]),
        )
        .await;
    assert!(page.body.contains(r#"value="me@example.com""#));
}

#[tokio::test]
async fn a_request_that_authorize_refuses_is_refused_here_too() {
    let browser = Browser::new().await;
    let (address, _) = browser
        .visit("/login", &with(request(), &[("client_id", "another")]))
        .await
        .redirect();
    assert_eq!(address, "/error");
    let (_, params) = browser
        .visit("/login", &with(request(), &[("scope", "unknown")]))
        .await
        .redirect();
    assert_eq!(params["error"], "invalid_scope");
}
