//! Small scripts: Trunk's own minifier does not understand what wasm-bindgen writes today.

use std::{fs, path::Path, process::Command};

use anyhow::Result;
use local_site::files;

use super::sri::integrity;
use crate::tools;

/// Minifies the scripts in `dist`, and corrects the integrity values in `page`, which is returned.
pub(super) fn minify(dist: &Path, mut page: String) -> Result<String> {
    let terser = tools::terser()?;
    for (name, file) in files(dist)? {
        if name.ends_with(".js") {
            let before = integrity(&fs::read(&file)?);
            minify_file(&terser, &file)?;
            page = page.replace(&before, &integrity(&fs::read(&file)?));
        }
    }
    Ok(page)
}

fn minify_file(terser: &Path, file: &Path) -> Result<()> {
    let options = "--module --mangle --compress ecma=2020 --output";
    let mut command = Command::new(terser);
    command.arg(file).args(options.split_whitespace()).arg(file);
    child_process::run_quietly("terser", &mut command)
}
