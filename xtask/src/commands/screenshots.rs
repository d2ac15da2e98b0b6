//! `cargo xtask screenshots`: what every state of the app looks like.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

use crate::{release, tools, workspace};

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
    release::build()?;
    let chromium = tools::chromium()?;
    let mut pictures = workspace::cargo("run --quiet --package end-to-end --bin screenshots --");
    pictures
        .arg(folder)
        .envs(chromium)
        .env("DIST", workspace::dist());
    if options.readme {
        pictures.arg(workspace::root().join("docs"));
    }
    child_process::run("screenshots", &mut pictures)
}
