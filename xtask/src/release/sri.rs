//! Subresource integrity: the hashes in `index.html` of the files that it loads.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha384};
use xtask::{files, hash_in};

/// `index.html`, while the files that it names still change.
pub(super) struct Page {
    file: PathBuf,
    pub(super) text: String,
}

impl Page {
    pub(super) fn read(dist: &Path) -> Result<Self> {
        let file = dist.join("index.html");
        let text = fs::read_to_string(&file).context("dist/index.html")?;
        Ok(Self { file, text })
    }

    /// Follows a file that had the content `before` and has `after` now.
    pub(super) fn replace_integrity(&mut self, before: &[u8], after: &[u8]) {
        self.text = self.text.replace(&integrity(before), &integrity(after));
    }

    pub(super) fn write(self) -> Result<()> {
        Ok(fs::write(self.file, self.text)?)
    }
}

/// Keeps the hash of the wasm in `data-integrity`, where `src/boot.js` finds it for its fetch.
///
/// Chromium does not check the integrity of a preload that is to be fetched, and warns of it in the
/// console (crbug.com/981419).
pub(super) fn set_aside_for_wasm(dist: &Path) -> Result<()> {
    let mut page = Page::read(dist)?;
    for entry in fs::read_dir(dist)? {
        let file = entry?.path();
        if file.extension().is_some_and(|ending| ending == "wasm") {
            page.text = set_aside(&page.text, &integrity(&fs::read(&file)?));
        }
    }
    page.write()
}

fn set_aside(page: &str, integrity: &str) -> String {
    let mut page = page.to_owned();
    for quote in ["", "\""] {
        let attribute = format!("integrity={quote}{integrity}");
        page = page.replace(&format!(" {attribute}"), &format!(" data-{attribute}"));
    }
    page
}

/// Fails unless `index.html` names each file that browsers are told to keep, with its integrity.
pub(super) fn check(dist: &Path) -> Result<()> {
    let page = Page::read(dist)?.text;
    for (name, file) in files(dist)? {
        if hash_in(&name).is_some()
            && !(page.contains(&name) && page.contains(&integrity(&fs::read(&file)?)))
        {
            bail!("dist/index.html does not name {name} with its integrity")
        }
    }
    Ok(())
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

    #[test]
    fn a_file_without_its_integrity_in_the_page_is_an_error() {
        let name = format!("xtask-sri-{}", std::process::id());
        let dist = std::env::temp_dir().join(name);
        fs::create_dir_all(&dist).unwrap();
        fs::write(dist.join("a-123456789.js"), "go()").unwrap();
        let page = |integrity| format!("<script src=/a-123456789.js integrity={integrity}>");
        for (content, is_named) in [("go()", true), ("stop()", false)] {
            let page = page(integrity(content.as_bytes()));
            fs::write(dist.join("index.html"), page).unwrap();
            assert_eq!(check(&dist).is_ok(), is_named, "{content}");
        }
        fs::remove_dir_all(dist).unwrap();
    }
}
