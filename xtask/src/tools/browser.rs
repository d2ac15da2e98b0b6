//! Chromium and its driver, for the end-to-end tests.

use std::{env, path::PathBuf, process::Command};

use anyhow::{Context, Result, bail};

use super::find;
use crate::process;

const CHROMIUM: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];
const CHROMEDRIVER: [&str; 1] = ["chromedriver"];

/// A browser and the driver that speaks WebDriver for it.
pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) chromedriver: PathBuf,
}

/// The browser that `CHROMIUM` and `CHROMEDRIVER` name, else the one on `PATH`, else the one that
/// the system's package manager installs.
pub(crate) fn browser() -> Result<Browser> {
    if let Some(browser) = installed() {
        return Ok(browser);
    }
    if find(&["apt-get"]).is_some() && nix::unistd::geteuid().is_root() {
        install()?;
    }
    installed().context(
        "The end-to-end tests need Chromium and its driver: install both with `sudo apt-get \
         install chromium chromium-driver` on Debian, `brew install --cask chromium chromedriver` \
         on macOS, or name them with CHROMIUM=… CHROMEDRIVER=….",
    )
}

fn installed() -> Option<Browser> {
    let named = |variable: &str, names: &[&str]| {
        env::var_os(variable)
            .map(PathBuf::from)
            .or_else(|| find(names))
    };
    Some(Browser {
        chromium: named("CHROMIUM", &CHROMIUM)?,
        chromedriver: named("CHROMEDRIVER", &CHROMEDRIVER)?,
    })
}

fn install() -> Result<()> {
    eprintln!("Installing Chromium and its driver with apt-get (about a minute, once)…");
    for arguments in [
        &["update", "--quiet"][..],
        &[
            "install",
            "--yes",
            "--quiet",
            "--no-install-recommends",
            "chromium",
            "chromium-driver",
        ],
    ] {
        let mut apt = Command::new("apt-get");
        apt.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        if let Err(error) = process::run("apt-get", &mut apt) {
            bail!("Chromium could not be installed: {error:#}")
        }
    }
    Ok(())
}
