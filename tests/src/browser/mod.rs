//! A headless browser with one tab, looked at as a person and as an auditor would.

mod driver;
mod elements;
mod engine;
mod keyboard;
mod record;
mod shared;
pub mod time;
mod view;
mod windows;

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::common::capabilities::firefox::FirefoxPreferences;
use thirtyfour::common::config::WebDriverConfig;
use thirtyfour::extensions::cdp::ChromeDevTools;
use thirtyfour::{Capabilities, CapabilitiesHelper as _, ChromeCapabilities};
use thirtyfour::{ChromiumLikeCapabilities as _, DesiredCapabilities, FirefoxCapabilities};
use thirtyfour::{WebDriver, WebElement};

use driver::Driver;
pub use elements::Role;
pub(crate) use engine::NeedsChromium;
pub use engine::{BACK_ACROSS_OPENER_POLICY, Engine, needs_chromium, not_in_webkit};
pub use record::{Event, Request};
pub(crate) use shared::UnderWay;
pub use view::View;
pub use windows::Window;

/// When what a test waits for counts as not to come: long after the slowest machine has it.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A tab of a browser of its own, with a fresh profile.
#[derive(Debug)]
pub struct Tab {
    driver: WebDriver,
    record: record::Record,
    _profile: TempDir,
    _driver: std::sync::Arc<Driver>,
}

fn chromium(profile: &Path, flags: &[String]) -> ChromeCapabilities {
    let mut wanted = DesiredCapabilities::chrome();
    for flag in [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // The suggestions of the address bar are two pages of their own, a fifth of what a browser costs here.
        "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",
        &format!("--user-data-dir={}", profile.display()),
    ] {
        wanted.add_arg(flag).expect("a flag");
    }
    for flag in flags {
        wanted.add_arg(flag).expect("a flag");
    }
    if let Ok(binary) = std::env::var("CHROMIUM") {
        wanted.set_binary(&binary).expect("a path");
    }
    // The new-tab page is a hundred files that nobody here looks at.
    let blank = json!({
        "session.restore_on_startup": 4,
        "session.startup_urls": ["about:blank"],
    });
    wanted
        .add_experimental_option("prefs", blank)
        .expect("preferences");
    let logs = json!({"browser": "ALL", "performance": "ALL"});
    wanted
        .set_base_capability("goog:loggingPrefs", logs)
        .expect("a capability");
    wanted
}

/// Its profile is the driver's own, and fresh each time.
fn firefox() -> FirefoxCapabilities {
    let mut wanted = DesiredCapabilities::firefox();
    wanted.set_headless().expect("a flag");
    if let Ok(binary) = std::env::var("FIREFOX") {
        wanted.set_firefox_binary(&binary).expect("a path");
    }
    let mut preferences = FirefoxPreferences::new();
    // Pages and processes that nobody here needs are a tenth of what a browser costs.
    for unneeded in [
        "browser.newtabpage.enabled",
        "dom.ipc.processPrelaunch.enabled",
        "extensions.webextensions.remote",
    ] {
        preferences.set(unneeded, false).expect("a preference");
    }
    // A blank page.
    preferences
        .set("browser.startup.page", 0)
        .expect("a preference");
    // Nobody looks at it: sixty pictures a second are a third of what a test costs.
    preferences
        .set("layout.frame_rate", 10)
        .expect("a preference");
    wanted.set_preferences(preferences).expect("preferences");
    wanted
}

fn webkit() -> Capabilities {
    let options = json!({
        "binary": driver::minibrowser(),
        "args": ["--automation"],
    });
    let mut wanted = Capabilities::new();
    wanted.insert("browserName".into(), "MiniBrowser".into());
    wanted.insert("webkitgtk:browserOptions".into(), options);
    wanted
}

/// What speaks to the driver. Each command has a connection of its own: one that is kept ends with the test that
/// opened it, and another test may use the browser then.
fn client() -> reqwest::Client {
    let client = reqwest::Client::builder().pool_max_idle_per_host(0);
    let client = client.timeout(Duration::from_secs(120));
    client.build().expect("a client")
}

