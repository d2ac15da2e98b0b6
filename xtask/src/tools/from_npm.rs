//! What npm brings: wasm-opt, which the Binaryen project compiles to JavaScript itself, terser, and
//! for the tests axe-core and an OpenID provider; and for a bench, another backend.
//!
//! Debian's Binaryen (108) breaks what wasm-bindgen writes today, and its releases are on GitHub
//! alone, which not every machine may reach.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Result, bail};

use super::{
    cache::{Entry, version_of},
    find,
};
use crate::workspace;

/// The folder of the program `wasm-opt`.
pub(super) fn wasm_opt() -> Result<PathBuf> {
    Ok(modules("binaryen", "a few seconds")?.join(".bin"))
}

/// The program `terser`, which makes JavaScript small.
pub(crate) fn terser() -> Result<PathBuf> {
    Ok(modules("terser", "a few seconds")?.join(".bin/terser"))
}

/// The file of axe-core, a script for the page that it is to look at.
pub(crate) fn axe() -> Result<PathBuf> {
    Ok(modules("axe-core", "a few seconds")?.join("axe-core/axe.min.js"))
}

/// The folder of the package `oidc-provider`, an OpenID-certified provider.
pub(crate) fn oidc_provider() -> Result<PathBuf> {
    Ok(modules("oidc-provider", "a few seconds")?.join("oidc-provider"))
}

/// The packages that `cognito-backend` is measured beside.
pub(crate) fn express_openid_connect() -> Result<PathBuf> {
    modules("express-openid-connect", "half a minute")
}

/// The folder `node_modules` with what `xtask/tools/<name>/package-lock.json` locks.
fn modules(name: &str, estimate: &str) -> Result<PathBuf> {
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
    let locked = workspace::root().join("xtask/tools").join(name);
    let version = version_of(&locked.join("package-lock.json"))?;
    let folder = Entry::new(name, &version, estimate).install(|folder| {
        for file in ["package.json", "package-lock.json"] {
            fs::copy(locked.join(file), folder.join(file))?;
        }
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(folder);
        child_process::run_quietly("npm ci", &mut npm)
    })?;
    Ok(folder.join("node_modules"))
}
