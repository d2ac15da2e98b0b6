//! Small scripts: Trunk's own minifier does not understand what wasm-bindgen writes today.

use std::{fs, path::Path, process::Command};

use anyhow::Result;

use super::sri::{Page, integrity};
use crate::{process, tools};

const COMPRESSION: &str = "ecma=2020,passes=3";

/// Minifies the scripts in `dist`, and corrects the integrity values in `index.html`.
pub(super) fn minify(dist: &Path) -> Result<()> {
    let terser = tools::terser()?;
    let mut page = Page::read(dist)?;
    for entry in fs::read_dir(dist)? {
        let file = entry?.path();
        match file.extension().and_then(|ending| ending.to_str()) {
            Some("js") => {
                let before = fs::read(&file)?;
                minify_file(&terser, &file)?;
                page.replace(&file, &before, &fs::read(&file)?)?;
            }
            Some("wasm") => page.text = set_aside(&page.text, &integrity(&fs::read(&file)?)),
            _ => {}
        }
    }
    page.write()
}

/// Chromium ignores the integrity of a preload that is to be fetched, and warns of it in the
/// console; `data-integrity` keeps the value for the start script, whose fetch is checked.
fn set_aside(page: &str, integrity: &str) -> String {
    let mut page = page.to_owned();
    for quote in ["", "\""] {
        let attribute = format!(" integrity={quote}{integrity}");
        page = page.replace(&attribute, &format!(" data-{}", attribute.trim_start()));
    }
    page
}

fn minify_file(terser: &Path, file: &Path) -> Result<()> {
    let mut command = Command::new(terser);
    command
        .arg(file)
        .args([
            "--module",
            "--mangle",
            "--compress",
            COMPRESSION,
            "--output",
        ])
        .arg(file);
    process::run_quietly("terser", command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_preload_of_the_wasm_gives_up_its_integrity() {
        let page = "<link href=/a.wasm integrity=sha384-a><link href=/b.js integrity=sha384-b>";
        assert_eq!(
            set_aside(page, "sha384-a"),
            "<link href=/a.wasm data-integrity=sha384-a><link href=/b.js integrity=sha384-b>"
        );
        assert_eq!(
            set_aside("<link integrity=\"sha384-a\">", "sha384-a"),
            "<link data-integrity=\"sha384-a\">"
        );
    }
}
