//! What a visitor downloads, against what it may be.

use std::{fmt, fs, path::Path};

use anyhow::{Result, bail};
use xtask::{files, hash_in};

/// The most that the app's own files may take, in bytes with brotli at its best: what has been reached,
/// and a little more.
const BUDGET: usize = 192_000;

/// What they are to take.
const GOAL: usize = 150_000;

/// What each file took when the budget was set, so that what has grown can be named.
const MEASURED: [(&str, usize); 7] = [
    ("boot.js", 457),
    ("icon.svg", 186),
    ("index.html", 1_162),
    ("leptos-cognito-app.js", 6_662),
    ("leptos-cognito-app_bg.wasm", 178_589),
    ("main.css", 1_860),
    ("manifest.webmanifest", 153),
];

/// The files of a build that the app does not load: a page of its own, for who follows a link, and
/// the copies that it and the manifest name.
const APART: [&str; 3] = ["guide.html", "icon.svg", "main.css"];

const BEST_QUALITY: i32 = 11;
const WINDOW_BITS: i32 = 22;

/// The files of a build.
pub(crate) struct Sizes(Vec<FileSize>);

/// The bytes of a file as they are and compressed.
struct FileSize {
    name: String,
    plain: usize,
    compressed: usize,
}

/// Compresses each file of `dist`.
pub(crate) fn measure(dist: &Path) -> Result<Sizes> {
    let mut sizes = Vec::new();
    for (name, path) in files(dist)? {
        let bytes = fs::read(path)?;
        sizes.push(FileSize {
            name,
            plain: bytes.len(),
            compressed: brotli_size(&bytes)?,
        });
    }
    sizes.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Sizes(sizes))
}

impl Sizes {
    /// Fails if the build is larger than its budget, and names the files that have grown.
    pub(crate) fn check_budget(&self) -> Result<()> {
        let total = self.total();
        if total > BUDGET {
            bail!(
                "dist/ takes {total} bytes, its budget is {BUDGET}. What has grown since the budget was set:\n{}",
                self.grown().join("\n")
            )
        }
        Ok(())
    }

    /// What of the budget is used.
    pub(crate) fn beside_budget(&self) -> String {
        let total = self.total();
        format!("{total} of {BUDGET} bytes are used; {GOAL} are the goal")
    }

    fn total(&self) -> usize {
        self.loaded().map(|file| file.compressed).sum()
    }

    fn loaded(&self) -> impl Iterator<Item = &FileSize> {
        self.0.iter().filter(|file| !file.is_apart())
    }

    /// The files that are larger than they were, the one that has grown most first.
    fn grown(&self) -> Vec<String> {
        let mut grown: Vec<(usize, String)> = self
            .loaded()
            .filter_map(|file| {
                let name = file.name_without_hash();
                let known = MEASURED.iter().find(|(known, _)| *known == name);
                let before = known.map_or(0, |(_, size)| *size);
                let growth = file.compressed.checked_sub(before)?;
                let line = format!("{name}: {before} to {} bytes", file.compressed);
                (growth > 0).then_some((growth, line))
            })
            .collect();
        grown.sort_by(|a, b| b.cmp(a));
        grown.into_iter().map(|(_, line)| line).collect()
    }
}

impl FileSize {
    fn is_apart(&self) -> bool {
        APART.contains(&self.name.as_str())
    }

    fn name_without_hash(&self) -> String {
        match hash_in(&self.name) {
            Some(hash) => self.name.replace(&format!("-{hash}"), ""),
            None => self.name.clone(),
        }
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.0.iter().map(|file| file.name.len()).max();
        let width = width.unwrap_or_default().max("total".len());
        writeln!(
            formatter,
            "{:width$} {:>9} {:>9}",
            "file", "bytes", "brotli"
        )?;
        for file in &self.0 {
            let note = if file.is_apart() {
                "  not loaded with the app"
            } else {
                ""
            };
            let FileSize {
                name,
                plain,
                compressed,
            } = file;
            writeln!(formatter, "{name:width$} {plain:>9} {compressed:>9}{note}")?;
        }
        let plain: usize = self.loaded().map(|file| file.plain).sum();
        write!(
            formatter,
            "{:width$} {plain:>9} {:>9}",
            "total",
            self.total()
        )
    }
}

fn brotli_size(bytes: &[u8]) -> Result<usize> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: BEST_QUALITY,
        lgwin: WINDOW_BITS,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &params)?;
    Ok(compressed.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(files: &[(&str, usize)]) -> Sizes {
        let file = |(name, compressed): &(&str, usize)| FileSize {
            name: (*name).to_owned(),
            plain: 1_000_000,
            compressed: *compressed,
        };
        Sizes(files.iter().map(file).collect())
    }

    #[test]
    fn the_budget_is_for_compressed_bytes_of_what_the_app_loads() {
        for name in APART {
            let files = [("index.html", 1), ("a.js", BUDGET - 1), (name, BUDGET)];
            assert!(sizes(&files).check_budget().is_ok());
        }
        let files = [("index.html", 1), ("a.js", BUDGET)];
        assert!(sizes(&files).check_budget().is_err());
    }

    #[test]
    fn a_build_that_is_too_large_names_what_has_grown() {
        let wasm = "leptos-cognito-app-0123456789abcdef_bg.wasm";
        let files = [("index.html", 1), ("new.js", 10), (wasm, BUDGET)];
        let error = sizes(&files).check_budget().unwrap_err().to_string();
        let lines: Vec<&str> = error.lines().skip(1).collect();
        assert_eq!(lines.len(), 2, "{error}");
        assert!(lines[0].starts_with("leptos-cognito-app_bg.wasm: "));
        assert!(
            lines[0].ends_with(&format!(" to {BUDGET} bytes")),
            "{error}"
        );
        assert_eq!(lines[1], "new.js: 0 to 10 bytes");
    }

    #[test]
    fn repetition_compresses() {
        assert!(brotli_size(&[b'a'; 10_000]).unwrap() < 100);
    }
}
