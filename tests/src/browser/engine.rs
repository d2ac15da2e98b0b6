//! The browser that the tests of this process run in, and what only one of them has.

use std::io::Write as _;

/// A browser. `TEST_BROWSER` names it; without it, Chromium.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// With chromedriver, and with the Chrome DevTools Protocol beside WebDriver.
    Chromium,
    /// Firefox with geckodriver.
    Firefox,
    /// WebKit's GTK port, its MiniBrowser with WebKitWebDriver, in a window of Xvfb.
    WebKit,
}

impl Engine {
    /// The one of this process.
    ///
    /// # Panics
    /// When `TEST_BROWSER` names none of them.
    pub fn of_tests() -> Self {
        match std::env::var("TEST_BROWSER").as_deref() {
            Err(_) | Ok("chromium") => Self::Chromium,
            Ok("firefox") => Self::Firefox,
            Ok("webkit") => Self::WebKit,
            Ok(other) => panic!("TEST_BROWSER is {other:?}: chromium, firefox or webkit"),
        }
    }
}

/// What a test panics with that needs something which only Chromium has.
#[derive(Debug)]
pub(crate) struct NeedsChromium(pub(crate) String);

/// Ends this test, unless it runs in Chromium: it needs `what`, which only Chromium has.
///
/// # Panics
/// In the others, with what [`crate::harness::Setup::run`] takes as a test that is skipped.
pub fn needs_chromium(what: &str) {
    if Engine::of_tests() != Engine::Chromium {
        std::panic::panic_any(NeedsChromium(what.to_owned()));
    }
}

/// WebKit's driver (2.50) waits for ever, and answers nothing more, once Back has crossed a
/// `Cross-Origin-Opener-Policy`. Two static pages show it, one of them with that header; with
/// `pageLoadStrategy: none`, where it waits for no page, such a test passes, and others hang.
pub const BACK_ACROSS_OPENER_POLICY: &str = "driver after Back across a Cross-Origin-Opener-Policy";

/// Ends this test in WebKit, whose driver cannot do `what`, or which cannot do it itself.
///
/// # Panics
/// In WebKit, with what [`crate::harness::Setup::run`] takes as a test that is skipped.
pub fn not_in_webkit(what: &str) {
    if Engine::of_tests() == Engine::WebKit {
        needs_chromium(what);
    }
}

impl NeedsChromium {
    /// Says so, past the capturing of the test's output, which is shown for failures only; and counts it
    /// in the file that `SKIPPED` names.
    pub(crate) fn report(&self) {
        let thread = std::thread::current();
        let name = thread.name().unwrap_or("a test");
        let line = format!("skipped: {name} needs Chromium's {}\n", self.0);
        let _ = std::io::stderr().write_all(line.as_bytes());
        if let Some(file) = std::env::var_os("SKIPPED") {
            let mut file = std::fs::OpenOptions::new()
                .append(true)
                .create(true)
                .open(file)
                .expect("the list of what was skipped");
            file.write_all(line.as_bytes()).expect("a line");
        }
    }
}
