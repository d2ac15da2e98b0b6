//! Names that say what is in the files.
//!
//! Trunk hashes the wasm before it is optimised, and does not name the start script at all. A file
//! that is cached for a year needs a name from the bytes that are really served.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// The endings of the files that browsers are told to keep.
const HASHED: [&str; 4] = ["css", "js", "svg", "wasm"];

/// Renames these files in `dist` to `<stem>-<first 16 digits of their SHA-256>.<ending>`, here and
/// in `index.html`, which is the only one that names another.
pub(super) fn rename_by_content(dist: &Path) -> Result<()> {
    let index = dist.join("index.html");
    let mut page = fs::read_to_string(&index).context("dist/index.html")?;
    for entry in fs::read_dir(dist)? {
        let file = entry?.path();
        let Some(old) = file.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        let hash = format!("{:x}", Sha256::digest(fs::read(&file)?));
        if let Some(new) = hashed_name(old, &hash) {
            page = page.replace(old, &new);
            fs::rename(&file, dist.join(new))?;
        }
    }
    Ok(fs::write(index, page)?)
}

/// The new name, if this is a file to be named by its content.
fn hashed_name(old: &str, hash: &str) -> Option<String> {
    let (stem, ending) = old.rsplit_once('.')?;
    let hash = hash.get(..16)?;
    HASHED
        .contains(&ending)
        .then(|| format!("{}-{hash}.{ending}", without_hash(stem)))
}

/// The stem without the hash of Trunk, which writes up to 16 digits and no leading zeros.
fn without_hash(stem: &str) -> &str {
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    match stem.rsplit_once('-') {
        Some((name, hash))
            if (9..=16).contains(&hash.len())
                && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) =>
        {
            name
        }
        _ => stem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn the_hash_of_the_content_replaces_that_of_trunk() {
        for (old, new) in [
            ("boot.js", "boot-0123456789abcdef.js"),
            ("app-fedcba9876543210.js", "app-0123456789abcdef.js"),
            ("app-fedcba987654321_bg.wasm", "app-0123456789abcdef.wasm"),
            ("my-app.css", "my-app-0123456789abcdef.css"),
        ] {
            assert_eq!(hashed_name(old, HASH).as_deref(), Some(new));
        }
    }

    #[test]
    fn pages_and_well_known_names_keep_theirs() {
        for name in ["index.html", "robots.txt", "LICENSE"] {
            assert_eq!(hashed_name(name, HASH), None);
        }
    }
}
