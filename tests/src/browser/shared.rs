//! Browsers that one test leaves to the next: to start Firefox or WebKit takes longer than most tests. Each
//! test in Chromium has a browser of its own, which starts faster, and of whose files and memory some tests
//! ask.

use std::mem;
use std::sync::{Mutex, PoisonError};

use thirtyfour::error::WebDriverResult;

use super::{Engine, Tab};

static BROWSERS: Mutex<Browsers> = Mutex::new(Browsers {
    tests: 0,
    idle: Vec::new(),
});

struct Browsers {
    /// How many tests are under way.
    tests: usize,
    /// Those that no test uses.
    idle: Vec<Tab>,
}

/// A test. The browsers that nobody uses end with the last one that is under way: nothing is told when all
/// tests are over.
#[derive(Debug)]
pub(crate) struct UnderWay(());

impl UnderWay {
    pub(crate) fn begin() -> Self {
        browsers(|browsers| browsers.tests += 1);
        Self(())
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let over = browsers(|browsers| {
            browsers.tests -= 1;
            match browsers.tests {
                0 => mem::take(&mut browsers.idle),
                _ => Vec::new(),
            }
        });
        // Each ends, which takes a while.
        drop(over);
    }
}

fn browsers<T>(change: impl FnOnce(&mut Browsers) -> T) -> T {
    change(&mut BROWSERS.lock().unwrap_or_else(PoisonError::into_inner))
}

impl Tab {
    /// An empty tab, in a browser that an earlier test has left, or in a new one; in a new one with more flags of
    /// Chromium's command line.
    pub(crate) async fn in_shared_browser(flags: &[String]) -> Self {
        let idle = || browsers(|browsers| browsers.idle.pop());
        match flags.is_empty().then(idle).flatten() {
            Some(tab) => tab,
            None => Self::open_with(flags).await,
        }
    }

    /// Leaves the browser to the next test, as it was at its start, or ends it. What a site stores needs not be
    /// deleted: no two tests have a site at the same port. `page` is any page of the host whose cookies are.
    pub(crate) async fn leave(self, page: &str) {
        if Engine::of_tests() == Engine::Chromium || self.forget(page).await.is_err() {
            self.close().await;
        } else {
            browsers(|browsers| browsers.idle.push(self));
        }
    }

    /// No cookie, and one empty tab without a history.
    async fn forget(&self, page: &str) -> WebDriverResult<()> {
        let used = self.driver.windows().await?;
        if let Some(any) = used.first() {
            self.driver.switch_to_window(any.clone()).await?;
        }
        // WebDriver deletes those of the page that is shown, which are those of its host at any port.
        self.driver.goto(page).await?;
        self.driver.delete_all_cookies().await?;
        let empty = self.driver.new_tab().await?;
        for window in used {
            self.driver.switch_to_window(window).await?;
            self.driver.close_window().await?;
        }
        self.driver.switch_to_window(empty).await
    }
}
