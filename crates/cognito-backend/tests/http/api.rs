//! The proxy: who may call, what the API is sent, and what the browser gets of its answer.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, StatusCode};
use axum::response::IntoResponse as _;
use futures_util::StreamExt as _;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::{Notify, Semaphore};

use crate::browser::{Browser, From, REQUESTED_WITH};
use crate::world::{Api, SITE, World, serve};

#[tokio::test]
async fn nobody_calls_an_api_or_logs_out_from_another_site() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    let cases: [(&[(&str, &str)], &str); 7] = [
        (&[], "request.header_missing"),
        (&[("origin", SITE)], "request.header_missing"),
        (
            &[("origin", "https://evil.example")],
            "request.foreign_origin",
        ),
        (
            &[REQUESTED_WITH, ("origin", "https://evil.example")],
            "request.foreign_origin",
        ),
        (
            &[REQUESTED_WITH, ("origin", "null")],
            "request.foreign_origin",
        ),
        (
            &[REQUESTED_WITH, ("sec-fetch-site", "cross-site")],
            "request.foreign_origin",
        ),
        (
            &[REQUESTED_WITH, ("sec-fetch-site", "same-site")],
            "request.foreign_origin",
        ),
    ];
    for (headers, expected) in cases {
        for (method, target) in [
            (Method::GET, "/api/items"),
            (Method::POST, "/api/items"),
            (Method::POST, "/auth/logout"),
        ] {
            let answer = browser
                .send(From::Site, method, target, headers, Vec::new())
                .await;
            assert_eq!(answer.status, 403, "{target} {headers:?}");
            assert_eq!(answer.error(), expected, "{target} {headers:?}");
            assert_eq!(answer.header("access-control-allow-origin"), None);
        }
    }
    let preflight = [
        ("origin", "https://evil.example"),
        ("access-control-request-method", "GET"),
        ("access-control-request-headers", "x-requested-with"),
    ];
    for target in ["/api/items", "/auth/logout", "/auth/session"] {
        let method = Method::OPTIONS;
        let answer = browser
            .send(From::AnotherSite, method, target, &preflight, Vec::new())
            .await;
        assert!(answer.status >= 400, "{target}");
        assert_eq!(answer.header("access-control-allow-origin"), None);
        assert_eq!(answer.header("access-control-allow-headers"), None);
    }
    assert_eq!(world.api.asked().len(), 0);
    assert_eq!(browser.status().await["signed_in"], true);
}

#[tokio::test]
async fn an_api_is_sent_the_request_with_the_token_and_without_what_is_for_the_backend() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    let headers = [
        ("content-type", "text/csv"),
        ("idempotency-key", "17"),
        ("authorization", "Bearer stolen"),
        ("connection", "close, x-hop"),
        ("x-hop", "1"),
        ("te", "trailers"),
        ("proxy-authorization", "Basic x"),
        ("x-forwarded-for", "10.0.0.1"),
        ("forwarded", "for=10.0.0.1"),
        ("x-real-ip", "10.0.0.1"),
        ("x-request-id", "chosen"),
    ];
    let answer = browser.call_with(
        Method::PUT,
        "/api/items/17?a=%20",
        &headers,
        b"a,b".to_vec(),
    );
    let answer = answer.await;
    assert_eq!(answer.status, 200);
    let asked = world.api.last();
    assert_eq!(
        (asked.method.as_str(), asked.target.as_str()),
        ("PUT", "/prod/items/17?a=%20")
    );
    assert_eq!(&asked.body[..], b"a,b");
    assert_eq!(asked.header("content-type"), Some("text/csv"));
    assert_eq!(asked.header("idempotency-key"), Some("17"));
    assert!(
        asked
            .header("authorization")
            .unwrap()
            .starts_with("Bearer eyJ")
    );
    assert_eq!(
        asked.header("host"),
        Some(&world.api.origin["http://".len()..])
    );
    assert_eq!(asked.header("x-request-id"), answer.header("x-request-id"));
    for name in [
        "cookie",
        "origin",
        "x-requested-with",
        "x-hop",
        "te",
        "proxy-authorization",
        "x-forwarded-for",
        "forwarded",
        "x-real-ip",
        "sec-fetch-site",
    ] {
        assert_eq!(asked.header(name), None, "{name}");
    }
}

