//! The corpus of `crates/cognito-spa/tests/corpus` through the release build: a file for each outcome, and
//! each file that is long or that the browser's own parser reads differently, ends as its folder says, and the
//! page goes on. That all other files end so is proven natively (`tests/protocol/corpus.rs` there), and that
//! the browser's parser reads them alike in its own test (`src/browser/json/tests.rs`).
//!
//! A script takes the place of the network, so that an answer has exactly the bytes of the file.

#[path = "../../crates/cognito-spa/tests/protocol/repeats.rs"]
mod repeats;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use end_to_end::harness::{Harness, Setup};
use serde_json::{Value, json};

/// The time at which the files were made, and a network whose answers are in the session storage.
const WORLD: &str = "{
    const begun = performance.now();
    Date.now = () => 1795272000000 + performance.now() - begun;
    const load = fetch.bind(window);
    window.fetch = async (request, ...more) => {
        const isOwn = new URL(request.url ?? request, location).origin == location.origin;
        if (!(request instanceof Request)) {
            if (isOwn) return load(request, ...more);
            throw new TypeError('Failed to fetch');
        }
        if (isOwn) setTimeout(() => { window.configured = true }, 100);
        const answers = JSON.parse(sessionStorage.answers ?? '{}');
        const answer = answers[new URL(request.url).pathname.split('/').pop()];
        if (!answer) throw new TypeError('Failed to fetch');
        const [status, body] = answer;
        const bytes = Uint8Array.from(atob(body), c => c.charCodeAt(0));
        return new Response(status === 204 ? null : bytes, { status });
    };
}";

/// What is on a page: the code of its alert, whether somebody is signed in, and the answer to a
/// press of a button.
const ON_PAGE: &str = "const code = document.querySelector('[role=alert] code');
    const alert = code && code.textContent;
    const has = (kind, text) => [...document.querySelectorAll(kind)]
        .some(e => e.textContent == text && e.checkVisibility());
    const signed = !window.configured ? null
        : has('button', 'Call protected API') ? 'in' : has('a', 'Log in') ? 'out' : null;
    const shown = has('h3', 'Profile') || has('p', 'It is on the clipboard.') ? 'shown' : null;
    ";

/// The `state` of the login that is under way.
fn state() -> String {
    URL_SAFE_NO_PAD.encode([1; 32])
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/cognito-spa/tests/corpus")
}

