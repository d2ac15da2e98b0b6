//! Small scripts: Trunk's own minifier does not understand what wasm-bindgen writes today.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha384};

use crate::{process, tools};

/// Minifies the scripts in `dist`, and corrects their integrity values in `index.html`.
pub(super) fn minify(dist: &Path) -> Result<()> {
    let terser = tools::terser()?;
    let index = dist.join("index.html");
    let mut page = fs::read_to_string(&index).context("dist/index.html")?;
    for entry in fs::read_dir(dist)? {
        let file = entry?.path();
        if file.extension().is_none_or(|ending| ending != "js") {
            continue;
        }
        let before = integrity(&fs::read(&file)?);
        minify_file(&terser, &file)?;
        page = page.replace(&before, &integrity(&fs::read(&file)?));
    }
    Ok(fs::write(index, page)?)
}

fn minify_file(terser: &Path, file: &Path) -> Result<()> {
    let mut command = Command::new(terser);
    command
        .arg(file)
        .args(["--module", "--compress", "--mangle", "--output"])
        .arg(file);
    process::run_quietly("terser", command)
}

/// The value of an `integrity` attribute (Subresource Integrity §3.2), as Trunk computes it.
fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_integrity_is_that_of_the_specifications_example() {
        assert_eq!(
            integrity(b"alert('Hello, world.');"),
            "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO"
        );
    }
}