/// Waits until `condition` is `Some(true)`, and returns whether it came to that; `None` means that the page
/// was changing.
pub(crate) async fn becomes_true(condition: impl AsyncFn() -> Option<bool>) -> bool {
    let end = Instant::now() + TIMEOUT;
    while condition().await != Some(true) {
        if Instant::now() > end {
            return false;
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    true
}

impl Tab {
    /// Starts a browser.
    ///
    /// # Panics
    /// When the browser or its driver cannot be started.
    pub async fn open() -> Self {
        Self::open_with(&[]).await
    }

    /// Starts a browser with more flags of Chromium's command line.
    ///
    /// # Panics
    /// When the browser or its driver cannot be started.
    pub async fn open_with(flags: &[String]) -> Self {
        let engine = Engine::of_tests();
        if !flags.is_empty() {
            needs_chromium("flags");
        }
        let driver = Driver::of(engine).unwrap_or_else(|reason| panic!("{reason}"));
        let profile = tempfile::tempdir().expect("a folder for the profile");
        let mut wanted: Capabilities = match engine {
            Engine::Chromium => chromium(profile.path(), flags).into(),
            Engine::Firefox => firefox().into(),
            Engine::WebKit => webkit(),
        };
        wanted.accept_insecure_certs(true).expect("a capability");
        let (url, config) = (driver.url(), WebDriverConfig::default());
        let session = WebDriver::new_with_config_and_client(url, wanted, config, client())
            .await
            .unwrap_or_else(|e| panic!("{engine:?} cannot be started: {e}"));
        if engine == Engine::WebKit {
            // Its driver counts the longest time of a script by the page's own timers, which a test may let pass.
            let longest = session.set_script_timeout(Duration::from_secs(3_600)).await;
            longest.expect("a time");
        }
        Self {
            driver: session,
            record: record::Record::default(),
            _profile: profile,
            _driver: driver,
        }
    }

    /// Ends the browser.
    pub async fn close(self) {
        self.driver.quit().await.expect("the browser ends");
    }

    /// Goes to an address, as if it were typed.
    pub async fn goto(&self, url: &str) {
        self.driver.goto(url).await.expect("the page loads");
    }

    /// Presses the browser's Back button.
    pub async fn back(&self) {
        self.driver
            .back()
            .await
            .expect("there is a page to go back to");
    }

    /// Presses the browser's Forward button.
    pub async fn forward(&self) {
        self.driver
            .forward()
            .await
            .expect("there is a page to go forward to");
    }

    /// Presses the browser's Reload button.
    pub async fn reload(&self) {
        self.driver.refresh().await.expect("the page reloads");
    }

    /// The address bar.
    pub async fn url(&self) -> reqwest::Url {
        self.driver.current_url().await.expect("an address")
    }

    /// Waits until the address bar shows `url`.
    pub async fn arrives_at(&self, url: &str) {
        let at = async || Some(self.driver.current_url().await.ok()?.as_str() == url);
        if !becomes_true(at).await {
            panic!(
                "not at {url} but at {}\n{}",
                self.url().await,
                self.text().await
            );
        }
    }

    /// Everything that can be read on the page.
    pub async fn text(&self) -> String {
        let text = self
            .eval("return document.body ? document.body.innerText : ''")
            .await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the page says `words`.
    pub async fn says(&self, words: &str) {
        if !becomes_true(async || Some(self.text().await.contains(words))).await {
            panic!("{words:?} is not on the page:\n{}", self.text().await);
        }
    }

    /// Waits until a script's `return` is true.
    pub async fn becomes(&self, script: &str) {
        let done = async || self.try_eval(script).await?.as_bool();
        if !becomes_true(done).await {
            panic!("not so: {script}\n{}", self.text().await);
        }
    }

    /// Opens everything that is folded, and waits until what is in it is there.
    pub async fn unfold(&self) {
        let open = "for (const part of document.querySelectorAll('details')) part.open = true";
        self.eval(open).await;
        let filled = "return [...document.querySelectorAll('details')]
            .every(part => part.childElementCount > 1)";
        self.becomes(filled).await;
    }

    /// The result of a script's `return`.
    pub async fn eval(&self, script: &str) -> Value {
        let done = self.driver.execute(script, Vec::new()).await;
        done.expect("the script runs").json().clone()
    }

    /// As `eval`, for a page that may be changing: `None` then.
    pub async fn try_eval(&self, script: &str) -> Option<Value> {
        let done = self.driver.execute(script, Vec::new()).await.ok()?;
        Some(done.json().clone())
    }

    /// A command of the Chrome DevTools Protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        needs_chromium(command);
        ChromeDevTools::new(self.driver.handle.clone())
            .execute_cdp_with_params(command, parameters)
            .await
            .unwrap_or_else(|e| panic!("{command}: {e}"))
    }

    /// Runs a script in every later page, before anything of the page itself.
    pub async fn before_every_page(&self, script: &str) {
        let parameters = json!({ "source": script });
        self.devtools("Page.addScriptToEvaluateOnNewDocument", parameters)
            .await;
    }

    /// The addresses that Back and Forward lead to, and the present one.
    pub async fn history(&self) -> Vec<String> {
        let history = self.devtools("Page.getNavigationHistory", json!({})).await;
        let entries = history["entries"].as_array().expect("entries");
        entries
            .iter()
            .map(|entry| entry["url"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// What the page keeps: session storage, local storage, cookies, in this order.
    pub async fn stores(&self) -> [String; 3] {
        let script = "return [JSON.stringify({...sessionStorage}), \
                      JSON.stringify({...localStorage}), document.cookie]";
        let stores = self.eval(script).await;
        [0, 1, 2].map(|i| stores[i].as_str().unwrap_or_default().to_owned())
    }

    async fn element(&self, css: &str) -> WebElement {
        self.driver
            .find(thirtyfour::By::Css(css))
            .await
            .unwrap_or_else(|_| panic!("no {css} on the page"))
    }
}
