//! The API that wants an ID token, APIs that options add, and the second origin.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use local_cognito::{Api, Endpoint, Fault, LocalCognito, Options, Settings, StartError};
use reqwest::Method;
use serde_json::json;

use crate::browser::{APP, Answer, Browser, claims};

const ORDERS: &str = "/prod/orders";

fn refused(answer: &Answer) -> bool {
    (answer.status, answer.body.as_str()) == (401, r#"{"message":"Unauthorized"}"#)
}

fn api(path: &str, scope: Option<&str>) -> Api {
    Api {
        path: path.to_owned(),
        scope: scope.map(str::to_owned),
    }
}

#[tokio::test]
async fn orders_wants_the_id_token_bare_or_bearer_and_no_other() {
    let browser = Browser::new().await;
    let tokens = browser.tokens().await;
    let id = tokens.text("id_token");
    for authorization in [id.clone(), format!("Bearer {id}")] {
        let answer = browser.get_with(ORDERS, &authorization).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert!(answer.json()["orders"].is_array());
    }
    assert!(refused(&browser.get(ORDERS).await));
    for name in ["access_token", "refresh_token"] {
        assert!(
            refused(&browser.get_with(ORDERS, &tokens.text(name)).await),
            "{name}"
        );
    }
    browser.pool.set_settings(Settings {
        clock_offset_s: 3600,
        ..Settings::default()
    });
    let answer = browser.get_with(ORDERS, &id).await;
    assert_eq!(
        (answer.status, answer.text("message").as_str()),
        (401, "The incoming token has expired")
    );
}

#[tokio::test]
async fn the_second_origin_serves_the_same_apis_with_the_same_cors_headers() {
    let browser = Browser::new().await;
    let origin = browser.pool.api_origin();
    assert_ne!(origin, browser.pool.origin());
    assert_eq!(browser.pool.orders_url(), format!("{origin}{ORDERS}"));
    let tokens = browser.tokens().await;
    for (path, token) in [
        (ORDERS, "id_token"),
        ("/prod/awesomeapi", "access_token"),
        ("/prod/awesomeapi/echo", "access_token"),
    ] {
        let url = format!("{origin}{path}");
        let answer = browser.get_with(&url, &tokens.text(token)).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        let answer = browser.get(&url).await;
        assert!(refused(&answer), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        let headers = [
            ("origin", APP),
            ("access-control-request-method", "GET"),
            ("access-control-request-headers", "authorization"),
        ];
        let preflight = browser.send(Method::OPTIONS, &url, &headers, None).await;
        let preflight = preflight.unwrap();
        assert_eq!(preflight.status, 200);
        assert_eq!(preflight.header("access-control-allow-origin"), Some("*"));
        let allowed = preflight.header("access-control-allow-headers").unwrap();
        assert_eq!(allowed, "Authorization,Content-Type");
    }
}

#[tokio::test]
async fn the_second_origin_has_nothing_but_the_apis() {
    let browser = Browser::new().await;
    for path in [
        "/login",
        "/oauth2/token",
        "/config.json",
        "/us-east-1_local/.well-known/jwks.json",
        "/_control/log",
    ] {
        let url = format!("{}{path}", browser.pool.api_origin());
        assert_eq!(browser.get(&url).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn an_updated_issuer_is_there_with_its_keys_and_document_and_nowhere_else() {
    let browser = Browser::with(Options {
        updated_issuer: true,
        ..Options::for_test(APP)
    })
    .await;
    let issuer = browser.pool.issuer();
    assert_eq!(
        issuer,
        format!("{}/us-east-1_local", browser.pool.api_origin())
    );
    let tokens = browser.tokens().await;
    for name in ["id_token", "access_token"] {
        assert_eq!(claims(&tokens.text(name))["iss"], issuer, "{name}");
    }
    let discovery = "/us-east-1_local/.well-known/openid-configuration";
    let url = format!("{issuer}/.well-known/openid-configuration");
    let document = browser.get(&url).await.json();
    assert_eq!(document["issuer"], issuer);
    assert_eq!(
        document["token_endpoint"],
        format!("{}/oauth2/token", browser.pool.origin())
    );
    let keys = browser.get(document["jwks_uri"].as_str().unwrap()).await;
    assert_eq!(keys.header("access-control-allow-origin"), Some("*"));
    assert!(keys.json()["keys"].is_array());
    assert_eq!(browser.get(discovery).await.status, 404);
    assert_eq!(browser.pool.app_config()["issuer"], issuer);
    let api = browser.pool.api_url();
    let answer = browser.get_with(&api, &tokens.text("access_token")).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn the_second_origin_is_on_loopback_only_and_refuses_a_foreign_host() {
    let browser = Browser::new().await;
    let (_, port) = browser.pool.api_origin().rsplit_once(':').unwrap();
    let url = browser.pool.orders_url();
    let first = format!("localhost:{}", browser.port());
    for (host, status) in [
        ("example.com", 421),
        (first.as_str(), 421),
        (&format!("127.0.0.1:{port}"), 401),
    ] {
        let headers = [("host", host)];
        let answer = browser.send(Method::GET, &url, &headers, None).await;
        assert_eq!(answer.unwrap().status, status, "{host}");
    }
    // Had it bound every address, this one would be in use.
    let address = SocketAddr::from((Ipv4Addr::new(127, 0, 0, 2), port.parse().unwrap()));
    TcpListener::bind(address).unwrap();
}

#[tokio::test]
async fn faults_and_the_log_are_those_of_the_pool() {
    let browser = Browser::new().await;
    browser.pool.set_faults(vec![Fault {
        times: Some(1),
        status: Some(503),
        ..Fault::at(Endpoint::Orders)
    }]);
    assert!(refused(&browser.get("/prod/awesomeapi").await));
    assert_eq!(browser.get(&browser.pool.orders_url()).await.status, 503);
    let last = browser.last();
    assert_eq!((last.path.as_str(), last.status), (ORDERS, Some(503)));
}

#[tokio::test]
async fn an_unknown_path_or_method_is_forbidden_there_too() {
    let browser = Browser::new().await;
    let origin = browser.pool.api_origin();
    for (method, path) in [
        (Method::GET, "/prod/other"),
        (Method::POST, ORDERS),
        (Method::DELETE, ORDERS),
    ] {
        let url = format!("{origin}{path}");
        let answer = browser.send(method, &url, &[], None).await.unwrap();
        assert_eq!(
            (answer.status, answer.text("message").as_str()),
            (403, "Missing Authentication Token"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn an_added_api_wants_its_own_scope_or_without_one_the_id_token() {
    let browser = Browser::with(Options {
        apis: vec![
            api("/prod/billing", Some("billing/read")),
            api("/prod/v1/profile", None),
        ],
        ..Options::for_test(APP)
    })
    .await;
    let billing = browser
        .tokens_for(&[("scope", "openid billing/read")])
        .await;
    let other = browser.tokens().await.text("access_token");
    let (access, id) = (billing.text("access_token"), billing.text("id_token"));
    for origin in [browser.pool.origin(), browser.pool.api_origin()] {
        for (path, let_in, refused_token) in [
            ("/prod/billing", &access, &id),
            ("/prod/billing", &access, &other),
            ("/prod/v1/profile", &id, &access),
        ] {
            let url = format!("{origin}{path}");
            let answer = browser.get_with(&url, let_in).await;
            assert_eq!(
                (answer.status, answer.json()),
                (200, json!({ "message": format!("Hello From {path}") }))
            );
            assert!(
                refused(&browser.get_with(&url, refused_token).await),
                "{url}"
            );
        }
    }
}

#[tokio::test]
async fn an_added_api_takes_every_method_header_and_path_below_it() {
    let browser = Browser::with(Options {
        apis: vec![
            api("/prod/billing", Some("billing/read")),
            api("/prod/billing/own", None),
        ],
        ..Options::for_test(APP)
    })
    .await;
    let tokens = browser
        .tokens_for(&[("scope", "openid billing/read")])
        .await;
    let token = tokens.text("access_token");
    for (method, path) in [
        (Method::POST, "/prod/billing"),
        (Method::PUT, "/prod/billing/17"),
        (Method::DELETE, "/prod/billing/17/lines/4"),
    ] {
        let headers = [
            ("authorization", token.as_str()),
            ("content-type", "application/json"),
            ("x-test", "1"),
        ];
        let answer = browser.send(method.clone(), path, &headers, Some("[17]".into()));
        let answer = answer.await.unwrap();
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (200, "[17]"),
            "{method} {path}"
        );
        assert_eq!(answer.header("content-type"), Some("application/json"));
        let answer = browser.send(method.clone(), path, &[], Some("[17]".into()));
        assert!(refused(&answer.await.unwrap()), "{method} {path}");

        let headers = [
            ("origin", APP),
            ("access-control-request-method", method.as_str()),
            (
                "access-control-request-headers",
                "authorization, idempotency-key,x-test",
            ),
        ];
        let preflight = browser.send(Method::OPTIONS, path, &headers, None).await;
        let preflight = preflight.unwrap();
        assert_eq!(preflight.status, 200);
        let allowed = |name| preflight.header(name).unwrap().to_owned();
        assert!(allowed("access-control-allow-methods").contains(method.as_str()));
        assert_eq!(
            allowed("access-control-allow-headers"),
            "Authorization,Content-Type,idempotency-key,x-test"
        );
    }
    let own = "/prod/billing/own/1";
    assert!(refused(&browser.get_with(own, &token).await));
    let answer = browser.get_with(own, &tokens.text("id_token")).await;
    assert_eq!(
        answer.json(),
        json!({ "message": "Hello From /prod/billing/own/1" })
    );
}

#[tokio::test]
async fn an_api_that_cannot_be_added_is_refused_by_name() {
    for (path, exists) in [
        ("/billing", false),
        ("/prod/{all}", false),
        (ORDERS, true),
        ("/prod/awesomeapi/echo", true),
    ] {
        let options = Options {
            apis: vec![api(path, None)],
            ..Options::for_test(APP)
        };
        let error = LocalCognito::start(options).await.unwrap_err();
        assert!(error.to_string().contains(path), "{error}");
        match error {
            StartError::ApiExists(_) => assert!(exists, "{path}"),
            StartError::ApiPath(_) => assert!(!exists, "{path}"),
            other => panic!("{other}"),
        }
    }
    let options = Options {
        apis: vec![api("/prod/a", Some("a b"))],
        ..Options::for_test(APP)
    };
    assert!(matches!(
        LocalCognito::start(options).await,
        Err(StartError::Scope(_))
    ));
}
