//! What npm brings: wasm-opt, compiled to JavaScript by the Binaryen project itself.
//!
//! Debian's Binaryen (108) breaks what wasm-bindgen writes today, and its releases are on GitHub
//! alone, which not every machine may reach.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Result, bail};

use super::{cache::Entry, find, version::BINARYEN};
use crate::{process, workspace};

/// The folder of the program `wasm-opt`.
pub(super) fn wasm_opt() -> Result<PathBuf> {
    for program in ["node", "npm"] {
        if find(&[program]).is_none() {
            bail!(
                "{program} is needed to make the wasm small (wasm-opt is a Node program here): \
                 install Node.js 18 or later, with `sudo apt-get install nodejs npm` on Debian \
                 and Ubuntu, or from https://nodejs.org."
            )
        }
    }
    let entry = Entry {
        name: "binaryen",
        version: BINARYEN,
        marker: "node_modules/.bin/wasm-opt",
        estimate: "a few seconds",
    };
    let folder = entry.install(|folder| {
        for file in ["package.json", "package-lock.json"] {
            fs::copy(
                workspace::root().join("xtask/tools").join(file),
                folder.join(file),
            )?;
        }
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(folder);
        process::run_quietly("npm ci", npm)
    })?;
    Ok(folder.join("node_modules/.bin"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_is_of_the_pinned_version() {
        let lock = workspace::root().join("xtask/tools/package-lock.json");
        let lock: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(lock).unwrap()).unwrap();
        assert_eq!(
            lock["packages"]["node_modules/binaryen"]["version"],
            BINARYEN
        );
    }
}
