//! What an end-to-end test has: the built site, a pool of its own, and a tab.

use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::FutureExt as _;
use local_cognito::{DEMO_PASSWORD, DEMO_USER, Fault, Running, Settings};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use xtask::{ConfigJson, Site};

use crate::browser::{Role, Tab};
use crate::child::free_port;
use crate::provider::local::Local;

/// How a scene differs from the ordinary one.
#[derive(Debug, Default)]
pub struct Setup {
    config: Vec<(&'static str, Value)>,
    config_text: Option<String>,
    config_from_pool: bool,
    script: Option<&'static str>,
}

/// The site, the pool and the tab of one test.
pub struct Scene {
    /// The pool: its faults, settings and log.
    pub pool: Running,
    /// The browser's tab, nothing loaded yet.
    pub tab: Tab,
    site: Site,
}

/// Plays an ordinary scene; see [`Setup::play`].
pub fn play(body: impl AsyncFnOnce(&Scene)) {
    Setup::default().play(body);
}

impl Setup {
    /// With this key of `/config.json` set or, with `null`, left out.
    #[must_use]
    pub fn config(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        self.config.push((key, value.into()));
        self
    }

    /// With exactly this text as `/config.json`.
    #[must_use]
    pub fn config_text(mut self, text: &str) -> Self {
        self.config_text = Some(text.to_owned());
        self
    }

    /// With `/config.json` fetched from the pool each time, so that its faults apply.
    #[must_use]
    pub fn config_from_pool(mut self) -> Self {
        self.config_from_pool = true;
        self
    }

    /// With a script that runs in every page before anything of its own.
    #[must_use]
    pub fn script(mut self, script: &'static str) -> Self {
        self.script = Some(script);
        self
    }

    /// Sets the scene, plays `body` and clears away.
    ///
    /// # Panics
    /// When `body` does, or when anything was written to the console: an uncaught error and a
    /// CSP report count.
    pub fn play(self, body: impl AsyncFnOnce(&Scene)) {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let scene = self.set().await;
            let played = AssertUnwindSafe(body(&scene)).catch_unwind().await;
            let console = AssertUnwindSafe(scene.tab.console()).catch_unwind().await;
            scene.tab.close().await;
            if let Err(panic) = played {
                if let Ok(lines) = console {
                    eprintln!("console: {lines:#?}");
                }
                resume_unwind(panic);
            }
            match console {
                Ok(lines) => assert!(lines.is_empty(), "written to the console: {lines:#?}"),
                Err(panic) => resume_unwind(panic),
            }
        });
    }

    async fn set(self) -> Scene {
        let (pool, site) = self.serve().await;
        let tab = Tab::open().await;
        if let Some(script) = self.script {
            tab.before_every_page(script).await;
        }
        Scene { pool, tab, site }
    }

    /// Pool and site name each other's addresses, so the site's port is chosen before it is bound:
    /// where something else has taken it meanwhile, another is tried.
    async fn serve(&self) -> (Running, Site) {
        for _ in 0..5 {
            let port = free_port();
            let origin = format!("http://localhost:{port}");
            let pool = match Local::start(&origin).await {
                Ok(local) => local.pool,
                Err(reason) => panic!("{reason}"),
            };
            match Site::start(&dist(), self.config_json(&pool), port) {
                Ok(site) => return (pool, site),
                Err(e) if e.kind() == ErrorKind::AddrInUse => {}
                Err(e) => panic!("the site is not served: {e}"),
            }
        }
        panic!("five free ports were taken before the site could bind them")
    }

    fn config_json(&self, pool: &Running) -> ConfigJson {
        if self.config_from_pool {
            return ConfigJson::Proxy(format!("{}/config.json", pool.origin()));
        }
        let made = || changed(pool.app_config(), &self.config).to_string();
        ConfigJson::Text(self.config_text.clone().unwrap_or_else(made))
    }
}

