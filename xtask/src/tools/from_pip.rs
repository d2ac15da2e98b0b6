//! What pip brings, each into a virtual environment of its own: ministack, an emulator of AWS that
//! the tests deploy to, the tools that check and deploy the template, an OpenID provider, and a
//! compiler for other machines.

use std::{path::PathBuf, process::Command};

use anyhow::{Result, bail};

use super::{
    cache::{Entry, version_of},
    find, from_cargo,
};
use crate::workspace;

/// The folder of ministack's virtual environment.
pub(crate) fn ministack() -> Result<PathBuf> {
    venv("ministack", "about half a minute")
}

/// The folder of the virtual environment with the AWS command line and cfn-lint.
pub(crate) fn aws_tools() -> Result<PathBuf> {
    venv("aws-tools", "about half a minute")
}

/// The folder of the virtual environment with Django OAuth Toolkit.
pub(crate) fn django_oauth_toolkit() -> Result<PathBuf> {
    venv("django-oauth-toolkit", "a few seconds")
}

/// The folder of `cargo-zigbuild`, which compiles for `target` with zig as the C compiler and linker,
/// and of the `python` that it runs in.
pub(crate) fn cargo_zigbuild(target: &str) -> Result<PathBuf> {
    from_cargo::target(target)?;
    Ok(venv("cargo-zigbuild", "about a minute")?.join("bin"))
}

/// A virtual environment of what `xtask/tools/<name>.txt` locks.
fn venv(name: &str, estimate: &str) -> Result<PathBuf> {
    let locked = workspace::root().join(format!("xtask/tools/{name}.txt"));
    Entry::new(name, &version_of(&locked)?, estimate).install(|folder| {
        if find(&["python3"]).is_none() {
            bail!(
                "Python 3.11 or later is needed for this: install it with \
                 `sudo apt-get install python3 python3-venv` on Debian and Ubuntu, or from \
                 https://www.python.org."
            )
        }
        let mut venv = Command::new("python3");
        venv.args(["-m", "venv"]).arg(folder);
        child_process::run_quietly("python3 -m venv", &mut venv)?;
        let options = "--disable-pip-version-check --require-hashes --only-binary :all:";
        let mut pip = Command::new(folder.join("bin/python"));
        pip.args(["-m", "pip", "install"])
            .args(options.split_whitespace())
            .arg("--requirement")
            .arg(&locked);
        child_process::run_quietly("pip install", &mut pip)
    })
}
