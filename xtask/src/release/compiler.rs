//! How the compiler is asked for small code.
//!
//! A stable compiler brings its standard library compiled for speed, with the text and the place
//! of every panic. A release compiles the library again, for size and without them: a panic ends
//! the program either way, and no hook is there to show its message. That takes unstable options,
//! which `RUSTC_BOOTSTRAP` allows; they are safe to rely on as long as the compiler is pinned in
//! `rust-toolchain.toml`, and are to be checked whenever that changes. What they save is in
//! `docs/performance.md`. Without them (`trunk build --release`) the program is only larger.

use std::{env, path::PathBuf, sync::OnceLock};

use anyhow::{Context, Result};

use super::paths;

/// Cargo's separator between flags, so that a path may contain a space.
const SEPARATOR: &str = "\x1f";

const FLAGS: [&str; 4] = [
    "-Zunstable-options",
    // A panic is one instruction.
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
    // `{:?}` writes nothing: no text of the program may depend on it.
    "-Zfmt-debug=none",
];

/// Where this program is. Building the workspace puts a new one in its place, after which the
/// system no longer knows.
static THIS_PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Notes where this program is, before anything is built.
pub(crate) fn note_this_program() -> Result<()> {
    let path = env::current_exe().context("the path of this program")?;
    THIS_PROGRAM.get_or_init(|| path);
    Ok(())
}

/// The environment variables for cargo.
pub(super) fn environment() -> Result<[(&'static str, String); 5]> {
    let this_program = THIS_PROGRAM.get().and_then(|path| path.to_str());
    let this_program = this_program.context("the path of this program as text")?;
    let flags = FLAGS.map(str::to_owned).into_iter();
    let flags: Vec<String> = flags.chain(paths::remapping_flags()).collect();
    Ok([
        ("RUSTC_BOOTSTRAP", "1".to_owned()),
        ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort".to_owned()),
        (
            "CARGO_UNSTABLE_BUILD_STD_FEATURES",
            "optimize_for_size".to_owned(),
        ),
        ("CARGO_ENCODED_RUSTFLAGS", flags.join(SEPARATOR)),
        (
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER",
            this_program.to_owned(),
        ),
    ])
}
