//! What a visitor downloads, against what it may be.

use std::{fmt, fs, path::Path};

use anyhow::Result;
use xtask::files;

/// The most that a first visit may load with brotli at its best, in bytes: what a page with React
/// and Amplify takes for the same.
const BUDGET: usize = 93_407;

/// The one file of a build that the app does not load: a page of its own, for who follows a link.
const APART: &str = "guide.html";

const BEST_QUALITY: i32 = 11;
const WINDOW_BITS: i32 = 22;

/// The files of a build, each with its bytes as they are and compressed.
pub(crate) struct Sizes(Vec<(String, usize, usize)>);

/// Compresses each file of `dist`.
pub(crate) fn measure(dist: &Path) -> Result<Sizes> {
    let mut sizes = Vec::new();
    for (name, path) in files(dist)? {
        let bytes = fs::read(path)?;
        sizes.push((name, bytes.len(), brotli_size(&bytes)?));
    }
    sizes.sort();
    Ok(Sizes(sizes))
}

impl Sizes {
    /// Whether the build is small enough.
    pub(crate) fn within_budget(&self) -> bool {
        self.total() <= BUDGET
    }

    /// What the budget leaves, or lacks.
    pub(crate) fn beside_budget(&self) -> String {
        format!("{} of {BUDGET} bytes are used", self.total())
    }

    fn total(&self) -> usize {
        let loaded = self.0.iter().filter(|(name, ..)| name != APART);
        loaded.map(|(_, _, compressed)| compressed).sum()
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.0.iter().map(|(name, _, _)| name.len()).max();
        let width = width.unwrap_or_default().max("total".len());
        writeln!(
            formatter,
            "{:width$} {:>9} {:>9}",
            "file", "bytes", "brotli"
        )?;
        for (name, plain, compressed) in &self.0 {
            let note = if name == APART {
                "  not loaded with the app"
            } else {
                ""
            };
            writeln!(formatter, "{name:width$} {plain:>9} {compressed:>9}{note}")?;
        }
        let plain: usize = self.0.iter().map(|(_, plain, _)| plain).sum();
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

    #[test]
    fn the_budget_counts_compressed_bytes_of_what_is_loaded_and_allows_itself() {
        let sizes = |compressed| {
            Sizes(vec![
                ("a".into(), 1_000_000, 1),
                ("b".into(), 0, compressed),
                (APART.into(), 0, BUDGET),
            ])
        };
        assert!(sizes(BUDGET - 1).within_budget());
        assert!(!sizes(BUDGET).within_budget());
    }

    #[test]
    fn repetition_compresses() {
        assert!(brotli_size(&[b'a'; 10_000]).unwrap() < 100);
    }
}