fn file(path: &str) -> Vec<u8> {
    fs::read(folder().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn json_file(path: &str) -> Value {
    serde_json::from_slice(&file(path)).expect("JSON")
}

/// `object` with this member set.
fn with(mut object: Value, name: &str, value: impl Into<Value>) -> Value {
    object[name] = value.into();
    object
}

/// What the page finds.
struct World {
    path: String,
    kept: Vec<(String, String)>,
    answers: Vec<(&'static str, u16, Vec<u8>)>,
    press: Option<&'static str>,
}

impl World {
    fn new(config: &Value) -> Self {
        Self {
            path: "/dashboard".to_owned(),
            kept: Vec::new(),
            answers: Vec::new(),
            press: None,
        }
        .answer("config.json", 200, config.to_string().into_bytes())
    }

    fn answer(mut self, name: &'static str, status: u16, body: Vec<u8>) -> Self {
        self.answers.retain(|(known, ..)| *known != name);
        self.answers.push((name, status, body));
        self
    }

    fn session(mut self, text: impl Into<String>) -> Self {
        let key = "leptos-cognito.session".to_owned();
        self.kept.push((key, text.into()));
        self
    }

    /// A login comes back.
    fn login(mut self, pending: impl Into<String>) -> Self {
        let key = format!("leptos-cognito.pending.{}", state());
        self.kept.push((key, pending.into()));
        self.path = format!("/dashboard?code=x&state={}", state());
        self
    }

    async fn ends_as(&self, harness: &Harness, expected: &[String]) -> String {
        let origin = harness.at("");
        let answers = self.answers.iter().map(|(name, status, body)| {
            // The page's own origin, which no file can know.
            let here = String::from_utf8(body.clone())
                .map(|text| text.replace("http://localhost:3000", &origin).into_bytes());
            let body = here.unwrap_or_else(|_| body.clone());
            ((*name).to_owned(), json!([status, STANDARD.encode(body)]))
        });
        let answers = Value::Object(answers.collect());
        let kept: Value = self.kept.iter().map(|(k, v)| json!([k, v])).collect();
        let script = format!(
            "sessionStorage.clear();
            sessionStorage.answers = JSON.stringify({answers});
            for (const [key, value] of {kept}) sessionStorage[key] = value;
            return null"
        );
        harness.tab.eval(&script).await;
        harness.open(&self.path).await;
        let signed = "return signed == 'in' ? 'in' : alert ?? signed";
        let Some(press) = self.press else {
            return end(harness, signed, expected).await;
        };
        end(harness, signed, &one_of(&["in"])).await;
        harness.tab.press(press).await;
        end(harness, "return alert ?? shown", expected).await
    }
}

/// Waits until this script finds one of the `expected` ends in what is on the page; where none
/// comes, what it finds instead. What is there first need not be the end: a stored session is shown
/// until the configuration says that it is another client's.
async fn end(harness: &Harness, script: &str, expected: &[String]) -> String {
    let script = format!("{ON_PAGE}{script}");
    let mut found = None;
    for _ in 0..500 {
        found = harness.tab.eval(&script).await.as_str().map(str::to_owned);
        if let Some(end) = found.take_if(|found| expected.contains(found)) {
            return end;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let text = harness.tab.text().await;
    found.unwrap_or_else(|| panic!("it comes to no end:\n{text}"))
}

/// Sends files of every outcome of `kind` through `world` and holds what comes of it to what its folder says,
/// which `expected` puts into the words of a page: the code of an alert, `in`, `out` or `shown`.
fn walk(
    kind: &str,
    world: impl Fn(&str, Vec<u8>) -> World,
    expected: impl Fn(&str) -> Vec<String>,
) {
    let setup = Setup::default().script(WORLD);
    setup.run(async |harness: &Harness| {
        harness.open("/").await;
        let mut wrong = Vec::new();
        for outcome in entries(&folder().join(kind)) {
            for path in representatives(entries(&outcome)) {
                let (outcome, name) = (last(&outcome), last(&path));
                let expected = expected(&outcome);
                let bytes = fs::read(&path).expect("a file");
                let bytes = repeats::written_out(&path, &bytes).into_owned();
                let world = world(&name, bytes);
                let ended = world.ends_as(harness, &expected).await;
                if !expected.contains(&ended) {
                    wrong.push(format!("{kind}/{outcome}/{name}: {ended}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    });
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    entries
        .map(|entry| entry.expect("an entry").path())
        .collect()
}

/// Of the files with one outcome, what the browser reads in its own way, what is long, and one other.
fn representatives(mut files: Vec<PathBuf>) -> Vec<PathBuf> {
    files.sort();
    let (mut own, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| {
        let name = last(file);
        name.contains(".browser.") || name.ends_with(".repeat")
    });
    own.extend(others.into_iter().next());
    own
}

fn last(path: &Path) -> String {
    path.file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned()
}

fn status(name: &str) -> u16 {
    name.split('-')
        .next()
        .and_then(|status| status.parse().ok())
        .expect("a status")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn config() -> Value {
    json_file("config/usable/readme.json")
}

fn session() -> Value {
    json_file("stored_session/kept/whole.json")
}

fn pending() -> Value {
    json_file("pending_login/kept/whole.json")
}

fn keys() -> Vec<u8> {
    file("jwks/2-keys/cognito.json")
}

/// The token endpoint's answer with this ID token.
fn tokens(id_token: &str) -> Vec<u8> {
    let access_token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
    let answer = json!({
        "access_token": access_token,
        "id_token": id_token,
        "token_type": "Bearer",
        "expires_in": 3600,
    });
    answer.to_string().into_bytes()
}

fn one_of(ends: &[&str]) -> Vec<String> {
    ends.iter().map(|end| (*end).to_owned()).collect()
}

#[test]
fn of_callbacks() {
    let world = |_: &str, query: Vec<u8>| {
        let login = World::new(&config()).login(pending().to_string());
        World {
            path: format!("/dashboard{}", text(&query)),
            ..login
        }
    };
    walk("callback", world, |outcome| match outcome {
        "code" => one_of(&["token.network"]),
        "none" => one_of(&["out"]),
        code => one_of(&[code]),
    });
}

#[test]
fn of_configurations() {
    let world = |_: &str, body: Vec<u8>| World::new(&Value::Null).answer("config.json", 200, body);
    walk("config", world, |outcome| match outcome {
        "usable" => one_of(&["out"]),
        code => one_of(&[code]),
    });
}

#[test]
fn of_discovery() {
    let world = |_: &str, body: Vec<u8>| {
        let config = with(config(), "domain", Value::Null);
        let mut session = session();
        session["audience"]["domain"] = Value::Null;
        let world = World::new(&config).session(session.to_string());
        World {
            press: Some("Copy as curl"),
            ..world.answer("openid-configuration", 200, body)
        }
    };
    walk("discovery", world, |outcome| match outcome {
        "usable" => one_of(&["shown", "clipboard.refused"]),
        code => one_of(&[code]),
    });
}

/// Walks the ID tokens of `kind`, each the answer to the login `pending`.
fn walk_id_tokens(kind: &str, pending: &Value) {
    let world = |_: &str, token: Vec<u8>| {
        let login = World::new(&config()).login(pending.to_string());
        let tokens = tokens(&text(&token));
        login
            .answer("jwks.json", 200, keys())
            .answer("token", 200, tokens)
    };
    walk(kind, world, |outcome| match outcome {
        // Nobody has the key that their signature would need.
        "believed" => one_of(&["id_token.signature", "id_token.key_unknown"]),
        "id_token.malformed" => one_of(&["id_token.malformed", "token.malformed"]),
        code => one_of(&[code]),
    });
}

#[test]
fn of_id_tokens() {
    walk_id_tokens("id_token", &pending());
}

#[test]
fn of_id_tokens_with_max_age() {
    walk_id_tokens("id_token_with_max_age", &with(pending(), "max_age_s", 300));
}

#[test]
fn of_key_sets() {
    let world = |_: &str, keys: Vec<u8>| {
        let login = World::new(&config()).login(pending().to_string());
        let tokens = tokens(&text(&file("id_token/believed/cognito.jwt")));
        login
            .answer("jwks.json", 200, keys)
            .answer("token", 200, tokens)
    };
    walk("jwks", world, |outcome| match outcome {
        "no-key-set" => one_of(&["id_token.keys_unavailable"]),
        "0-keys" => one_of(&["id_token.key_unknown"]),
        // The only key may have another id than the token names.
        "1-key" => one_of(&["id_token.key_unknown", "id_token.signature"]),
        _ => one_of(&["id_token.signature"]),
    });
}

#[test]
fn of_pending_logins() {
    let world = |_: &str, record: Vec<u8>| World::new(&config()).login(text(&record));
    walk("pending_login", world, |outcome| match outcome {
        "kept" => one_of(&["token.network", "callback.expired"]),
        _ => one_of(&["callback.state_unknown"]),
    });
}

#[test]
fn of_stored_sessions() {
    let world = |_: &str, kept: Vec<u8>| World::new(&config()).session(text(&kept));
    walk("stored_session", world, |outcome| match outcome {
        "kept" => one_of(&["in"]),
        _ => one_of(&["out"]),
    });
}

#[test]
fn of_token_answers() {
    let world = |name: &str, body: Vec<u8>| {
        let config = with(config(), "scopes", json!(["api/read"]));
        let pending = with(pending(), "nonce", Value::Null);
        let login = World::new(&config).login(pending.to_string());
        login.answer("token", status(name), body)
    };
    walk("token_answer", world, |outcome| match outcome {
        "tokens" => one_of(&["in"]),
        code => one_of(&[code]),
    });
}

#[test]
fn of_user_info() {
    let world = |name: &str, body: Vec<u8>| {
        let world = World::new(&config()).session(session().to_string());
        World {
            press: Some("Load profile"),
            ..world.answer("userInfo", status(name), body)
        }
    };
    walk("user_info", world, |outcome| match outcome {
        "claims" => one_of(&["shown"]),
        code => one_of(&[code]),
    });
}
