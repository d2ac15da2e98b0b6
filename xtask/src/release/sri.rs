//! Subresource integrity: the hashes in `index.html` of the files that it loads.

use std::{fs, path::Path};

use anyhow::{Result, bail};
use base64::{Engine, prelude::BASE64_STANDARD};
use local_site::{files, hash_in};
use sha2::{Digest, Sha384};

/// Writes the integrity of the programs beside their names, where `src/boot.js` finds it: Trunk does not
/// know it when it writes these links.
pub(super) fn add_for_programs(dist: &Path, mut page: String) -> Result<String> {
    for (name, file) in files(dist)? {
        if is_program(&name) {
            page = with_integrity(page, &name, &integrity(&fs::read(file)?));
        }
    }
    Ok(page)
}

/// Whether a file is of a program, its glue included.
pub(super) fn is_program(name: &str) -> bool {
    name.ends_with(".js") || name.ends_with(".wasm")
}

/// `page` with this integrity wherever an element names the file and has none.
fn with_integrity(page: String, name: &str, integrity: &str) -> String {
    if page.contains(integrity) {
        return page;
    }
    let attribute = format!(" href=/{name}");
    page.replace(&attribute, &format!("{attribute} integrity={integrity}"))
}

/// Fails unless `page` names this file with its integrity, if it is one that browsers are told to keep.
pub(super) fn check(page: &str, name: &str, content: &[u8]) -> Result<()> {
    if hash_in(name).is_some() && !(page.contains(name) && page.contains(&integrity(content))) {
        bail!("dist/index.html does not name {name} with its integrity")
    }
    Ok(())
}

/// The value of an `integrity` attribute (Subresource Integrity §3.2), as Trunk computes it.
pub(super) fn integrity(bytes: &[u8]) -> String {
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
        let with_integrity = |page: &str| with_integrity(page.to_owned(), "a.js", "sha384-a");
        let once = with_integrity("<link href=/a.js id=a><link href=/b.js>");
        assert_eq!(
            once,
            "<link href=/a.js integrity=sha384-a id=a><link href=/b.js>"
        );
        assert_eq!(with_integrity(&once), once);
    }

    #[test]
    fn a_file_without_its_integrity_in_the_page_is_an_error() {
        let name = "a-123456789.js";
        let page = format!("<script src=/{name} integrity={}>", integrity(b"go()"));
        assert!(check(&page, name, b"go()").is_ok());
        assert!(check(&page, name, b"stop()").is_err());
        assert!(check("<p>", name, b"go()").is_err());
    }
}