fn changed(mut config: Value, changes: &[(&str, Value)]) -> Value {
    let keys = config.as_object_mut().expect("an object");
    for (key, value) in changes {
        if value.is_null() {
            keys.remove(*key);
        } else {
            keys.insert((*key).to_owned(), value.clone());
        }
    }
    config
}

fn dist() -> PathBuf {
    let dist = std::env::var_os("DIST").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../dist")),
        PathBuf::from,
    );
    assert!(
        dist.join("index.html").is_file(),
        "there is no release build in {} (`cargo xtask build` makes one)",
        dist.display()
    );
    dist
}

impl Scene {
    /// An address of the site.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.site.origin())
    }

    /// Opens a page of the site.
    pub async fn open(&self, path: &str) {
        self.tab.goto(&self.at(path)).await;
    }

    /// Waits until the address bar shows this page of the site, query included.
    pub async fn arrives_at(&self, path: &str) {
        self.tab.arrives_at(&self.at(path)).await;
    }

    /// Fills in the hosted login form as the demo user.
    pub async fn sign_in(&self) {
        self.tab.sign_in(DEMO_USER, DEMO_PASSWORD).await;
    }

    /// From the landing page to the dashboard, signed in.
    pub async fn log_in(&self) {
        self.open("/").await;
        self.tab.press("Log in").await;
        self.sign_in().await;
        self.is_signed_in().await;
    }

    /// Waits until the dashboard shows who is signed in.
    pub async fn is_signed_in(&self) {
        self.tab.sees(Role::Button, "Call protected API").await;
        self.tab.says(DEMO_USER).await;
    }

    /// Presses "Log in" on the landing page and returns the `state` at the hosted login form.
    pub async fn begin_login(&self) -> String {
        self.open("/").await;
        self.tab.press("Log in").await;
        self.at_login_form().await;
        let url = self.tab.url().await;
        crate::agent::query(&url, "state").expect("the login form's address has the state")
    }

    /// Waits for the hosted login form.
    pub async fn at_login_form(&self) {
        self.tab.sees(Role::Button, "Sign in").await;
    }

    /// Switches one fault on.
    pub fn fault(&self, fault: Fault) {
        self.pool.set_faults(vec![fault]);
    }

    /// How many requests of that method and path the pool has received.
    pub fn received(&self, method: &str, path: &str) -> usize {
        let log = self.pool.log();
        log.iter()
            .filter(|entry| entry.method == method && entry.path == path)
            .count()
    }

    /// Waits until the pool has received that many requests of that method and path.
    pub async fn wait_until_received(&self, method: &str, path: &str, times: usize) {
        for _ in 0..100 {
            if self.received(method, path) == times {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("{method} {path} came {} times", self.received(method, path));
    }

    /// Waits until the pool has answered a request of that method and path with `status`.
    pub async fn answered(&self, method: &str, path: &str, status: u16) {
        for _ in 0..100 {
            let log = self.pool.log();
            if log
                .iter()
                .any(|e| e.method == method && e.path == path && e.status == Some(status))
            {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("{method} {path} was never answered with {status}");
    }

    /// Asserts that nobody is signed in: no token is kept anywhere.
    pub async fn keeps_no_token(&self) {
        let stores = self.tab.stores().await;
        for store in &stores {
            assert!(!store.contains("eyJ"), "a token is kept");
        }
    }
}

impl Scene {
    /// Waits for an alert on the dashboard and asserts what is due to every failed login: nobody
    /// is signed in, the address is clean, "Log in" is offered. Returns the alert's short code.
    pub async fn is_refused(&self) -> String {
        let alert = self.tab.alert().await;
        let url = self.tab.url().await;
        for name in ["code", "state", "error", "error_description", "iss"] {
            assert!(
                url.query_pairs().all(|(key, _)| key != name),
                "{name} is left in the address"
            );
        }
        for url in self.tab.history().await {
            let own = url.starts_with(self.site.origin());
            assert!(!own || !url.contains("state="), "left in the history");
        }
        assert!(
            !self.tab.has(Role::Button, "Call protected API").await,
            "signed in: {alert}"
        );
        assert!(
            self.tab.has(Role::Control, "Log in").await,
            "no way on: {alert}"
        );
        self.keeps_no_token().await;
        short_code(&alert)
    }

    /// Asserts that no code was sent to the token endpoint.
    pub fn exchanged_nothing(&self) {
        assert_eq!(self.received("POST", "/oauth2/token"), 0, "token requests");
    }
}

/// What tells the tokens of a session apart, without being them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tokens {
    /// Of the access token.
    pub access_token: String,
    /// Of the ID token.
    pub id_token: String,
    /// Of the refresh token.
    pub refresh_token: String,
}

impl Scene {
    /// The tokens that the tab keeps.
    pub async fn tokens(&self) -> Tokens {
        let [session, ..] = self.tab.stores().await;
        let keys: Value = serde_json::from_str(&session).expect("session storage");
        let kept = keys["leptos-cognito.session"].as_str().expect("a session");
        let kept: Value = serde_json::from_str(kept).expect("JSON");
        let token = |name: &str| fingerprint(kept[name].as_str().unwrap_or_default());
        Tokens {
            access_token: token("access_token"),
            id_token: token("id_token"),
            refresh_token: token("refresh_token"),
        }
    }

    /// Waits until the tab keeps an access token that is not in `before`.
    pub async fn keeps_another_access_token_than(&self, before: &Tokens) {
        for _ in 0..100 {
            if self.tokens().await.access_token != before.access_token {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("still the same access token");
    }

    /// Changes the session that the tab keeps, so that its access token ended long ago.
    pub async fn lets_the_kept_session_grow_old(&self) {
        let script = "const key = 'leptos-cognito.session', day = 24 * 3600 * 1000;
            const session = JSON.parse(sessionStorage[key]);
            session.expires_at -= 2 * 3600 * 1000;
            session.received_at -= day;
            sessionStorage[key] = JSON.stringify(session);
            return null";
        self.tab.eval(script).await;
    }

    /// Presses "Renew now" and waits for a success, the pool's `times`th answer with tokens.
    pub async fn renew_now(&self, times: usize) {
        self.tab.press("Renew now").await;
        self.tab.says("by itself, before the time is up").await;
        assert_eq!(self.received("POST", "/oauth2/token"), times);
    }

    /// From now on each renewal replaces the refresh token, which works so many seconds more.
    pub fn rotates(&self, grace_s: i64) {
        self.pool.set_settings(Settings {
            rotate_refresh_tokens: true,
            rotation_grace_s: grace_s,
            ..Settings::default()
        });
    }

    /// The device and the pool sleep for two hours; the page, which has [`SLEEP`], is not told.
    ///
    /// [`SLEEP`]: crate::browser::time::SLEEP
    pub async fn sleeps(&self) {
        self.pool.set_settings(Settings {
            clock_offset_s: 2 * 3600,
            ..Settings::default()
        });
        self.tab.eval("passes(2 * 3600 * 1000); return null").await;
    }

    /// Lets no request to these addresses leave the browser; `*` stands for anything.
    pub async fn blocks(&self, addresses: &[&str]) {
        self.tab.devtools("Network.enable", json!({})).await;
        let addresses = json!({ "urls": addresses });
        self.tab.devtools("Network.setBlockedURLs", addresses).await;
    }

    /// Cuts the browser off the network, or takes it back.
    pub async fn offline(&self, offline: bool) {
        let conditions = json!({
            "offline": offline,
            "latency": 0,
            "downloadThroughput": -1,
            "uploadThroughput": -1,
        });
        let command = "Network.emulateNetworkConditions";
        self.tab.devtools(command, conditions).await;
    }
}

fn fingerprint(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret))
}

/// The short code of an alert, such as `callback.state_unknown`.
pub fn short_code(alert: &str) -> String {
    let is_part = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    alert
        .split_whitespace()
        .rfind(|word| word.contains('.') && word.split('.').all(is_part))
        .unwrap_or_else(|| panic!("no short code in the alert: {alert}"))
        .to_owned()
}
