//! The app's WebAssembly in two parts.
//!
//! The landing page fetches the app ahead (`src/boot.js`). A visitor who presses "Log in" before all of it is there
//! breaks the download off, unless the browser keeps the page, and browsers keep no half of a file; a part that has come
//! is kept.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use super::{content_hash, paths};

/// The first part is a third: a slow phone has that when a visitor in a hurry leaves.
const FIRST: usize = 3;

/// The link to the app's WebAssembly, as `Trunk.toml` names it.
const ID: &str = "id=app-wasm";

/// Puts the parts in the place of that file in `dist`, and links to them into `page`, which is returned.
pub(super) fn cut(dist: &Path, page: &str) -> Result<String> {
    let (before, link, after) = link_in(page).context("dist/index.html has no link to the app")?;
    let name = href_of(link).context("the link to the app names no file")?;
    let file = dist.join(name);
    let content = fs::read(&file).with_context(|| file.display().to_string())?;
    // Here, because the cut could go through the name of a folder.
    paths::check_absent(&paths::of_this_machine(), &file, &content)?;
    fs::remove_file(&file)?;
    let mut page = before.to_owned();
    let (first, rest) = content.split_at(content.len() / FIRST);
    for (number, part) in [first, rest].into_iter().enumerate() {
        let name_of_part = content_hash::named(name, part);
        fs::write(dist.join(&name_of_part), part)?;
        let link = link.replace(name, &name_of_part);
        page += &link.replace(ID, &format!("{ID}-{number}"));
    }
    Ok(page + after)
}

/// The text before the link, the link, and the text after it.
fn link_in(page: &str) -> Option<(&str, &str, &str)> {
    let start = page.get(..page.find(ID)?)?.rfind('<')?;
    let (before, rest) = page.split_at_checked(start)?;
    let (link, after) = rest.split_at_checked(rest.find('>')? + 1)?;
    Some((before, link, after))
}

fn href_of(link: &str) -> Option<&str> {
    let (_, rest) = link.split_once("href=/")?;
    rest.split_once([' ', '>']).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WASM: &[u8] = b"\0asm\x01\0\0\0";

    #[test]
    fn the_parts_are_the_file_in_the_order_of_their_links() {
        let folder = tempfile::tempdir().unwrap();
        let dist = folder.path();
        let name = "app-0123456789abcdef_bg.wasm";
        fs::write(dist.join(name), WASM).unwrap();
        let page = format!("<p><link href=/{name} id=app-wasm rel=program><b>");
        let page = cut(dist, &page).unwrap();
        let links: Vec<&str> = page.split_inclusive('>').collect();
        let [_, links @ .., _] = links.as_slice() else {
            panic!("{page}")
        };
        assert_eq!(links.len(), 2);
        let part = |link: &&str| fs::read(dist.join(href_of(link).unwrap())).unwrap();
        let whole: Vec<u8> = links.iter().flat_map(part).collect();
        assert_eq!(whole, WASM);
        assert!(links[1].ends_with("_bg.wasm id=app-wasm-1 rel=program>"));
        assert!(!dist.join(name).exists());
    }

    #[test]
    fn a_page_without_the_link_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(cut(folder.path(), "<link id=login-wasm>").is_err());
    }
}
