//! The tools behind the commands: which versions, where they are, and how a missing one gets there.
//!
//! The compiler is pinned in `rust-toolchain.toml`, what npm and pip install in `xtask/tools/`.

mod browser;
mod cache;
mod from_cargo;
mod from_npm;
mod from_pip;

use std::{env, ffi::OsString, path::PathBuf, process::Command};

use anyhow::{Context, Result};
use aws_stack::Aws;

use crate::workspace;

pub(crate) use browser::{Programs, chromium, firefox, webkit};
pub(crate) use from_cargo::{RUST_SOURCES, cargo_deny, sysroot, wasm_test_runner};
pub(crate) use from_npm::{axe, express_openid_connect, oidc_provider, terser};
pub(crate) use from_pip::{aws_tools, cargo_zigbuild, django_oauth_toolkit, ministack};

const WASM: &str = "wasm32-unknown-unknown";

/// A command of trunk, with what a development build needs: nothing but Rust's own.
pub(crate) fn trunk_for_development(subcommand: &str) -> Result<Command> {
    trunk(subcommand, None)
}

/// A command of trunk, with what a release needs: wasm-opt, the standard library's sources and terser as
/// well.
pub(crate) fn trunk_for_release(subcommand: &str) -> Result<Command> {
    let wasm_opt = from_npm::wasm_opt()?;
    from_cargo::std_sources()?;
    let trunk = trunk(subcommand, Some(wasm_opt))?;
    terser()?;
    Ok(trunk)
}

/// Trunk in the workspace, which finds its tools, and `folder`'s, on its `PATH` and downloads nothing by
/// itself.
fn trunk(subcommand: &str, folder: Option<PathBuf>) -> Result<Command> {
    from_cargo::target(WASM)?;
    from_cargo::fetch_crates()?;
    let folders = [folder, from_cargo::trunk()?, from_cargo::wasm_bindgen()?];
    let mut trunk = Command::new("trunk");
    trunk
        .args([subcommand, "--offline", "--skip-version-check"])
        .current_dir(workspace::root())
        .env("PATH", path_with(folders.into_iter().flatten())?)
        // Trunk insists on true or false, where the convention is that any value means it.
        .env_remove("NO_COLOR");
    Ok(trunk)
}

/// The `aws` command line.
pub(crate) fn aws() -> Result<Aws> {
    let program = find(&["aws"]).context(
        "The AWS command line is needed for this: install it as \
         https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html says, or \
         with `pip install awscli`, then run `aws configure`.",
    )?;
    Ok(Aws::at(program))
}

/// The search path for programs, with these folders first.
pub(crate) fn path_with(folders: impl IntoIterator<Item = PathBuf>) -> Result<OsString> {
    let inherited = env::var_os("PATH").unwrap_or_default();
    let folders = folders.into_iter().chain(env::split_paths(&inherited));
    env::join_paths(folders).context("PATH")
}

/// The first of `names` that is found on `PATH`.
pub(crate) fn find(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|file| file.is_file())
}
