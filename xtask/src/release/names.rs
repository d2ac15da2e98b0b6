//! Names that say what is in the files.
//!
//! Trunk hashes the wasm before it is optimised, and does not name the start script at all. A file
//! that is cached for a year needs a name from the bytes that are really served.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use xtask::files;

use super::integrity::integrity;

/// The endings of the files that browsers are told to keep.
const HASHED: [&str; 4] = ["css", "js", "svg", "wasm"];

const INDEX: &str = "index.html";

/// What Trunk copies as it is, so that it names other files as they are named in the sources.
const COPIED: [&str; 2] = ["guide.html", "manifest.webmanifest"];

/// A file with its new name.
struct Renamed {
    plain: String,
    new: String,
    integrity: String,
}

/// Renames these files in `dist` to `<stem>-<first 16 digits of their SHA-256>.<ending>`, here and
/// in what names them. A second copy under the plain name, which only `trunk serve` needs, goes.
pub(super) fn rename_by_content(dist: &Path) -> Result<()> {
    let names: Vec<String> = files(dist)?.into_iter().map(|(name, _)| name).collect();
    let mut index = read(dist, INDEX)?;
    let mut all_renamed = Vec::new();
    for old in &names {
        let Some(plain) = plain_name(old) else {
            continue;
        };
        let file = dist.join(old);
        let is_of_same = |other: &String| plain_name(other).as_ref() == Some(&plain);
        if *old == plain && names.iter().filter(|other| is_of_same(other)).count() > 1 {
            fs::remove_file(file)?;
            continue;
        }
        let renamed = Renamed::new(plain, &fs::read(&file)?);
        index = index.replace(old, &renamed.new);
        fs::rename(&file, dist.join(&renamed.new))?;
        all_renamed.push(renamed);
    }
    fs::write(dist.join(INDEX), index)?;
    for page in COPIED {
        let text = read(dist, page)?;
        let text = all_renamed
            .iter()
            .fold(text, |text, file| file.linked_in(&text));
        fs::write(dist.join(page), text)?;
    }
    Ok(())
}

fn read(dist: &Path, name: &str) -> Result<String> {
    fs::read_to_string(dist.join(name)).with_context(|| format!("dist/{name}"))
}

impl Renamed {
    fn new(plain: String, content: &[u8]) -> Self {
        let hash = format!("{:x}", Sha256::digest(content));
        Self {
            new: hashed_name(&plain, &hash),
            integrity: integrity(content),
            plain,
        }
    }

    /// `text` with each quoted address of the plain name led to the new one, a stylesheet's with
    /// the integrity that browsers check.
    fn linked_in(&self, text: &str) -> String {
        let Self {
            plain,
            new,
            integrity,
        } = self;
        let mut link = format!("\"/{new}\"");
        if plain.ends_with(".css") {
            link = format!("{link} integrity=\"{integrity}\"");
        }
        text.replace(&format!("\"/{plain}\""), &link)
    }
}

/// The name without the hash of Trunk, if this is a file to be named by its content.
fn plain_name(name: &str) -> Option<String> {
    let (stem, ending) = name.rsplit_once('.')?;
    HASHED
        .contains(&ending)
        .then(|| format!("{}.{ending}", without_hash(stem)))
}

fn hashed_name(plain: &str, hash: &str) -> String {
    let (stem, ending) = plain.rsplit_once('.').unwrap_or((plain, ""));
    format!("{stem}-{hash:.16}.{ending}")
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

    #[test]
    fn the_hash_of_trunk_is_no_part_of_the_plain_name() {
        for (name, plain) in [
            ("boot.js", "boot.js"),
            ("app-fedcba9876543210.js", "app.js"),
            ("app-fedcba987654321_bg.wasm", "app.wasm"),
            ("my-app.css", "my-app.css"),
        ] {
            assert_eq!(plain_name(name).as_deref(), Some(plain));
        }
    }

    #[test]
    fn pages_and_well_known_names_keep_theirs() {
        for name in [
            "index.html",
            "robots.txt",
            "LICENSE",
            "manifest.webmanifest",
        ] {
            assert_eq!(plain_name(name), None);
        }
    }

    #[test]
    fn the_hash_of_the_content_is_in_each_name_and_in_all_that_names_it() {
        let name = format!("xtask-names-{}", std::process::id());
        let dist = std::env::temp_dir().join(name);
        fs::create_dir_all(&dist).unwrap();
        for (file, content) in [
            (
                INDEX,
                "<link href=/main-123456789.css><script src=/boot.js>",
            ),
            ("guide.html", r#"<link href="/main.css"><p>/main.css</p>"#),
            ("manifest.webmanifest", r#"{"src": "/icon.svg"}"#),
            ("main-123456789.css", "p{}"),
            ("main.css", "p { }"),
            ("icon-123456789.svg", "<svg/>"),
            ("icon.svg", "<svg/>"),
            ("boot.js", "go()"),
        ] {
            fs::write(dist.join(file), content).unwrap();
        }
        rename_by_content(&dist).unwrap();
        let new = |plain: &str, content: &str| Renamed::new(plain.to_owned(), content.as_bytes());
        let css = new("main.css", "p{}");
        let icon = new("icon.svg", "<svg/>").new;
        let boot = new("boot.js", "go()").new;
        let mut names: Vec<String> = files(&dist).unwrap().into_iter().map(|(n, _)| n).collect();
        names.sort();
        let manifest = "manifest.webmanifest";
        let expected = [&boot, "guide.html", &icon, INDEX, &css.new, manifest];
        assert_eq!(names, expected);
        let (sheet, integrity) = (css.new, css.integrity);
        for (page, text) in [
            (INDEX, format!("<link href=/{sheet}><script src=/{boot}>")),
            (
                "guide.html",
                format!(r#"<link href="/{sheet}" integrity="{integrity}"><p>/main.css</p>"#),
            ),
            (manifest, format!(r#"{{"src": "/{icon}"}}"#)),
        ] {
            assert_eq!(read(&dist, page).unwrap(), text);
        }
        fs::remove_dir_all(dist).unwrap();
    }
}
