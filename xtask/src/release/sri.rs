//! The page, which names the hash of the program and of its script.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha384};

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

    /// Gives `file` the content `after` in place of `before`, which the page may know by its hash.
    pub(super) fn replace(&mut self, file: &Path, before: &[u8], after: &[u8]) -> Result<()> {
        self.text = self.text.replace(&integrity(before), &integrity(after));
        Ok(fs::write(file, after)?)
    }

    pub(super) fn write(self) -> Result<()> {
        Ok(fs::write(self.file, self.text)?)
    }
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
}
