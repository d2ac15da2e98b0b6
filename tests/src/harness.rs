//! What an end-to-end test has: the built site, a pool of its own, and a tab.

use std::fs;
use std::io::{self, ErrorKind};
use std::net::TcpListener;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::{Path, PathBuf};

use futures_util::FutureExt as _;
use local_cognito::{DEMO_PASSWORD, DEMO_USER, Endpoint, Entry, Fault, Running};
use local_site::{ConfigJson, Site};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::agent::Reply;
use crate::backend_site::BackendSite;
use crate::browser::{Engine, NeedsChromium, Role, Tab, UnderWay, becomes_true};
use crate::child::free_port;
use crate::cloud::Deployed;
use crate::provider::local::Local;
use crate::site_under_test::{self, SiteUnderTest};

/// How a harness differs from the ordinary one.
#[derive(Debug, Default)]
pub struct Setup {
    config: Vec<(&'static str, Value)>,
    config_from_pool: bool,
    script: Option<String>,
    site: Option<PathBuf>,
    backend: Option<Value>,
    updated_issuer: bool,
}

/// The site, the pool and the tab of one test.
pub struct Harness {
    /// The pool: its faults, settings and log.
    pub pool: Running,
    /// The browser's tab, nothing loaded yet.
    pub tab: Tab,
    site: SiteUnderTest,
}

/// Runs `body` in an ordinary harness; see [`Setup::run`].
pub fn run(body: impl AsyncFnOnce(&Harness)) {
    Setup::default().run(body);
}

impl Setup {
    /// With this key of `/config.json` set or, with `null`, left out.
    #[must_use]
    pub fn config(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        self.config.push((key, value.into()));
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
    pub fn script(mut self, script: impl Into<String>) -> Self {
        self.script = Some(script.into());
        self
    }

    /// With the build in this folder in the place of the app's release.
    #[must_use]
    pub fn site(mut self, folder: PathBuf) -> Self {
        self.site = Some(folder);
        self
    }

    /// With a backend that keeps the tokens, whose configuration has these keys, too.
    #[must_use]
    pub fn backend(mut self, keys: Value) -> Self {
        self.backend = Some(keys);
        self
    }

    /// With a pool that names itself by Cognito's updated issuer, whose origin is not the domain's.
    #[must_use]
    pub fn updated_issuer(mut self) -> Self {
        self.updated_issuer = true;
        self
    }

    /// Starts pool, site and tab, runs `body` and ends them again.
    ///
    /// # Panics
    /// When `body` does, or when anything was written to the console: an uncaught error and a
    /// CSP report count.
    pub fn run(self, body: impl AsyncFnOnce(&Harness)) {
        let _under_way = UnderWay::begin();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let Some(harness) = self.start().await else {
                return eprintln!("not run: what is deployed is one build with one config.json");
            };
            let outcome = AssertUnwindSafe(body(&harness)).catch_unwind().await;
            let console = match Engine::of_tests() {
                Engine::Chromium => AssertUnwindSafe(harness.tab.console()).catch_unwind().await,
                // WebDriver has no word for it.
                Engine::Firefox | Engine::WebKit => Ok(Vec::new()),
            };
            let page = harness.at("/icon.svg");
            let is_usable = match &outcome {
                Ok(()) => true,
                Err(panic) => panic.is::<NeedsChromium>(),
            };
            if is_usable {
                harness.tab.leave(&page).await;
            } else {
                harness.tab.close().await;
            }
            if let Err(panic) = outcome {
                if let Some(reason) = panic.downcast_ref::<NeedsChromium>() {
                    return reason.report();
                }
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

    /// `None` if the deployed site cannot have this setup.
    async fn start(self) -> Option<Harness> {
        let (pool, site) = if site_under_test::deployed() {
            if self.config_from_pool || self.site.is_some() || self.backend.is_some() {
                return None;
            }
            let lock = Deployed::lock(&dist()).await;
            let pool = self.start_pool(lock.origin()).await;
            let config = changed(pool.app_config(), &self.config);
            let text = config.to_string();
            // The pool's own address too, for a configuration that leaves it to discovery.
            let allowed = changed(config, &[("issuer", pool.issuer().into())]);
            lock.configure(text, &allowed).await;
            (pool, SiteUnderTest::Deployed(lock))
        } else if let Some(keys) = &self.backend {
            let (pool, site) = self.serve_with_backend(keys).await;
            (pool, SiteUnderTest::Backend(site))
        } else {
            let (pool, site) = self.serve().await;
            (pool, SiteUnderTest::Local(site))
        };
        let tab = Tab::in_shared_browser(site.browser_flags()).await;
        if let Some(script) = &self.script
            && !self.site_has_script()
        {
            tab.before_every_page(script).await;
        }
        Some(Harness { pool, tab, site })
    }

    /// Pool and site name each other's addresses, so the site's port is chosen before it is bound:
    /// where something else has taken it meanwhile, another is tried.
    async fn serve(&self) -> (Running, Site) {
        for _ in 0..5 {
            let port = free_port();
            let pool = self.start_pool(&format!("http://localhost:{port}")).await;
            let folder = self.site.clone().unwrap_or_else(dist);
            let site = match &self.script {
                Some(script) if self.site_has_script() => {
                    let changed = with_script(&folder, script).expect("a copy of the site");
                    Site::start(changed.path(), self.config_json(&pool), port)
                }
                _ => Site::start(&folder, self.config_json(&pool), port),
            };
            match site {
                Ok(site) => return (pool, site),
                Err(e) if e.kind() == ErrorKind::AddrInUse => {}
                Err(e) => panic!("the site is not served: {e}"),
            }
        }
        panic!("five free ports were taken before the site could bind them")
    }

    /// As [`serve`](Self::serve), with a backend.
    async fn serve_with_backend(&self, keys: &Value) -> (Running, BackendSite) {
        for _ in 0..5 {
            let port = free_port();
            let origin = format!("https://localhost:{port}");
            let listener = match TcpListener::bind(("127.0.0.1", port)) {
                Ok(listener) => listener,
                Err(e) if e.kind() == ErrorKind::AddrInUse => continue,
                Err(e) => panic!("the site is not served: {e}"),
            };
            listener.set_nonblocking(true).expect("a listener");
            let pool = self.start_pool(&origin).await;
            let backend = json!({
                "site": origin,
                "issuer": pool.issuer(),
                "domain": pool.origin(),
                "client_id": pool.client_id(),
                "scopes": pool.app_config()["scopes"],
                "api_url": pool.api_url(),
            });
            let keys = keys.as_object().expect("an object").iter();
            let keys: Vec<_> = keys
                .map(|(key, value)| (key.as_str(), value.clone()))
                .collect();
            let config = changed(json!({ "backend": "/auth" }), &self.config).to_string();
            let folder = self.site.clone().unwrap_or_else(dist);
            let backend = changed(backend, &keys);
            let site = BackendSite::start(&folder, listener, origin, &backend, config).await;
            return (pool, site);
        }
        panic!("five free ports were taken before the site could bind them")
    }

    async fn start_pool(&self, app_origin: &str) -> Running {
        match Local::start_with(app_origin, self.updated_issuer).await {
            Ok(local) => local.pool,
            Err(reason) => panic!("{reason}"),
        }
    }

    /// Whether the script is in the site's own document: only Chromium is told to run one before every page.
    fn site_has_script(&self) -> bool {
        self.script.is_some() && Engine::of_tests() != Engine::Chromium
    }

    fn config_json(&self, pool: &Running) -> ConfigJson {
        if self.config_from_pool {
            return ConfigJson::Proxy(format!("{}/config.json", pool.origin()));
        }
        ConfigJson::Text(changed(pool.app_config(), &self.config).to_string())
    }
}

/// A copy of this build, whose document runs `script` before anything else.
fn with_script(build: &Path, script: &str) -> io::Result<TempDir> {
    let copy = tempfile::tempdir()?;
    for entry in fs::read_dir(build)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), copy.path().join(entry.file_name()))?;
        }
    }
    fs::write(copy.path().join("before.js"), script)?;
    let document = copy.path().join("index.html");
    let html = fs::read_to_string(&document)?;
    let (before, after) = html.split_once("<title>").expect("a title");
    let script = "<script src=\"/before.js\"></script>";
    fs::write(document, format!("{before}{script}<title>{after}"))?;
    Ok(copy)
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

/// The release build that is served.
///
/// # Panics
/// If there is none.
pub fn dist() -> PathBuf {
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

impl Harness {
    /// The site, where it has a backend.
    ///
    /// # Panics
    /// Where it has none.
    pub fn backend(&self) -> &BackendSite {
        match &self.site {
            SiteUnderTest::Backend(site) => site,
            _ => panic!("this site has no backend"),
        }
    }

    /// An address of the site.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.site.origin())
    }

    /// What the site answers to a request for this path, without a browser.
    pub async fn get(&self, path: &str) -> Reply {
        self.site.get(path).await
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

    /// From anywhere to the landing page, signed out.
    pub async fn log_out(&self) {
        self.tab.press("Log out").await;
        self.arrives_at("/").await;
        self.tab.sees(Role::Control, "Log in").await;
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

    /// From now on this endpoint answers nothing before [`Harness::lets_go`].
    pub fn holds(&self, endpoint: Endpoint) {
        self.fault(held(endpoint));
    }

    /// A fault of the configuration for the page that is loaded next. The first request for it has none: the
    /// page's policy is made from its answer.
    pub fn config_fault(&self, fault: Fault) {
        let for_the_policy = Fault {
            times: Some(1),
            ..Fault::at(Endpoint::Config)
        };
        self.pool.set_faults(vec![for_the_policy, fault]);
    }

    /// What is held is answered. No fault is left.
    pub fn lets_go(&self) {
        self.pool.set_faults(Vec::new());
    }

    /// How many requests of that method and path the pool has received.
    pub fn received(&self, method: &str, path: &str) -> usize {
        let log = self.pool.log();
        log.iter()
            .filter(|entry| entry.method == method && entry.path == path)
            .count()
    }

    /// Waits until the pool has received that many requests of that method and path, or more.
    pub async fn wait_until_received(&self, method: &str, path: &str, times: usize) {
        if !becomes_true(async || Some(self.received(method, path) >= times)).await {
            panic!("{method} {path} came {} times", self.received(method, path));
        }
    }

    /// Begins the first renewal of a session, which the token endpoint does not answer before
    /// [`Harness::lets_go`].
    pub async fn begins_renewal_that_is_held(&self) {
        self.holds(Endpoint::Token);
        self.tab.press("Renew now").await;
        // The first one was the login's.
        self.wait_until_received("POST", "/oauth2/token", 2).await;
    }

    /// Waits until a client has given up a request of that method and path before it was answered.
    pub async fn abandoned(&self, method: &str, path: &str) {
        let is_it = |e: &Entry| e.method == method && e.path == path && e.abandoned;
        if !becomes_true(async || Some(self.pool.log().iter().any(is_it))).await {
            panic!("{method} {path} was never given up");
        }
    }

    /// Waits until the pool has answered a request of that method and path with `status`.
    pub async fn answered(&self, method: &str, path: &str, status: u16) {
        let is_it = |e: &Entry| e.method == method && e.path == path && e.status == Some(status);
        if !becomes_true(async || Some(self.pool.log().iter().any(is_it))).await {
            panic!("{method} {path} was never answered with {status}");
        }
    }

    /// Asserts that nobody is signed in: no token is kept anywhere.
    pub async fn keeps_no_token(&self) {
        let stores = self.tab.stores().await;
        for store in &stores {
            assert!(!store.contains("eyJ"), "a token is kept");
        }
    }
}

impl Harness {
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
        // The others do not say what is in it.
        if Engine::of_tests() == Engine::Chromium {
            for url in self.tab.history().await {
                let own = url.starts_with(self.site.origin());
                assert!(!own || !url.contains("state="), "left in the history");
            }
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

/// No answer before the faults are replaced.
pub fn held(endpoint: Endpoint) -> Fault {
    Fault {
        held: true,
        ..Fault::at(endpoint)
    }
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
