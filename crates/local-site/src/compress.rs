//! What is sent in brotli.

use std::{fs, io, path::Path};

use tempfile::TempDir;

use crate::files::files;

/// CloudFront compresses from this size on.
const COMPRESS_FROM: usize = 1000;
/// The quality of brotli that a server would use while it answers.
const QUICK: i32 = 5;
/// The best one, which makes sizes comparable.
pub const BEST_QUALITY: i32 = 11;

/// The files below `dist` as they are now, with a compressed one beside each that is worth it.
///
/// # Errors
/// If they cannot be read or copied.
pub fn compressed_copy(dist: &Path) -> io::Result<TempDir> {
    compressed(dist, QUICK)
}

/// As `compressed_copy`, with another quality.
pub(crate) fn compressed(dist: &Path, quality: i32) -> io::Result<TempDir> {
    let copy = TempDir::new()?;
    for (name, path) in files(dist)? {
        let file = copy.path().join(&name);
        fs::create_dir_all(file.parent().unwrap_or(copy.path()))?;
        let plain = fs::read(path)?;
        if plain.len() >= COMPRESS_FROM {
            fs::write(
                copy.path().join(format!("{name}.br")),
                brotli(&plain, quality)?,
            )?;
        }
        fs::write(file, plain)?;
    }
    Ok(copy)
}

/// `plain`, compressed with brotli.
///
/// # Errors
/// If the encoder fails.
pub fn brotli(plain: &[u8], quality: i32) -> io::Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality,
        size_hint: plain.len(),
        ..Default::default()
    };
    let mut output = Vec::new();
    brotli::BrotliCompress(&mut &*plain, &mut output, &params)?;
    Ok(output)
}
