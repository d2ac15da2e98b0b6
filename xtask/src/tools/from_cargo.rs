//! What rustup and `cargo install` bring: the wasm target, the standard library's sources, trunk,
//! the wasm-bindgen command line.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use super::{
    WASM,
    cache::Entry,
    find,
    version::{CARGO_DENY, GECKODRIVER, TRUNK},
};
use crate::{process, workspace};

/// Runs tests for WebAssembly in a browser.
pub(super) const TEST_RUNNER: &str = "wasm-bindgen-test-runner";

/// The standard library for `target`, in the toolchain of this workspace.
pub(super) fn target(target: &str) -> Result<()> {
    let mut rustc = Command::new("rustc");
    rustc
        .args(["--print", "target-libdir", "--target", target])
        .current_dir(workspace::root());
    if process::stdout_of(&mut rustc).is_some_and(|folder| Path::new(&folder).exists()) {
        return Ok(());
    }
    add_to_toolchain("target", target)
}

/// Where the standard library's sources are, below the sysroot.
pub(crate) const RUST_SOURCES: &str = "lib/rustlib/src/rust";

/// The folder of the compiler and the standard library of this workspace.
pub(crate) fn sysroot() -> Option<PathBuf> {
    let mut rustc = Command::new("rustc");
    rustc
        .args(["--print", "sysroot"])
        .current_dir(workspace::root());
    process::stdout_of(&mut rustc).map(PathBuf::from)
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

/// The folder of the program `trunk`; nothing where the right one is on `PATH`.
pub(super) fn trunk() -> Result<Option<PathBuf>> {
    let entry = Entry {
        name: "trunk",
        version: TRUNK,
        marker: "bin/trunk",
        estimate: "about 5 minutes",
    };
    program(&["trunk"], &entry)
}

/// The folder of the program `wasm-bindgen`, which must be of the crate's version, and of its test
/// runner; nothing where the right ones are on `PATH`.
pub(super) fn wasm_bindgen() -> Result<Option<PathBuf>> {
    let version = workspace::locked_version("wasm-bindgen")?;
    let entry = Entry {
        name: "wasm-bindgen-cli",
        version: &version,
        marker: "bin/wasm-bindgen",
        estimate: "about 3 minutes",
    };
    program(&["wasm-bindgen", TEST_RUNNER], &entry)
}

/// The program `geckodriver`, which speaks WebDriver for Firefox.
pub(super) fn geckodriver() -> Result<PathBuf> {
    let entry = Entry {
        name: "geckodriver",
        version: GECKODRIVER,
        marker: "bin/geckodriver",
        estimate: "about 4 minutes",
    };
    let folder = program(&["geckodriver"], &entry)?.unwrap_or_default();
    Ok(folder.join("geckodriver"))
}

/// The program `cargo-deny`, which looks at what is depended on.
pub(crate) fn cargo_deny() -> Result<PathBuf> {
    let entry = Entry {
        name: "cargo-deny",
        version: CARGO_DENY,
        marker: "bin/cargo-deny",
        estimate: "about 5 minutes",
    };
    let folder = program(&["cargo-deny"], &entry)?.unwrap_or_default();
    Ok(folder.join("cargo-deny"))
}

/// Programs of a crate: those on `PATH`, else what `cargo binstall` brings where it is installed, else
/// compiled.
fn program(names: &[&str], entry: &Entry<'_>) -> Result<Option<PathBuf>> {
    if names.iter().all(|name| is_on_path(name, entry.version)) {
        return Ok(None);
    }
    let folder = entry.install(|folder| {
        if find(&["cargo-binstall"]).is_some() {
            match process::run_quietly("cargo binstall", binstall(entry, folder)) {
                Ok(()) => return Ok(()),
                Err(error) => eprintln!("{error:#}\nIt is compiled instead."),
            }
        }
        process::run_quietly("cargo install", compilation(entry, folder))?;
        fs::remove_dir_all(folder.join("target")).context("the build folder")
    })?;
    Ok(Some(folder.join("bin")))
}

fn is_on_path(name: &str, version: &str) -> bool {
    let said = find(&[name])
        .and_then(|program| process::stdout_of(Command::new(program).arg("--version")));
    said.is_some_and(|said| said.split_whitespace().nth(1) == Some(version))
}

fn binstall(entry: &Entry<'_>, folder: &Path) -> Command {
    let mut cargo = workspace::cargo();
    cargo
        .args([
            "binstall",
            "--no-confirm",
            "--disable-strategies",
            "compile",
        ])
        .arg("--root")
        .arg(folder)
        .arg(format!("{}@{}", entry.name, entry.version));
    cargo
}

fn compilation(entry: &Entry<'_>, folder: &Path) -> Command {
    let mut cargo = workspace::cargo();
    cargo
        .args(["install", entry.name, "--version", entry.version])
        // TLS is for downloads and a proxy of trunk's, and for other browsers of wasm-bindgen's test
        // runner, which are not used.
        .args(["--locked", "--no-default-features", "--root"])
        .arg(folder)
        // A build folder that is shared by the whole machine may be in use for the workspace.
        .env("CARGO_TARGET_DIR", folder.join("target"))
        // Fast to build rather than fast to run: most of the work is rustc's anyway.
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
    cargo
}
