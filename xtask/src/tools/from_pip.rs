//! What pip brings, each into a virtual environment of its own: ministack, an emulator of AWS that
//! the tests deploy to, the tools that check and deploy the template, an OpenID provider, and a
//! compiler for other machines.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use super::{
    cache::Entry,
    find, from_cargo,
    version::{AWS_TOOLS, CARGO_ZIGBUILD, DJANGO_OAUTH_TOOLKIT, MINISTACK},
};
use crate::{process, workspace};

/// The folder of ministack's virtual environment.
pub(crate) fn ministack() -> Result<PathBuf> {
    let entry = Entry {
        name: "ministack",
        version: MINISTACK,
        marker: "bin/ministack",
        estimate: "about half a minute",
    };
    entry.install(|folder| install(folder, &entry))
}

/// The folder of the virtual environment with the AWS command line and cfn-lint.
pub(crate) fn aws_tools() -> Result<PathBuf> {
    let entry = Entry {
        name: "aws-tools",
        version: AWS_TOOLS,
        marker: "bin/cfn-lint",
        estimate: "about half a minute",
    };
    entry.install(|folder| install(folder, &entry))
}

/// The folder of the virtual environment with Django OAuth Toolkit.
pub(crate) fn django_oauth_toolkit() -> Result<PathBuf> {
    let entry = Entry {
        name: "django-oauth-toolkit",
        version: DJANGO_OAUTH_TOOLKIT,
        marker: "bin/django-admin",
        estimate: "a few seconds",
    };
    entry.install(|folder| install(folder, &entry))
}

/// `cargo zigbuild`, which compiles for other machines with zig as the C compiler and linker.
pub(crate) struct CargoZigbuild {
    venv: PathBuf,
}

impl CargoZigbuild {
    /// With what it needs to compile for `target`.
    pub(crate) fn install(target: &str) -> Result<Self> {
        from_cargo::target(target)?;
        let entry = Entry {
            name: "cargo-zigbuild",
            version: CARGO_ZIGBUILD,
            marker: "bin/cargo-zigbuild",
            estimate: "about a minute",
        };
        let venv = entry.install(|folder| install(folder, &entry))?;
        Ok(Self { venv })
    }

    /// The command, in this workspace.
    pub(crate) fn command(&self) -> Result<Command> {
        let inherited = env::var_os("PATH").unwrap_or_default();
        let folders = [self.venv.join("bin")];
        let path = env::join_paths(folders.into_iter().chain(env::split_paths(&inherited)));
        let mut cargo = workspace::cargo();
        cargo.arg("zigbuild").env("PATH", path.context("PATH")?);
        Ok(cargo)
    }

    /// The Python that it runs in.
    pub(crate) fn python(&self) -> PathBuf {
        self.venv.join("bin/python")
    }
}

/// Makes a virtual environment of what `xtask/tools/<name>.txt` locks.
fn install(folder: &Path, entry: &Entry<'_>) -> Result<()> {
    if find(&["python3"]).is_none() {
        bail!(
            "Python 3.11 or later is needed for this: install it with \
             `sudo apt-get install python3 python3-venv` on Debian and Ubuntu, or from \
             https://www.python.org."
        )
    }
    let mut venv = Command::new("python3");
    venv.args(["-m", "venv"]).arg(folder);
    process::run_quietly("python3 -m venv", venv)?;
    let requirements = format!("xtask/tools/{}.txt", entry.name);
    let mut pip = Command::new(folder.join("bin/python"));
    pip.args(["-m", "pip", "install", "--disable-pip-version-check"])
        .args([
            "--require-hashes",
            "--only-binary",
            ":all:",
            "--requirement",
        ])
        .arg(workspace::root().join(requirements));
    process::run_quietly("pip install", pip)
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
