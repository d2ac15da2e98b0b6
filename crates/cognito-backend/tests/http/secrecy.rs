//! No token, code or verifier is in an answer, a header, a log line or the store's files.

use std::cell::RefCell;
use std::io;

use axum::http::{Method, StatusCode};
use axum::response::IntoResponse as _;

use crate::browser::{Answer, Browser, sign_in};
use crate::renewal::refuse_first_token;
use crate::world::{CLIENT_SECRET, World};

thread_local! {
    /// What was logged on this thread, on which a test has its servers, too.
    static LOGGED: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

struct Log;

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOGGED.with_borrow_mut(|logged| logged.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Logs everything from now on. For all threads: one that has no subscriber of its own could otherwise
/// make `tracing` leave out what it sees first.
fn log_everything() {
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(|| Log)
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|part| part == text.as_bytes())
}

/// As API Gateway does it for a path that it does not know, and many a server that shows a request.
#[tokio::test]
async fn an_api_that_repeats_its_token_gives_it_to_nobody() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    world.api.answer_with(async |asked| {
        let authorization = asked.header("authorization").unwrap().to_owned();
        let body = format!(r#"{{"message":"not a valid key=value pair: '{authorization}'."}}"#);
        (StatusCode::FORBIDDEN, [("x-echo", authorization)], body).into_response()
    });
    for path in ["/api/items", "/api/by-id/x"] {
        let compressed = [("accept-encoding", "gzip, br")];
        let answer = browser.call_with(Method::GET, path, &compressed, vec![]);
        let answer = answer.await;
        assert_eq!(answer.status, 403);
        assert_eq!(answer.header("x-echo"), None);
        let asked = world.api.last();
        assert_eq!(asked.header("accept-encoding"), Some("identity"));
        let authorization = asked.header("authorization").unwrap();
        let token = authorization
            .strip_prefix("Bearer ")
            .unwrap_or(authorization);
        assert!(!answer.body.contains(token), "{path}");
        let message = answer.json()["message"].as_str().unwrap().to_owned();
        assert!(message.starts_with("not a valid key=value pair: '"));
        assert!(message.ends_with(&["*".repeat(token.len()).as_str(), "'."].concat()));
    }
}

/// An API that obeys one of the names by which servers take a byte range (Apache knows the second one, too).
#[tokio::test]
async fn an_api_that_repeats_its_token_gives_it_to_nobody_in_parts() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    world.api.answer_with(async |asked| {
        let body = asked.header("authorization").unwrap().to_owned();
        let range = ["range", "request-range"]
            .into_iter()
            .find_map(|name| asked.header(name)?.strip_prefix("bytes="));
        let Some((first, last)) = range.and_then(|range| range.split_once('-')) else {
            return body.into_response();
        };
        let first: usize = first.parse().unwrap();
        let last = last.parse().unwrap_or(body.len() - 1);
        let range = [("content-range", format!("bytes {first}-{last}/*"))];
        let part = body[first..=last].to_owned();
        (StatusCode::PARTIAL_CONTENT, range, part).into_response()
    });
    let part = async |name, range| {
        let headers = [(name, range)];
        let answer = browser.call_with(Method::GET, "/api/items", &headers, vec![]);
        answer.await
    };
    for (name, expected) in [("range", 200), ("request-range", 502)] {
        let parts = [
            part(name, "bytes=0-98").await,
            part(name, "bytes=99-").await,
        ];
        let authorization = world.api.last().header("authorization").unwrap().to_owned();
        let token = authorization.strip_prefix("Bearer ").unwrap();
        let joined = parts.each_ref().map(|part| part.body.as_str()).concat();
        assert!(!joined.contains(token), "{name}");
        assert_eq!(parts.map(|part| part.status), [expected; 2], "{name}");
    }
}

/// As a gateway does it that compresses by a rule of its own.
#[tokio::test]
async fn an_api_that_compresses_unasked_gives_its_token_to_nobody() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    browser.sign_in(&world).await;
    for (coding, expected) in [
        ("gzip", 502),
        ("identity, br", 502),
        ("\u{e9}", 502),
        ("Identity", 200),
    ] {
        world.api.answer_with(move |_| async move {
            ([("content-encoding", coding)], "unreadable").into_response()
        });
        let answer = browser.get("/api/items").await;
        assert_eq!(answer.status, expected, "{coding}");
        let is_passed_on = answer.body == "unreadable";
        assert_eq!(is_passed_on, expected == 200, "{coding}");
        let is_refused = answer.body.contains("api.encoded");
        assert_eq!(is_refused, expected == 502, "{coding}");
    }
}

#[tokio::test]
async fn no_secret_is_in_anything_that_a_browser_or_an_operator_sees() {
    log_everything();
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);

    let login = browser.open("/auth/login").await;
    let callback = sign_in(&world, login.location()).await;
    let mut answers = vec![browser.come_back(&callback).await];
    answers.push(browser.get("/auth/session").await);
    refuse_first_token(&world, 1);
    answers.push(browser.get("/api/items?query=pr1vate").await);
    answers.push(browser.come_back(&callback).await);
    // What is stored is looked at while it is there.
    let stored = world.stored_bytes();
    let session = browser.session();
    answers.push(browser.call(Method::POST, "/auth/logout").await);
    answers.push(browser.get("/api/items").await);

    let secrets = world.front.secrets();
    assert!(
        secrets.len() >= 8,
        "code, verifier, and two times three tokens"
    );
    let seen: Vec<_> = [&login].into_iter().chain(&answers).map(shown).collect();
    let logged = LOGGED.take();
    assert!(contains(&logged, "/auth/callback"), "requests are logged");
    assert!(contains(&logged, "/api/items"), "requests are logged");
    for secret in &secrets {
        assert!(
            seen.iter().all(|text| !text.contains(secret)),
            "in an answer"
        );
        assert!(!contains(&logged, secret), "in the log");
        assert!(!contains(&stored, secret), "in the store");
        // Nor any token's claims, encoded as they are.
        for part in secret.split('.').filter(|part| part.len() > 20) {
            assert!(seen.iter().all(|text| !text.contains(part)), "in an answer");
            assert!(!contains(&logged, part), "in the log");
            assert!(!contains(&stored, part), "in the store");
        }
    }
    for hidden in [&session, CLIENT_SECRET, "pr1vate"] {
        assert!(!contains(&logged, hidden), "in the log");
        assert!(!contains(&stored, hidden), "in the store");
    }
}

/// An answer's headers and body; the session's cookie is for this browser alone.
fn shown(answer: &Answer) -> String {
    format!("{:?}\n{}", answer.headers, answer.body)
}

#[tokio::test]
async fn every_answer_of_the_backend_itself_is_for_one_browser_alone() {
    let world = World::new().await;
    let browser = Browser::new(&world.backend().await);
    let mut answers = vec![
        browser.open("/auth/login").await,
        browser.come_back("/auth/callback?code=a&state=b").await,
        browser.get("/auth/session").await,
        browser.get("/auth/unknown").await,
        browser.get("/auth/logout").await,
        browser.get("/api/items").await,
        browser.call(Method::POST, "/auth/logout").await,
        browser.get("/healthz").await,
    ];
    browser.sign_in(&world).await;
    answers.push(browser.get("/auth/session").await);
    for answer in answers {
        let headers = &answer.headers;
        for (name, value) in [
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
            (
                "content-security-policy",
                "default-src 'none'; frame-ancestors 'none'; sandbox",
            ),
        ] {
            assert_eq!(answer.header(name), Some(value), "{name} of {headers:?}");
        }
        assert_eq!(answer.header("x-request-id").unwrap().len(), 36);
    }
}
