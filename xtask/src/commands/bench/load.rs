//! One visit to the landing page with nothing cached, in a browser of its own.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use serde_json::{Value, json};

use super::webdriver::Driver;
use crate::process;

const PATIENCE: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(50);

/// Notes when something to press that reads "Log in" has come onto the page.
const WATCH: &str = "{
    const offers = element => element.textContent.trim() === 'Log in' && element.getClientRects().length;
    const look = () => {
        if ([...document.querySelectorAll('a, button')].some(offers)) {
            window.offersLogIn = performance.now();
            observer.disconnect();
        }
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { childList: true, subtree: true, characterData: true });
}";
const TIMES: &str = "const [paint] = performance.getEntriesByName('first-contentful-paint');
    return paint && window.offersLogIn ? [paint.startTime, window.offersLogIn] : null";

/// What the visitor has.
pub(super) struct Profile {
    pub(super) name: &'static str,
    /// How many times slower than this one the processor is.
    slower: u32,
    /// DevTools' network limits, if there are any.
    network: Option<fn() -> Value>,
}

/// As it is, and as a telephone has it.
pub(super) const PROFILES: [Profile; 2] = [
    Profile {
        name: "This machine",
        slower: 1,
        network: None,
    },
    Profile {
        name: "Processor 4 times slower, 150 ms, 1.6 Mbit/s",
        slower: 4,
        network: Some(|| {
            json!({
                "offline": false,
                "latency": 150,
                "downloadThroughput": 200_000,
                "uploadThroughput": 93_750,
            })
        }),
    },
];

/// When things were there, in milliseconds from the start of the navigation.
pub(super) struct Load {
    /// First contentful paint.
    pub(super) painted: f64,
    /// "Log in" is on the page.
    pub(super) offers_log_in: f64,
}

/// Visits the page at `origin`.
pub(super) fn cold(driver: &Driver, origin: &str, profile: &Profile) -> Result<Load> {
    let session = driver.session()?;
    session.devtools(
        "Page.addScriptToEvaluateOnNewDocument",
        &json!({ "source": WATCH }),
    )?;
    session.devtools(
        "Emulation.setCPUThrottlingRate",
        &json!({ "rate": profile.slower }),
    )?;
    if let Some(network) = profile.network {
        session.devtools("Network.enable", &json!({}))?;
        session.devtools("Network.emulateNetworkConditions", &network())?;
    }
    session.go(&format!("{origin}/"))?;
    let end = Instant::now() + PATIENCE;
    loop {
        let times = session.run(TIMES)?;
        let time = |at| times.get(at).and_then(Value::as_f64);
        if let (Some(painted), Some(offers_log_in)) = (time(0), time(1)) {
            return Ok(Load {
                painted,
                offers_log_in,
            });
        }
        if Instant::now() > end {
            bail!("There is no link and no button \"Log in\" on its page.")
        }
        process::check_interrupted()?;
        thread::sleep(POLL);
    }
}
