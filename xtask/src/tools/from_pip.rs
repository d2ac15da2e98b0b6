//! What pip brings, each into a virtual environment of its own: ministack, an emulator of AWS that
//! the tests deploy to, the tools that check and deploy the template, an OpenID provider, and a
//! compiler for other machines.

use std::{path::PathBuf, process::Command};

use anyhow::{Result, bail};

use super::{
    cache::Entry,
    find, from_cargo,
    version::{AWS_TOOLS, CARGO_ZIGBUILD, DJANGO_OAUTH_TOOLKIT, MINISTACK},
};
use crate::{process, workspace};

/// The folder of ministack's virtual environment.
pub(crate) fn ministack() -> Result<PathBuf> {
    venv(&Entry::new("ministack", MINISTACK, "about half a minute"))
}

/// The folder of the virtual environment with the AWS command line and cfn-lint.
pub(crate) fn aws_tools() -> Result<PathBuf> {
    venv(&Entry::new("aws-tools", AWS_TOOLS, "about half a minute"))
}

/// The folder of the virtual environment with Django OAuth Toolkit.
pub(crate) fn django_oauth_toolkit() -> Result<PathBuf> {
    let version = DJANGO_OAUTH_TOOLKIT;
    venv(&Entry::new(
        "django-oauth-toolkit",
        version,
        "a few seconds",
    ))
}

/// The folder of `cargo-zigbuild`, which compiles for `target` with zig as the C compiler and linker,
/// and of the `python` that it runs in.
pub(crate) fn cargo_zigbuild(target: &str) -> Result<PathBuf> {
    from_cargo::target(target)?;
    let venv = venv(&Entry::new(
        "cargo-zigbuild",
        CARGO_ZIGBUILD,
        "about a minute",
    ))?;
    Ok(venv.join("bin"))
}

/// A virtual environment of what `xtask/tools/<name>.txt` locks.
fn venv(entry: &Entry<'_>) -> Result<PathBuf> {
    entry.install(|folder| {
        if find(&["python3"]).is_none() {
            bail!(
                "Python 3.11 or later is needed for this: install it with \
                 `sudo apt-get install python3 python3-venv` on Debian and Ubuntu, or from \
                 https://www.python.org."
            )
        }
        let mut venv = Command::new("python3");
        venv.args(["-m", "venv"]).arg(folder);
        process::run_quietly("python3 -m venv", &mut venv)?;
        let options = "--disable-pip-version-check --require-hashes --only-binary :all:";
        let locked = format!("xtask/tools/{}.txt", entry.name);
        let mut pip = Command::new(folder.join("bin/python"));
        pip.args(["-m", "pip", "install"])
            .args(options.split_whitespace())
            .arg("--requirement")
            .arg(workspace::root().join(locked));
        process::run_quietly("pip install", &mut pip)
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_requirements_are_of_the_pinned_versions() {
        let locked = |name: &str| {
            let file = workspace::root().join(format!("xtask/tools/{name}.txt"));
            fs::read_to_string(file).unwrap()
        };
        assert!(locked("ministack").contains(&format!("\nministack=={MINISTACK} ")));
        let django = format!("\ndjango-oauth-toolkit=={DJANGO_OAUTH_TOOLKIT} ");
        assert!(locked("django-oauth-toolkit").contains(&django));
        let (aws, cfn_lint) = AWS_TOOLS.split_once("-cfn-lint-").unwrap();
        assert!(locked("aws-tools").contains(&format!("\nawscli=={aws} ")));
        assert!(locked("aws-tools").contains(&format!("\ncfn-lint=={cfn_lint} ")));
        let (zigbuild, zig) = CARGO_ZIGBUILD.split_once("-ziglang-").unwrap();
        assert!(locked("cargo-zigbuild").contains(&format!("\ncargo-zigbuild=={zigbuild} ")));
        assert!(locked("cargo-zigbuild").contains(&format!("\nziglang=={zig} ")));
    }
}