#[tokio::test]
async fn a_name_leads_to_its_own_api_with_the_token_that_it_wants() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    browser.get("/api/by-id/x/y?a=b").await;
    let asked = world.api.last();
    assert_eq!(asked.target, "/by-id/x/y?a=b");
    let token = asked.header("authorization").unwrap();
    assert!(token.starts_with("eyJ"), "the bare ID token");
    browser.get("/api/by-id").await;
    assert_eq!(world.api.last().target, "/by-id");
    browser.get("/api").await;
    assert_eq!(world.api.last().target, "/prod");
    browser.get("/api/").await;
    assert_eq!(world.api.last().target, "/prod");
}

#[tokio::test]
async fn without_an_api_for_a_path_there_is_none() {
    let world = World::new().await;
    let backend = world.backend_with(json!({ "api_url": null })).await;
    let browser = Browser::new(&backend);
    browser.sign_in(&world).await;
    let answer = browser.get("/api/items").await;
    assert_eq!(
        (answer.status, answer.error().as_str()),
        (404, "api.unknown")
    );
    assert_eq!(browser.get("/api/by-id/x").await.status, 200);
}

#[tokio::test]
async fn no_path_leads_out_of_an_api() {
    let world = World::new().await;
    let backend = world.backend().await;
    let browser = Browser::new(&backend);
    browser.sign_in(&world).await;
    let cookie = format!("__Host-session={}", browser.session());
    for path in [
        "/api/../admin",
        "/api/by-id/../admin",
        "/api/%2e%2e/admin",
        "/api/a/%2E%2E/%2e%2e/admin",
        "/api/..%2fadmin",
        "/api/%252e%252e/admin",
        "/api//evil.example/",
        "/api/a//b",
        "/api/..%5cadmin",
        "/api/a\\..\\admin",
    ] {
        // As no HTTP client would send it.
        let answer = raw(&backend, path, &cookie).await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{path}: {answer}");
    }
    assert_eq!(world.api.asked().len(), 0);
}

