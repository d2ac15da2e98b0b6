//! The browsers of the end-to-end tests, each with the driver that speaks WebDriver for it.

use std::{env, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use super::{find, from_cargo};
use crate::progress::Progress;

const CHROMIUM: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];

/// Where Debian keeps WebKit's browser, which is on no search path.
const MINIBROWSER: &str = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";

/// Programs by the environment variables that name them to the tests.
pub(crate) type Programs = Vec<(&'static str, PathBuf)>;

/// Chromium and its driver: those that `CHROMIUM` and `CHROMEDRIVER` name, else those on `PATH`, else
/// those that the system's package manager installs.
pub(crate) fn chromium() -> Result<Programs> {
    let programs: [Lookup; 2] = [("CHROMIUM", &CHROMIUM), ("CHROMEDRIVER", &["chromedriver"])];
    found_or_installed("Chromium", &["chromium", "chromium-driver"], &programs)
}

/// Firefox, found likewise, and geckodriver, from `PATH` or compiled.
pub(crate) fn firefox() -> Result<Programs> {
    let firefox: Lookup = ("FIREFOX", &["firefox-esr", "firefox"]);
    let mut programs = found_or_installed("Firefox", &["firefox-esr"], &[firefox])?;
    programs.push(("GECKODRIVER", from_cargo::geckodriver()?));
    Ok(programs)
}

/// WebKit's GTK port with its driver, and a display for it.
pub(crate) fn webkit() -> Result<Programs> {
    let programs: [Lookup; 3] = [
        ("MINIBROWSER", &[MINIBROWSER]),
        ("WEBKIT_DRIVER", &["WebKitWebDriver"]),
        ("XVFB", &["Xvfb"]),
    ];
    found_or_installed("WebKit", &["webkit2gtk-driver", "xvfb"], &programs)
}

/// A variable that names a program, and what it is called on `PATH`.
type Lookup = (&'static str, &'static [&'static str]);

/// The programs that the variables name, else those that are found.
fn installed(programs: &[Lookup]) -> Option<Programs> {
    let find = |&(variable, names): &Lookup| {
        let named = env::var_os(variable).map(PathBuf::from);
        let file = named.or_else(|| find(names))?;
        file.exists().then_some((variable, file))
    };
    programs.iter().map(find).collect()
}

fn found_or_installed(browser: &str, packages: &[&str], programs: &[Lookup]) -> Result<Programs> {
    if let Some(programs) = installed(programs) {
        return Ok(programs);
    }
    if find(&["apt-get"]).is_some() && nix::unistd::geteuid().is_root() {
        install(browser, packages)?;
    }
    installed(programs).with_context(|| {
        format!(
            "The end-to-end tests need {browser} and its driver: on Debian, `sudo apt-get install \
             {}`; elsewhere, name the programs with the variables that CONTRIBUTING.md lists.",
            packages.join(" ")
        )
    })
}

fn install(browser: &str, packages: &[&str]) -> Result<()> {
    let progress = Progress::start(&format!(
        "Installing {browser} and its driver with apt-get (about a minute, once)"
    ));
    let install = ["install", "--yes", "--quiet", "--no-install-recommends"];
    for arguments in [
        ["update", "--quiet"].to_vec(),
        [&install[..], packages].concat(),
    ] {
        let mut apt = Command::new("apt-get");
        apt.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        child_process::run_quietly("apt-get", &mut apt)
            .with_context(|| format!("{browser} could not be installed"))?;
    }
    progress.done();
    Ok(())
}
