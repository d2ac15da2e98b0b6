//! Trunk's release build, which works as it is, and the steps that make it smaller and check it.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};
use local_site::files;

use super::{compiler, content_hash, csp_check, landing, parts, paths, scripts, sri};
use crate::{tools, workspace};

/// Builds `dist/` from scratch, ready to upload.
pub(crate) fn build() -> Result<()> {
    // The tools first: without them the last build is better than none.
    let mut trunk = tools::trunk_for_release("build")?;
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
    child_process::run("trunk build", &mut trunk)?;
    let index = dist.join("index.html");
    let page = fs::read_to_string(&index).context("dist/index.html")?;
    let page = landing::write(&page)?;
    let page = scripts::minify(&dist, page)?;
    let page = content_hash::rename(&dist, page)?;
    let page = parts::cut(&dist, &page)?;
    let page = sri::add_for_programs(&dist, page)?;
    fs::write(index, &page)?;
    check(&dist, &page)
}

fn check(dist: &Path, page: &str) -> Result<()> {
    if dist.join("config.json").exists() {
        bail!("dist/ holds a config.json, which belongs to one environment alone")
    }
    let folders = paths::of_this_machine();
    for (name, file) in files(dist)? {
        let content = fs::read(&file)?;
        if name.ends_with(".html") {
            let refused = csp_check::refused_by_policy(str::from_utf8(&content)?);
            if !refused.is_empty() {
                bail!(
                    "{} holds what the content security policy refuses: {}",
                    file.display(),
                    refused.join(", ")
                )
            }
        }
        sri::check(page, &name, &content)?;
        paths::check_absent(&folders, &file, &content)?;
    }
    Ok(())
}
