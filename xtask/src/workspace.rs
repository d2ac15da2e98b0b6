//! Where things are in this repository, and what its lock file says.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use aws_stack::Template;

/// The folder of the root `Cargo.toml`.
pub(crate) fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// The production build.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// The production build, or what to do where there is none.
pub(crate) fn finished_dist() -> Result<PathBuf> {
    let dist = dist();
    if !dist.join("index.html").exists() {
        bail!("There is no build in dist/: run `cargo xtask build` first.")
    }
    Ok(dist)
}

/// What a stack is made of.
pub(crate) fn template() -> Result<Template> {
    Template::read(&root().join("infra/template.yaml"))
}

/// Where the requests to AWS about a stack and its configuration are put together: not in `dist/`, which
/// serves every environment.
pub(crate) fn folder_of_stack(name: &str) -> Result<PathBuf> {
    let folder = root().join("target/deploy").join(name);
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    Ok(folder)
}

/// The cargo that started this program, run in the workspace with these arguments, none of which has a
/// space in it.
pub(crate) fn cargo(arguments: &str) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(root())
        .args(arguments.split_whitespace());
    command
}

/// The version of `package` in `Cargo.lock`.
pub(crate) fn locked_version(package: &str) -> Result<String> {
    // Such as `registry+https://github.com/rust-lang/crates.io-index#wasm-bindgen@0.2.129`.
    let id = child_process::stdout_of(cargo("pkgid --quiet --offline --package").arg(package));
    let version = id.as_deref().and_then(|id| id.rsplit(['@', '#']).next());
    version
        .map(str::to_owned)
        .with_context(|| format!("Cargo.lock names no {package}"))
}
