//! The program itself: two processes of it, and the site beside it.

use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::browser::Browser;
use crate::renewal::refuse_first_token;
use crate::world::{CLIENT_SECRET, KEY, World};

struct Program {
    child: Child,
    address: String,
    log: Arc<Mutex<String>>,
}

impl Program {
    /// The program with this configuration, and the site's folder in that of the store.
    fn command(world: &World, config: &serde_json::Value, site: &str) -> Command {
        let folder = world.folder.path();
        std::fs::create_dir_all(folder.join(site)).unwrap();
        let file = folder.join("backend.json");
        std::fs::write(&file, config.to_string()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_cognito-backend"));
        command
            .args(["--listen", "127.0.0.1:0", "--config"])
            .arg(file)
            .arg("--sessions")
            .arg(folder.join("sessions.db"))
            .arg("--site")
            .arg(folder.join(site))
            .env("COGNITO_BACKEND_KEY", KEY)
            .env("COGNITO_BACKEND_CLIENT_SECRET", CLIENT_SECRET)
            .env("RUST_LOG", "trace")
            // Nobody answers there, and nobody is to be asked.
            .env("HTTP_PROXY", "http://127.0.0.1:9")
            .env("ALL_PROXY", "http://127.0.0.1:9")
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// Starts the program, and waits until it says where it listens.
    async fn start(world: &World) -> Self {
        Self::start_with(world, json!({})).await
    }

    async fn start_with(world: &World, changes: serde_json::Value) -> Self {
        let mut child = Self::command(world, &world.config(changes), "site")
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let log = Arc::new(Mutex::new(String::new()));
        let address = loop {
            let line = lines.next_line().await.unwrap().expect("it listens");
            if let Some((_, rest)) = line.split_once("listening address=") {
                break format!("http://{}", rest.split(' ').next().unwrap());
            }
        };
        let lines_so_far = log.clone();
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                lines_so_far.lock().unwrap().push_str(&line);
            }
        });
        Self {
            child,
            address,
            log,
        }
    }

    /// Asks it to stop, as a service manager does.
    async fn stop(mut self) -> (bool, String) {
        let id = self.child.id().unwrap().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status().await;
        assert!(told.unwrap().success());
        let status = self.child.wait().await.unwrap();
        let log = self.log.lock().unwrap().clone();
        (status.success(), log)
    }
}

#[tokio::test]
async fn two_processes_serve_and_renew_one_session() {
    let world = World::new().await;
    let (one, other) = (Program::start(&world).await, Program::start(&world).await);
    let first = Browser::new(&one.address);
    first.sign_in(&world).await;
    let second = first.at(&other.address);
    refuse_first_token(&world, 2);
    let (a, b) = tokio::join!(first.get("/api/items"), second.get("/api/items"));
    assert_eq!((a.body.as_str(), b.body.as_str()), ("taken", "taken"));
    assert_eq!(world.token_requests("refresh_token"), 1);
    assert_eq!(second.status().await["signed_in"], true);
    let (one, other) = (one.stop().await, other.stop().await);
    assert!(one.0 && other.0, "both stop by themselves");
    for secret in world.front.secrets() {
        assert!(!one.1.contains(&secret) && !other.1.contains(&secret));
    }
    assert!(one.1.contains("/auth/callback"));
}

#[tokio::test]
async fn the_site_is_served_beside_the_backend() {
    let world = World::new().await;
    let site = world.folder.path().join("site");
    std::fs::create_dir(&site).unwrap();
    std::fs::write(site.join("index.html"), "<!doctype html><title>app</title>").unwrap();
    std::fs::write(site.join("app.js"), "app()").unwrap();
    let program = Program::start(&world).await;
    let browser = Browser::new(&program.address);
    for page in ["/", "/dashboard", "/orders/17?a=b.c"] {
        let answer = browser.open(page).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, Some("text/html")),
            "{page}"
        );
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("connect-src 'self';"), "{policy}");
    }
    assert_eq!(browser.open("/app.js").await.body, "app()");
    assert_eq!(browser.open("/missing.wasm").await.status, 404);
    assert_eq!(browser.open("/..%2fbackend.json").await.status, 404);
    assert_eq!(
        browser.get("/api/items").await.error(),
        "session.signed_out"
    );
    assert_eq!(
        browser.get("/auth/other").await.error(),
        "request.unknown_path"
    );
    assert!(program.stop().await.0);
}

