//! What rustup and `cargo install` bring: the wasm target, the standard library's sources, trunk,
//! the wasm-bindgen command line, geckodriver, cargo-deny.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use super::{WASM, cache::Entry, find};
use crate::workspace;

// The version of wasm-bindgen's command line is that of the crate, from `Cargo.lock`.
const TRUNK: &str = "0.21.14";
const CARGO_DENY: &str = "0.20.2";
const GECKODRIVER: &str = "0.37.1";

const TEST_RUNNER: &str = "wasm-bindgen-test-runner";

/// The standard library for `target`, in the toolchain of this workspace.
pub(super) fn target(target: &str) -> Result<()> {
    match folder_of_rustc(&["target-libdir", "--target", target]) {
        Some(folder) if folder.exists() => Ok(()),
        _ => add_to_toolchain("target", target),
    }
}

/// Where the standard library's sources are, below the sysroot.
pub(crate) const RUST_SOURCES: &str = "lib/rustlib/src/rust";

/// The folder of the compiler and the standard library of this workspace.
pub(crate) fn sysroot() -> Option<PathBuf> {
    folder_of_rustc(&["sysroot"])
}

/// What the compiler of this workspace says of a folder of its own.
fn folder_of_rustc(which: &[&str]) -> Option<PathBuf> {
    let mut rustc = Command::new("rustc");
    rustc
        .arg("--print")
        .args(which)
        .current_dir(workspace::root());
    child_process::stdout_of(&mut rustc).map(PathBuf::from)
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
    let mut cargo = workspace::cargo("fetch --locked --target");
    cargo
        .args([WASM, "--manifest-path"])
        .arg(manifest)
        // Its manifest uses features of cargo that only the compiler's own build may use.
        .env("RUSTC_BOOTSTRAP", "1");
    child_process::run("cargo fetch for the standard library", &mut cargo)
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
    child_process::run(&format!("rustup {kind} add"), &mut rustup)
}

/// The crates in `Cargo.lock`: trunk, told not to download its tools, tells cargo the same.
pub(super) fn fetch_crates() -> Result<()> {
    child_process::run("cargo fetch", &mut workspace::cargo("fetch --locked"))
}

/// The folder of the program `trunk`; nothing where the right one is on `PATH`.
pub(super) fn trunk() -> Result<Option<PathBuf>> {
    folder(&["trunk"], &Entry::new("trunk", TRUNK, "about 3 minutes"))
}

/// The folder of the program `wasm-bindgen`, which must be of the crate's version, and of its test
/// runner; nothing where the right ones are on `PATH`.
pub(super) fn wasm_bindgen() -> Result<Option<PathBuf>> {
    let version = workspace::locked_version("wasm-bindgen")?;
    let entry = Entry::new("wasm-bindgen-cli", &version, "about 3 minutes");
    folder(&["wasm-bindgen", TEST_RUNNER], &entry)
}

/// The program that runs tests for WebAssembly in a browser.
pub(crate) fn wasm_test_runner() -> Result<PathBuf> {
    Ok(wasm_bindgen()?.unwrap_or_default().join(TEST_RUNNER))
}

/// The program `geckodriver`, which speaks WebDriver for Firefox.
pub(super) fn geckodriver() -> Result<PathBuf> {
    program(&Entry::new("geckodriver", GECKODRIVER, "about 2 minutes"))
}

/// The program `cargo-deny`, which looks at what is depended on.
pub(crate) fn cargo_deny() -> Result<PathBuf> {
    program(&Entry::new("cargo-deny", CARGO_DENY, "about 2 minutes"))
}

/// The program that has its crate's name.
fn program(entry: &Entry<'_>) -> Result<PathBuf> {
    let folder = folder(&[entry.name], entry)?.unwrap_or_default();
    Ok(folder.join(entry.name))
}

/// The folder of programs of a crate, from `cargo binstall` where it is installed, else compiled; nothing
/// where the right ones are on `PATH`.
fn folder(names: &[&str], entry: &Entry<'_>) -> Result<Option<PathBuf>> {
    if names.iter().all(|name| is_on_path(name, entry.version)) {
        return Ok(None);
    }
    let folder = entry.install(|folder| {
        if find(&["cargo-binstall"]).is_some() {
            match child_process::run_quietly("cargo binstall", &mut binstall(entry, folder)) {
                Ok(()) => return Ok(()),
                Err(error) => eprintln!("{error:#}\nIt is compiled instead."),
            }
        }
        child_process::run_quietly("cargo install", &mut compilation(entry, folder))?;
        fs::remove_dir_all(folder.join("target")).context("the build folder")
    })?;
    Ok(Some(folder.join("bin")))
}

fn is_on_path(name: &str, version: &str) -> bool {
    let said = find(&[name])
        .and_then(|program| child_process::stdout_of(Command::new(program).arg("--version")));
    said.is_some_and(|said| said.split_whitespace().nth(1) == Some(version))
}

fn binstall(entry: &Entry<'_>, folder: &Path) -> Command {
    let mut cargo = workspace::cargo("binstall --no-confirm --disable-strategies compile --root");
    cargo
        .arg(folder)
        .arg(format!("{}@{}", entry.name, entry.version));
    cargo
}

fn compilation(entry: &Entry<'_>, folder: &Path) -> Command {
    // Fast to build rather than fast to run; but wasm-bindgen goes through the whole program at every build.
    let level = if entry.name == "wasm-bindgen-cli" {
        "1"
    } else {
        "0"
    };
    // TLS is for downloads and a proxy of trunk's, and for other browsers of wasm-bindgen's test
    // runner, which are not used.
    let mut cargo = workspace::cargo("install --locked --no-default-features --root");
    cargo
        .arg(folder)
        .args([entry.name, "--version", entry.version])
        // A build folder that is shared by the whole machine may be in use for the workspace.
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level);
    cargo
}
