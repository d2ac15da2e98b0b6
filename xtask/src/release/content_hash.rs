//! Names with the hash of what is in the files.
//!
//! Trunk names the app's wasm and its glue by what the compiler wrote, and gives the landing page's program
//! no hash at all. With other options of wasm-opt or terser the same name would stand for another content,
//! and a browser that has kept the old one would refuse it: its integrity is no longer that of the page.

use std::{fs, path::Path};

use anyhow::Result;
use local_site::{files, hash_in};
use sha2::{Digest, Sha256};

use super::sri::is_program;

/// How much of the SHA-256 is in a name, in hexadecimal digits.
const DIGITS: usize = 16;

/// Puts the hash of its content into the name of each file in `dist` that is of a program or has a hash
/// in its name already, there and in `page`, which is returned.
pub(super) fn rename(dist: &Path, mut page: String) -> Result<String> {
    for (name, file) in files(dist)? {
        if let Some(new) = with_hash(&name, &content_hash(&fs::read(&file)?)) {
            page = page.replace(&name, &new);
            fs::rename(file, dist.join(new))?;
        }
    }
    Ok(page)
}

/// `name` with the hash of `content` in the place of the one that it has.
pub(super) fn named(name: &str, content: &[u8]) -> String {
    with_hash(name, &content_hash(content)).unwrap_or_else(|| name.to_owned())
}

/// `name` with this hash; nothing for a file that keeps its name.
fn with_hash(name: &str, hash: &str) -> Option<String> {
    if let Some(old) = hash_in(name) {
        return Some(name.replace(old, hash));
    }
    let (stem, ending) = name.split_once('.').filter(|_| is_program(name))?;
    Some(match stem.strip_suffix("_bg") {
        Some(stem) => format!("{stem}-{hash}_bg.{ending}"),
        None => format!("{stem}-{hash}.{ending}"),
    })
}

fn content_hash(content: &[u8]) -> String {
    let hash = format!("{:x}", Sha256::digest(content));
    format!("{hash:.DIGITS$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_without_a_hash_gets_one() {
        let named = |name| with_hash(name, "0123456789abcdef");
        assert_eq!(named("login.js").unwrap(), "login-0123456789abcdef.js");
        let wasm = named("login_bg.wasm").unwrap();
        assert_eq!(wasm, "login-0123456789abcdef_bg.wasm");
        assert_eq!(hash_in(&wasm), Some("0123456789abcdef"));
        assert_eq!(named("main.css"), None);
    }

    #[test]
    fn the_hash_of_the_content_is_in_the_name_and_in_the_page() {
        let dist = tempfile::tempdir().unwrap();
        let dist = dist.path();
        let page = "<script src=/boot-123456789.js></script><link href=/app-123456789_bg.wasm>";
        for (file, content) in [
            ("boot-123456789.js", "go()"),
            ("app-123456789_bg.wasm", ""),
            ("main.css", "p {}"),
        ] {
            fs::write(dist.join(file), content).unwrap();
        }
        let page = rename(dist, page.to_owned()).unwrap();
        let names: Vec<String> = files(dist).unwrap().into_iter().map(|(n, _)| n).collect();
        let [boot, wasm] = [content_hash(b"go()"), content_hash(b"")];
        assert_eq!(wasm, "e3b0c44298fc1c14");
        let boot = format!("boot-{boot}.js");
        let wasm = format!("app-{wasm}_bg.wasm");
        assert_eq!(names, [&wasm, &boot, "main.css"]);
        let expected = format!("<script src=/{boot}></script><link href=/{wasm}>");
        assert_eq!(page, expected);
    }
}