#[tokio::test]
async fn a_mistake_is_told_at_the_start() {
    let world = World::new().await;
    for (changes, key, expected) in [
        (
            json!({ "client_secret": "x" }),
            KEY,
            "put it into the environment",
        ),
        (json!({ "clientid": "x" }), KEY, "unknown key"),
        (
            json!({ "storage": "memory" }),
            KEY,
            "\"storage\" belongs into the site's own",
        ),
        (json!({}), "short", "COGNITO_BACKEND_KEY cannot be used"),
        (json!({}), "", "COGNITO_BACKEND_KEY is not set"),
    ] {
        let mut program = Program::command(&world, &world.config(changes), "site");
        program.env("COGNITO_BACKEND_KEY", key);
        assert_refused(program, expected).await;
    }
}

async fn assert_refused(mut program: Command, expected: &str) {
    let output = tokio::time::timeout(Duration::from_secs(60), program.output());
    let output = output.await.expect("it does not start").unwrap();
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(
        !output.status.success() && words.contains(expected),
        "{words}"
    );
}

#[tokio::test]
async fn the_sessions_are_no_part_of_the_site() {
    let world = World::new().await;
    std::fs::create_dir(world.folder.path().join("site")).unwrap();
    for site in [".", "site/.."] {
        let program = Program::command(&world, &world.config(json!({})), site);
        assert_refused(program, "would be served with the site").await;
    }
}

#[tokio::test]
async fn a_page_has_the_headers_of_the_deployed_site() {
    const TEMPLATE: &str = include_str!("../../../../infra/template.yaml");
    let world = World::new().await;
    let site = world.folder.path().join("site");
    std::fs::create_dir(&site).unwrap();
    std::fs::write(site.join("index.html"), "<!doctype html><title>app</title>").unwrap();
    let program = Program::start(&world).await;
    let page = Browser::new(&program.address).open("/").await;
    let policy = page.header("content-security-policy").unwrap();
    for directive in policy.split("; ") {
        let is_there = TEMPLATE.contains(&format!("- \"{directive}\""));
        assert!(is_there, "{directive}");
    }
    for name in [
        "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy",
        "Permissions-Policy",
    ] {
        let value = page.header(&name.to_lowercase()).unwrap();
        let plain = format!("{{Header: {name}, Value: {value}, Override: true}}");
        let quoted = format!("{{Header: {name}, Value: '{value}', Override: true}}");
        assert!(
            TEMPLATE.contains(&plain) || TEMPLATE.contains(&quoted),
            "{name}: {value}"
        );
    }
    for (name, value, in_template) in [
        ("x-content-type-options", "nosniff", "ContentTypeOptions: {"),
        ("x-frame-options", "DENY", "FrameOption: DENY"),
        (
            "referrer-policy",
            "no-referrer",
            "ReferrerPolicy: no-referrer",
        ),
        ("x-xss-protection", "0", "XSSProtection: {Protection: false"),
    ] {
        assert_eq!(page.header(name), Some(value));
        assert!(TEMPLATE.contains(in_template), "{in_template}");
    }
    // A browser would hold every port of localhost to it.
    assert_eq!(page.header("strict-transport-security"), None);

    let changes = json!({ "site": "https://app.example.com" });
    let program = Program::start_with(&world, changes).await;
    let page = Browser::new(&program.address).open("/").await;
    assert_eq!(
        page.header("strict-transport-security"),
        Some("max-age=63072000; includeSubDomains")
    );
    assert!(
        TEMPLATE.contains("AccessControlMaxAgeSec: 63072000\n            IncludeSubdomains: true")
    );
}
