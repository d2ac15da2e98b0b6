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

/// Writes the integrity of the programs beside their names, where `src/boot.js` finds it: Trunk does not
/// know it when it writes these links.
pub(super) fn add_for_programs(dist: &Path) -> Result<()> {
    let mut page = Page::read(dist)?;
    for (name, file) in files(dist)? {
        if is_program(&name) {
            page.text = with_integrity(&page.text, &name, &integrity(&fs::read(file)?));
        }
    }
    page.write()
}

/// Whether a file is of a program, its glue included.
pub(super) fn is_program(name: &str) -> bool {
    name.ends_with(".js") || name.ends_with(".wasm")
}

/// `page` with this integrity wherever an element names the file and has none.
fn with_integrity(page: &str, name: &str, integrity: &str) -> String {
    if page.contains(integrity) {
        return page.to_owned();
    }
    let mut page = page.to_owned();
    for quote in ["", "\""] {
        let attribute = format!(" href={quote}/{name}{quote}");
        let with_integrity = format!("{attribute} integrity={quote}{integrity}{quote}");
        page = page.replace(&attribute, &with_integrity);
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
    fn a_program_gets_its_integrity_once() {
        let once = with_integrity(
            "<link href=/a.js id=a><link href=/b.js>",
            "a.js",
            "sha384-a",
        );
        assert_eq!(
            once,
            "<link href=/a.js integrity=sha384-a id=a><link href=/b.js>"
        );
        assert_eq!(with_integrity(&once, "a.js", "sha384-a"), once);
        assert_eq!(
            with_integrity("<link href=\"/a.js\">", "a.js", "sha384-a"),
            "<link href=\"/a.js\" integrity=\"sha384-a\">"
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
