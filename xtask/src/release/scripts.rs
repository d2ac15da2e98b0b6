//! Small scripts: Trunk's own minifier does not understand what wasm-bindgen writes today.

use std::{fs, path::Path, process::Command};

use anyhow::Result;

use super::sri::Page;
use crate::{process, tools};

/// Minifies the scripts in `dist`, and corrects the integrity values in `index.html`.
pub(super) fn minify(dist: &Path) -> Result<()> {
    let terser = tools::terser()?;
    let mut page = Page::read(dist)?;
    for entry in fs::read_dir(dist)? {
        let file = entry?.path();
        if file.extension().is_some_and(|ending| ending == "js") {
            let before = fs::read(&file)?;
            minify_file(&terser, &file)?;
            page.replace_integrity(&before, &fs::read(&file)?);
        }
    }
    page.write()
}

fn minify_file(terser: &Path, file: &Path) -> Result<()> {
    let mut command = Command::new(terser);
    command
        .arg(file)
        .args([
            "--module",
            "--mangle",
            "--compress",
            "ecma=2020",
            "--output",
        ])
        .arg(file);
    process::run_quietly("terser", command)
}