/// The answer to a request with exactly this target.
async fn raw(backend: &str, target: &str, cookie: &str) -> String {
    let mut stream = begin(backend, "GET", target, cookie, "Connection: close\r\n").await;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

/// The connection on which a request with exactly this target was begun, and these header lines.
async fn begin(backend: &str, method: &str, target: &str, cookie: &str, lines: &str) -> TcpStream {
    let address = backend.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "{method} {target} HTTP/1.1\r\nHost: localhost:3999\r\nCookie: {cookie}\r\n\
         X-Requested-With: XMLHttpRequest\r\n{lines}\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

#[tokio::test]
async fn who_stops_reading_an_answer_holds_no_place_for_longer_than_the_api_has() {
    let world = World::new().await;
    let limits = json!({ "api_concurrency": 1, "api_timeout_s": 0.2 });
    let backend = world.backend_with(limits).await;
    let browser = Browser::new(&backend);
    browser.sign_in(&world).await;
    world.api.answer_with(|_| async {
        let endless = futures_util::stream::repeat(vec![b'a'; 1 << 16]);
        Body::from_stream(endless.map(Ok::<_, std::io::Error>)).into_response()
    });
    let cookie = format!("__Host-session={}", browser.session());
    let mut reader = begin(&backend, "GET", "/api/endless", &cookie, "").await;
    let mut head = [0; 12];
    reader.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200");
    world.api.answer_with(|_| async { "next".into_response() });
    assert_eq!(browser.get("/api/items").await.body, "next");
    // It is told that the rest is missing: a chunked body without its end.
    let mut rest = Vec::new();
    let ended = reader.read_to_end(&mut rest).await;
    assert!(ended.is_err() || !rest.ends_with(b"0\r\n\r\n"));
}

#[tokio::test]
async fn a_browser_gets_the_answer_without_what_acts_on_the_site() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    world.api.answer_with(|_| async {
        let headers = [
            ("content-type", "text/html"),
            ("set-cookie", "__Host-session=evil; Secure; Path=/"),
            ("connection", "x-hop"),
            ("x-hop", "1"),
            ("access-control-allow-origin", "*"),
            ("access-control-allow-credentials", "true"),
            ("clear-site-data", "\"cookies\""),
            ("content-security-policy", "default-src *"),
            ("x-items", "17"),
        ];
        (StatusCode::IM_A_TEAPOT, headers, "<script>evil()</script>").into_response()
    });
    let session = browser.session();
    let answer = browser.get("/api/items").await;
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (418, "<script>evil()</script>")
    );
    assert_eq!(answer.header("x-items"), Some("17"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let policy = answer.header("content-security-policy").unwrap();
    assert!(
        policy.contains("default-src 'none'") && policy.contains("sandbox"),
        "{policy}"
    );
    for name in [
        "set-cookie",
        "x-hop",
        "access-control-allow-origin",
        "access-control-allow-credentials",
        "clear-site-data",
    ] {
        assert_eq!(answer.header(name), None, "{name}");
    }
    assert_eq!(browser.session(), session);
}

#[tokio::test]
async fn a_redirect_of_an_api_is_followed_by_nobody() {
    let world = World::new().await;
    let elsewhere = Api::start().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    let location = format!("{}/steal", elsewhere.origin);
    world.api.answer_with(move |_| {
        let location = location.clone();
        async move { (StatusCode::TEMPORARY_REDIRECT, [("location", location)]).into_response() }
    });
    let answer = browser.get("/api/items").await;
    assert_eq!(
        (answer.status, answer.error().as_str()),
        (502, "api.redirected")
    );
    assert_eq!(answer.header("location"), None);
    assert_eq!(elsewhere.asked().len(), 0);
}

/// As PostgREST answers where a list goes on.
#[tokio::test]
async fn a_page_of_a_list_passes_and_byte_ranges_do_not() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    for (name, value, expected) in [
        ("content-range", "0-14/3573", 206),
        ("content-range", "Bytes 0-14/3573", 502),
        ("content-type", "multipart/byteranges; boundary=a", 502),
    ] {
        world.api.answer_with(move |_| async move {
            (StatusCode::PARTIAL_CONTENT, [(name, value)], "[]").into_response()
        });
        let answer = browser.get("/api/items").await;
        assert_eq!(answer.status, expected, "{name}: {value}");
        let is_refused = answer.body.contains("api.partial");
        assert_eq!(is_refused, expected == 502, "{name}: {value}");
    }
}

#[tokio::test]
async fn a_body_is_as_long_as_allowed() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend_with(json!({ "body_limit_bytes": 10 })).await);
    browser.sign_in(&world).await;
    let call = |length| browser.call_with(Method::POST, "/api/items", &[], vec![b'a'; length]);
    assert_eq!(call(10).await.status, 200);
    // Also where it is far too long.
    for length in [11, 5 << 20] {
        let answer = call(length).await;
        assert_eq!(
            (answer.status, answer.error().as_str()),
            (413, "request.body_too_long")
        );
    }
    assert_eq!(world.api.asked().len(), 1);
}

#[tokio::test]
async fn a_log_out_counts_while_a_body_is_on_its_way() {
    let world = World::new().await;
    let backend = world.backend().await;
    let browser = Browser::new(&backend);
    browser.sign_in(&world).await;
    let cookie = format!("__Host-session={}", browser.session());
    let lines = "Content-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n";
    let mut slow = begin(&backend, "POST", "/api/items", &cookie, lines).await;
    // The server asks for the body once it has found the session.
    let mut head = [0; 25];
    slow.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 100 Continue\r\n\r\n");
    browser.call(Method::POST, "/auth/logout").await;
    slow.write_all(b"ab").await.unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    assert!(answer.contains("session.signed_out"), "{answer}");
    assert_eq!(world.api.asked().len(), 0);
}

#[tokio::test]
async fn no_method_shows_the_headers_of_a_request() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    let answer = browser.call(Method::TRACE, "/api/items").await;
    assert_eq!(
        (answer.status, answer.error().as_str()),
        (405, "request.method")
    );
    assert_eq!(world.api.asked().len(), 0);
}

#[tokio::test]
async fn an_api_that_cannot_be_reached_is_told_by_a_code() {
    let world = World::new().await;
    let changes = json!({ "api_url": "http://127.0.0.1:9" });
    let browser = Browser::new(&world.backend_with(changes).await);
    browser.sign_in(&world).await;
    let answer = browser.get("/api/items").await;
    assert_eq!(
        (answer.status, answer.error().as_str()),
        (503, "api.unreachable")
    );
    assert!(!answer.body.contains("127.0.0.1"), "{}", answer.body);
}

