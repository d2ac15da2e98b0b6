//! What a test of an example has: the example, the local pool, and a tab.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use end_to_end::browser::{Role, Tab};
use futures_util::FutureExt as _;
use local_cognito::{ADMIN_PASSWORD, ADMIN_USER, DEMO_PASSWORD, DEMO_USER};
use local_cognito::{LocalCognito, Options, Running};
use local_site::{ConfigJson, Site};

/// The port that the pool lets an app have, where it is told nothing else.
const PORT: u16 = 3000;

/// What Chromium says of the page that Trunk makes where it is told nothing else
/// (<https://crbug.com/981419>).
const ABOUT_PRELOADING: &str = "The `integrity` attribute is currently ignored for preload";

/// The examples name their ports in their code, so one test runs at a time.
static PORTS: Mutex<()> = Mutex::new(());

/// The example, the pool and the tab of one test.
pub(crate) struct Harness {
    pub(crate) pool: Running,
    pub(crate) tab: Tab,
    site: Site,
}

/// Serves the build of this example, and runs `body`.
///
/// # Panics
/// When `body` does, or when anything was written to the console: an uncaught error and a report of
/// the content security policy count.
pub(crate) fn run(example: &str, body: impl AsyncFnOnce(&Harness)) {
    let examples = std::env::var_os("EXAMPLES").expect("EXAMPLES, which `cargo xtask test` sets");
    let folder = Path::new(&examples).join(example);
    let _ports = PORTS.lock().unwrap_or_else(PoisonError::into_inner);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let harness = Harness::start(&folder).await;
        let ran = AssertUnwindSafe(body(&harness)).catch_unwind().await;
        let console = AssertUnwindSafe(harness.tab.console()).catch_unwind().await;
        harness.tab.close().await;
        harness.pool.stop().await;
        if let Err(panic) = ran {
            eprintln!("console: {console:#?}");
            resume_unwind(panic);
        }
        let mut lines = console.unwrap_or_else(|panic| resume_unwind(panic));
        lines.retain(|line| !line.contains(ABOUT_PRELOADING));
        assert!(lines.is_empty(), "written to the console: {lines:#?}");
    });
}

impl Harness {
    async fn start(folder: &Path) -> Self {
        let pool = LocalCognito::start(Options::default()).await;
        let pool = pool.unwrap_or_else(|error| panic!("{error}"));
        // The examples are configured in their code; this file is asked for by nobody.
        let config = ConfigJson::Text("{}".to_owned());
        let site = Site::without_policy(folder, config, PORT);
        let site = site.unwrap_or_else(|error| panic!("port {PORT}: {error}"));
        let tab = Tab::open().await;
        Self { pool, tab, site }
    }

    /// Opens a page of the example.
    pub(crate) async fn open(&self, path: &str) {
        self.tab.goto(&self.at(path)).await;
    }

    /// Waits until the address bar shows this page of the example, query included.
    pub(crate) async fn arrives_at(&self, path: &str) {
        self.tab.arrives_at(&self.at(path)).await;
    }

    /// Fills in the login page's form as the demo user.
    pub(crate) async fn sign_in(&self) {
        self.tab.sign_in(DEMO_USER, DEMO_PASSWORD).await;
    }

    /// Fills in the login page's form as the user in the group `admins`.
    pub(crate) async fn sign_in_as_admin(&self) {
        self.tab.sign_in(ADMIN_USER, ADMIN_PASSWORD).await;
    }

    /// Logs out, and waits for the page that offers a login.
    pub(crate) async fn log_out(&self) {
        self.tab.press("Log out").await;
        self.arrives_at("/").await;
        self.tab.sees(Role::Button, "Log in").await;
        for store in self.tab.stores().await {
            assert!(!store.contains("eyJ"), "a token is kept");
        }
    }

    /// How many requests of that method and path the pool has received.
    pub(crate) fn received(&self, method: &str, path: &str) -> usize {
        let log = self.pool.log();
        let is_one = |entry: &&local_cognito::Entry| entry.method == method && entry.path == path;
        log.iter().filter(is_one).count()
    }

    fn at(&self, path: &str) -> String {
        [self.site.origin(), path].concat()
    }
}
