//! What npm brings: wasm-opt, which the Binaryen project compiles to JavaScript itself, terser, and
//! for the tests axe-core and an OpenID provider; and for a bench, another backend.
//!
//! Debian's Binaryen (108) breaks what wasm-bindgen writes today, and its releases are on GitHub
//! alone, which not every machine may reach.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Result, bail};

use super::{
    cache::Entry,
    find,
    version::{AXE, BINARYEN, EXPRESS_OPENID_CONNECT, OIDC_PROVIDER, TERSER},
};
use crate::{process, workspace};

/// The folder of the program `wasm-opt`.
pub(super) fn wasm_opt() -> Result<PathBuf> {
    let entry = Entry::new("binaryen", BINARYEN, "a few seconds");
    Ok(install(&entry)?.join("node_modules/.bin"))
}

/// The program `terser`, which makes JavaScript small.
pub(crate) fn terser() -> Result<PathBuf> {
    let entry = Entry::new("terser", TERSER, "a few seconds");
    Ok(install(&entry)?.join("node_modules/.bin/terser"))
}

/// The file of axe-core, a script for the page that it is to look at.
pub(crate) fn axe() -> Result<PathBuf> {
    let entry = Entry::new("axe-core", AXE, "a few seconds");
    Ok(install(&entry)?.join("node_modules/axe-core/axe.min.js"))
}

/// The folder of the package `oidc-provider`, an OpenID-certified provider.
pub(crate) fn oidc_provider() -> Result<PathBuf> {
    let entry = Entry::new("oidc-provider", OIDC_PROVIDER, "a few seconds");
    Ok(install(&entry)?.join("node_modules/oidc-provider"))
}

/// The folder of the packages that `cognito-backend` is measured beside.
pub(crate) fn express_openid_connect() -> Result<PathBuf> {
    let version = EXPRESS_OPENID_CONNECT;
    install(&Entry::new(
        "express-openid-connect",
        version,
        "half a minute",
    ))
}

fn install(entry: &Entry<'_>) -> Result<PathBuf> {
    for program in ["node", "npm"] {
        if find(&[program]).is_none() {
            bail!(
                "{program} is needed to make a release small (wasm-opt and terser are Node \
                 programs) and to test it (axe-core comes from npm): install Node.js 18 or later, \
                 with `sudo apt-get install nodejs npm` on Debian and Ubuntu, or from \
                 https://nodejs.org."
            )
        }
    }
    let locked = workspace::root().join("xtask/tools").join(entry.name);
    entry.install(|folder| {
        for file in ["package.json", "package-lock.json"] {
            fs::copy(locked.join(file), folder.join(file))?;
        }
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(folder);
        process::run_quietly("npm ci", &mut npm)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_files_are_of_the_pinned_versions() {
        for (name, version) in [
            ("axe-core", AXE),
            ("binaryen", BINARYEN),
            ("terser", TERSER),
            ("oidc-provider", OIDC_PROVIDER),
            ("express-openid-connect", EXPRESS_OPENID_CONNECT),
        ] {
            let lock = format!("xtask/tools/{name}/package-lock.json");
            let lock = fs::read_to_string(workspace::root().join(lock)).unwrap();
            let lock: serde_json::Value = serde_json::from_str(&lock).unwrap();
            let package = &lock["packages"][format!("node_modules/{name}")];
            assert_eq!(package["version"], version);
        }
    }
}
