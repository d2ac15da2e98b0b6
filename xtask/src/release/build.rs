//! Trunk's release build, which works as it is, and the steps that make it smaller and check it.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use super::{compiler, content_hash, csp_check, landing, paths, scripts, sri};
use crate::{process, tools, workspace};

/// Builds `dist/` from scratch, ready to upload.
pub(crate) fn build() -> Result<()> {
    // The tools first: without them the last build is better than none.
    let mut trunk = tools::prepare_release()?.command("build");
    let dist = workspace::dist();
    if dist.exists() {
        fs::remove_dir_all(&dist).context("dist/ cannot be emptied")?;
    }
    trunk
        .arg("--release")
        .arg("--dist")
        .arg(&dist)
        // It warns that it cannot minify the glue, which `scripts` does.
        .args(["--log", "error"])
        .envs(compiler::environment());
    process::run("trunk build", &mut trunk)?;
    landing::write(&dist)?;
    scripts::minify(&dist)?;
    content_hash::rename(&dist)?;
    sri::add_for_programs(&dist)?;
    check(&dist)
}

fn check(dist: &Path) -> Result<()> {
    if dist.join("config.json").exists() {
        bail!("dist/ holds a config.json, which belongs to one environment alone")
    }
    for entry in fs::read_dir(dist)? {
        let file = entry?.path();
        if file.extension().is_some_and(|ending| ending == "html") {
            let refused = csp_check::refused_by_policy(&fs::read_to_string(&file)?);
            if !refused.is_empty() {
                bail!(
                    "{} holds what the content security policy refuses: {}",
                    file.display(),
                    refused.join(", ")
                )
            }
        }
    }
    sri::check(dist)?;
    paths::check_absent(dist)
}
