//! `cargo xtask screenshots`: what every state of the app looks like.

use std::{fs, io, path::PathBuf, time::SystemTime};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::{process, tools, workspace};

/// What a build is made from.
const SOURCES: [&str; 7] = [
    "Cargo.lock",
    "Trunk.toml",
    "index.html",
    "crates/cognito-spa/src",
    "crates/leptos-cognito/src",
    "src",
    "style",
];

#[derive(Args, Debug)]
pub(super) struct Options {
    /// Where the pictures go; without it, into target/screenshots
    folder: Option<PathBuf>,
    /// Replaces the README's pictures as well
    #[arg(long)]
    readme: bool,
}

/// Looks at the build in `dist/`.
pub(super) fn screenshots(options: &Options) -> Result<()> {
    let folder = match &options.folder {
        Some(folder) => std::path::absolute(folder).context("the folder")?,
        None => workspace::root().join("target/screenshots"),
    };
    check_build()?;
    let chromium = tools::chromium()?;
    let mut pictures = workspace::cargo("run --quiet --package end-to-end --bin screenshots --");
    pictures
        .arg(folder)
        .envs(chromium)
        .env("DIST", workspace::dist());
    if options.readme {
        pictures.arg(workspace::root().join("docs"));
    }
    process::run("screenshots", &mut pictures)
}

/// Pictures of another version than the one at hand would mislead.
fn check_build() -> Result<()> {
    let built = changed(&workspace::finished_dist()?.join("index.html"))?;
    for source in sources().context("the sources")? {
        if changed(&source)? > built {
            let name = source.strip_prefix(workspace::root()).unwrap_or(&source);
            bail!(
                "dist/ is older than {}: run `cargo xtask build` first.",
                name.display()
            )
        }
    }
    Ok(())
}

fn sources() -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for name in SOURCES {
        let path = workspace::root().join(name);
        if path.is_dir() {
            files.extend(local_site::files(&path)?.into_iter().map(|(_, file)| file));
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

fn changed(file: &PathBuf) -> Result<SystemTime> {
    fs::metadata(file)
        .and_then(|metadata| metadata.modified())
        .with_context(|| file.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_a_build_is_made_from_is_there() {
        let sources = sources().unwrap();
        assert!(sources.len() > SOURCES.len());
        assert!(sources.iter().all(|file| changed(file).is_ok()));
    }
}
