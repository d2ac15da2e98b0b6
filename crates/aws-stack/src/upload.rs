//! Which files go up, in which order and with which headers.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use local_site::{files, hash_in};

/// The configuration's name in the bucket.
const CONFIG: &str = "config.json";
const INDEX: &str = "index.html";

/// A file to be in the bucket.
#[derive(Debug, Eq, PartialEq)]
pub struct Upload {
    /// Its name there, with `/`.
    pub key: String,
    /// Where it is on this machine.
    pub file: PathBuf,
}

impl Upload {
    /// All files of a build and the configuration, in the order that never shows a page whose
    /// files are not there yet.
    ///
    /// # Errors
    /// Where `dist` holds no build, or a configuration of its own.
    pub fn all(dist: &Path, config: &Path) -> Result<Vec<Self>> {
        let folder = dist.display();
        let files = files(dist).with_context(|| folder.to_string())?;
        let mut uploads: Vec<Self> = files
            .into_iter()
            .map(|(key, file)| Self { key, file })
            .collect();
        if uploads.iter().any(|upload| upload.key == CONFIG) {
            bail!(
                "{folder} holds a config.json, which belongs to one environment alone: remove it, or \
                 build again."
            )
        }
        if !uploads.iter().any(|upload| upload.key == INDEX) {
            bail!("There is no build in {folder}: it has no index.html.")
        }
        uploads.push(Self {
            key: CONFIG.to_owned(),
            file: config.to_owned(),
        });
        // Stable: files of one rank stay in the order of their names.
        uploads.sort_by_key(Self::rank);
        Ok(uploads)
    }

    fn rank(&self) -> u8 {
        match self.key.as_str() {
            INDEX => 3,
            CONFIG => 2,
            _ if hash_in(&self.key).is_none() => 1,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::{TempDir, tempdir};

    use super::*;

    /// A build of these files.
    fn dist(names: &[&str]) -> TempDir {
        let dist = tempdir().unwrap();
        fs::create_dir(dist.path().join("fonts")).unwrap();
        for name in names {
            fs::write(dist.path().join(name), "").unwrap();
        }
        dist
    }

    #[test]
    fn the_page_comes_last_and_the_files_that_it_names_first() {
        let names = [
            "index.html",
            "robots.txt",
            "fonts/a-0123456789abcdef.woff2",
            "app-0123456789abcdef.wasm",
        ];
        let dist = dist(&names);
        let uploads = Upload::all(dist.path(), Path::new("elsewhere/config.json")).unwrap();
        let keys: Vec<&str> = uploads.iter().map(|upload| upload.key.as_str()).collect();
        assert_eq!(
            keys,
            [
                "app-0123456789abcdef.wasm",
                "fonts/a-0123456789abcdef.woff2",
                "robots.txt",
                "config.json",
                "index.html"
            ]
        );
    }

    #[test]
    fn a_build_with_a_configuration_in_it_or_without_a_page_is_refused() {
        for names in [["index.html", "config.json"], ["a.js", "b.js"]] {
            let dist = dist(&names);
            let refused = Upload::all(dist.path(), Path::new("config.json"));
            assert!(refused.is_err(), "{names:?}");
        }
    }
}
