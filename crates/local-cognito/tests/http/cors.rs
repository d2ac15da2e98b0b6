use reqwest::Method;

use crate::browser::{APP, Browser, encode, request};

async fn preflight(browser: &Browser, path: &str, method: &str) -> crate::browser::Answer {
    let headers = [
        ("origin", APP),
        ("access-control-request-method", method),
        ("access-control-request-headers", "authorization"),
    ];
    browser
        .send(Method::OPTIONS, path, &headers, None)
        .await
        .unwrap()
}

const FETCHED: [(&str, &str); 10] = [
    ("/oauth2/token", "POST"),
    ("/oauth2/revoke", "POST"),
    ("/oauth2/userInfo", "GET"),
    ("/us-east-1_local/.well-known/jwks.json", "GET"),
    ("/us-east-1_local/.well-known/openid-configuration", "GET"),
    ("/prod/awesomeapi", "GET"),
    ("/prod/orders", "GET"),
    ("/prod/awesomeapi/echo", "PUT"),
    ("/prod/awesomeapi/echo", "PATCH"),
    ("/prod/awesomeapi/echo", "DELETE"),
];

#[tokio::test]
async fn what_a_browser_fetches_answers_preflights_without_authentication() {
    let browser = Browser::new().await;
    for (path, method) in FETCHED {
        let answer = preflight(&browser, path, method).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(
            answer.header("access-control-allow-origin"),
            Some("*"),
            "{path}"
        );
        assert!(
            answer
                .header("access-control-allow-methods")
                .unwrap()
                .contains(method),
            "{path}"
        );
        let headers = answer
            .header("access-control-allow-headers")
            .unwrap()
            .to_ascii_lowercase();
        assert_eq!(headers, "authorization,content-type", "{path}");
    }
}

#[tokio::test]
async fn what_a_browser_fetches_may_be_read_by_any_origin_errors_included() {
    let browser = Browser::new().await;
    for (path, method) in FETCHED {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let answer = browser
            .send(method, path, &[("origin", APP)], None)
            .await
            .unwrap();
        assert_eq!(
            answer.header("access-control-allow-origin"),
            Some("*"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn what_a_person_visits_has_no_cors_headers() {
    let browser = Browser::new().await;
    for path in [
        "/oauth2/authorize",
        "/login",
        "/google",
        "/signup",
        "/confirmUser",
        "/logout",
        "/error",
        "/config.json",
    ] {
        let address = format!("{path}?{}", encode(&request()));
        let answer = browser
            .send(Method::GET, &address, &[("origin", APP)], None)
            .await
            .unwrap();
        assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
        assert_eq!(
            preflight(&browser, &address, "GET")
                .await
                .header("access-control-allow-origin"),
            None,
            "{path}"
        );
    }
}
