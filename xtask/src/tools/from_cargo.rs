//! What rustup and `cargo install` bring: the wasm target, the standard library's sources, trunk,
//! the wasm-bindgen command line.

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
    add_to_toolchain("target", WASM)
}

/// Where the standard library's sources are, below the sysroot.
pub(crate) const RUST_SOURCES: &str = "lib/rustlib/src/rust";

/// The folder of the compiler and the standard library of this workspace.
pub(crate) fn sysroot() -> Option<PathBuf> {
    let mut rustc = Command::new("rustc");
    rustc
        .args(["--print", "sysroot"])
        .current_dir(workspace::root());
    process::answer(&mut rustc).map(PathBuf::from)
}

/// The standard library's sources, which a release compiles for itself, and the crates they use.
pub(super) fn std_sources() -> Result<()> {
    let manifest = sysroot()
        .context("rustc does not say where its standard library is")?
        .join(RUST_SOURCES)
        .join("library/Cargo.toml");
    if !manifest.exists() {
        add_to_toolchain("component", "rust-src")?;
    }
    let mut cargo = workspace::cargo();
    cargo
        .args(["fetch", "--locked", "--target", WASM, "--manifest-path"])
        .arg(manifest)
        // Its manifest uses features of cargo that only the compiler's own build may use.
        .env("RUSTC_BOOTSTRAP", "1");
    process::run("cargo fetch for the standard library", &mut cargo)
}

fn add_to_toolchain(kind: &str, name: &str) -> Result<()> {
    if find(&["rustup"]).is_none() {
        bail!(
            "The compiler lacks the {kind} {name} and there is no rustup to add it: install Rust \
             with rustup (https://rustup.rs), or the {kind} with whatever installed Rust."
        )
    }
    let mut rustup = Command::new("rustup");
    rustup
        .args([kind, "add", name])
        .current_dir(workspace::root());
    process::run(&format!("rustup {kind} add"), &mut rustup)
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
