//! Where things are in this repository, and what its lock file says.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::process;

/// The folder of the root `Cargo.toml`.
pub(crate) fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// The production build.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// The cargo that started this program, run in the workspace.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// The version of `package` in `Cargo.lock`.
pub(crate) fn locked_version(package: &str) -> Result<String> {
    let mut cargo = cargo();
    cargo.args(["pkgid", "--quiet", "--offline", "--package", package]);
    // Such as `registry+https://github.com/rust-lang/crates.io-index#wasm-bindgen@0.2.129`.
    let id = process::stdout_of(&mut cargo);
    let version = id.as_deref().and_then(|id| id.rsplit(['@', '#']).next());
    version
        .map(str::to_owned)
        .with_context(|| format!("Cargo.lock names no {package}"))
}