#[tokio::test]
async fn an_api_that_takes_too_long_is_given_up() {
    let world = World::new().await;
    let changes = json!({ "api_timeout_s": 0.05 });
    let browser = Browser::new(&world.backend_with(changes).await);
    browser.sign_in(&world).await;
    world.api.answer_with(|_| std::future::pending());
    let answer = browser.get("/api/items").await;
    assert_eq!(
        (answer.status, answer.error().as_str()),
        (504, "api.timeout")
    );
}

#[tokio::test]
async fn a_slow_api_holds_up_nobody_else() {
    let world = World::new().await;
    let slow = Api::start().await;
    let changes = json!({ "api_url": slow.origin, "api_concurrency": 2 });
    let browser = Arc::new(Browser::new(&world.backend_with(changes).await));
    browser.sign_in(&world).await;
    let (go_on, is_here) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let (waits_for, tells) = (go_on.clone(), is_here.clone());
    slow.answer_with(move |_| {
        let (waits_for, tells) = (waits_for.clone(), tells.clone());
        async move {
            tells.add_permits(1);
            waits_for.acquire().await.unwrap().forget();
            "late".into_response()
        }
    });
    let call = || {
        let browser = browser.clone();
        tokio::spawn(async move { browser.get("/api/items").await })
    };
    let (first, second) = (call(), call());
    drop(is_here.acquire_many(2).await.unwrap());
    // Both places are taken: a third one is refused instead of waiting for ever.
    let third = call().await.unwrap();
    assert_eq!((third.status, third.error().as_str()), (503, "api.busy"));
    assert_eq!(slow.asked().len(), 2);
    // And everything else goes on.
    assert_eq!(browser.get("/api/by-id/x").await.status, 200);
    assert_eq!(browser.status().await["signed_in"], true);
    assert_eq!(
        browser.get("/healthz").await.json(),
        json!({ "status": "ok" })
    );
    // Which of the two the API goes on with first, nobody knows.
    go_on.add_permits(2);
    for waiting in [first, second] {
        assert_eq!(waiting.await.unwrap().body, "late");
    }
}

#[tokio::test]
async fn an_answer_arrives_as_the_api_sends_it() {
    let world = World::new().await;
    let backend = world.backend().await;
    let browser = Browser::new(&backend);
    browser.sign_in(&world).await;
    let go_on = Arc::new(Notify::new());
    let waits_for = go_on.clone();
    world.api.answer_with(move |_| {
        let waits_for = waits_for.clone();
        async move {
            let chunks = futures_util::stream::unfold(0, move |number| {
                let waits_for = waits_for.clone();
                async move {
                    match number {
                        0 => Some((Ok::<_, std::io::Error>("first"), 1)),
                        1 => {
                            waits_for.notified().await;
                            Some((Ok(" second"), 2))
                        }
                        _ => None,
                    }
                }
            });
            Body::from_stream(chunks).into_response()
        }
    });
    let answer = crate::world::http()
        .get(format!("{backend}/api/items"))
        .header(REQUESTED_WITH.0, REQUESTED_WITH.1)
        .header("cookie", format!("__Host-session={}", browser.session()))
        .send();
    let mut answer = answer.await.unwrap();
    // The API has not sent the rest yet.
    assert_eq!(answer.chunk().await.unwrap().unwrap(), "first");
    go_on.notify_one();
    assert_eq!(answer.text().await.unwrap(), " second");
}

#[tokio::test]
async fn a_nested_backend_has_its_own_callback() {
    let world = World::new().await;
    let redirect_uri = format!("{SITE}/bff/auth/callback");
    let config = world.config(json!({ "redirect_uri": redirect_uri }));
    let config = cognito_backend::Config::from_json(&config.to_string()).unwrap();
    let keys = cognito_backend::EncryptionKeys::new(crate::world::KEY).unwrap();
    let secrets = cognito_backend::Secrets::new(keys);
    let backend = cognito_backend::Backend::new(config, secrets, world.store()).unwrap();
    let server = serve(axum::Router::new().nest("/bff", backend.router())).await;
    let browser = Browser::new(&server);
    let answer = browser
        .open("/bff/auth/login?return_to=/bff/auth/login")
        .await;
    assert_eq!(
        crate::browser::query_of(answer.location())["redirect_uri"],
        redirect_uri
    );
    assert_eq!(
        browser.get("/bff/auth/session").await.json(),
        json!({ "signed_in": false })
    );
    assert_eq!(
        browser.get("/bff/api/items").await.error(),
        "session.signed_out"
    );
}
