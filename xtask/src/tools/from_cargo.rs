//! What rustup and `cargo install` bring: the wasm target, trunk, the wasm-bindgen command line.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use super::{WASM, cache::Entry, find, version::TRUNK};
use crate::{process, workspace};

/// The standard library for WebAssembly, in the toolchain of this workspace.
pub(super) fn wasm_target() -> Result<()> {
    let mut rustc = Command::new("rustc");
    rustc
        .args(["--print", "target-libdir", "--target", WASM])
        .current_dir(workspace::root());
    if process::answer(&mut rustc).is_some_and(|folder| Path::new(&folder).exists()) {
        return Ok(());
    }
    if find(&["rustup"]).is_none() {
        bail!(
            "The compiler lacks the target {WASM} and there is no rustup to add it: install Rust \
             with rustup (https://rustup.rs), or the target with whatever installed Rust."
        )
    }
    let mut rustup = Command::new("rustup");
    rustup
        .args(["target", "add", WASM])
        .current_dir(workspace::root());
    process::run("rustup target add", &mut rustup)
}

/// The crates in `Cargo.lock`: trunk, told not to download its tools, tells cargo the same.
pub(super) fn fetch_crates() -> Result<()> {
    let mut cargo = workspace::cargo();
    cargo.args(["fetch", "--locked"]);
    process::run("cargo fetch", &mut cargo)
}

/// The folder of the program `trunk`.
pub(super) fn trunk() -> Result<PathBuf> {
    let entry = Entry {
        name: "trunk",
        version: TRUNK,
        marker: "bin/trunk",
        estimate: "about 5 minutes",
    };
    // TLS is for its downloads and its proxy, which are not used, and update_check for neither.
    install(&entry, &["--no-default-features"])
}

/// The folder of the program `wasm-bindgen`, which must be of the crate's version.
pub(super) fn wasm_bindgen(version: &str) -> Result<PathBuf> {
    let entry = Entry {
        name: "wasm-bindgen-cli",
        version,
        marker: "bin/wasm-bindgen",
        estimate: "about 3 minutes",
    };
    // Its test runner's TLS is not used.
    install(&entry, &["--no-default-features"])
}

fn install(entry: &Entry<'_>, features: &[&str]) -> Result<PathBuf> {
    let folder = entry.install(|folder| {
        let mut cargo = workspace::cargo();
        cargo
            .args(["install", entry.name, "--version", entry.version])
            .args(["--locked", "--root"])
            .arg(folder)
            .args(features)
            // A build folder that is shared by the whole machine may be in use for the workspace.
            .env("CARGO_TARGET_DIR", folder.join("target"))
            // Fast to build rather than fast to run: most of the work is rustc's anyway.
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
        process::run_quietly("cargo install", cargo)?;
        std::fs::remove_dir_all(folder.join("target")).context("the build folder")
    })?;
    Ok(folder.join("bin"))
}
