//! How the compiler is asked for small code.
//!
//! A stable compiler brings its standard library compiled for speed, with the text and the place
//! of every panic. A release compiles the library again, for size and without them: a panic ends
//! the program either way, and no hook is there to show its message. That takes unstable options,
//! which `RUSTC_BOOTSTRAP` allows; they are safe to rely on as long as the compiler is pinned in
//! `rust-toolchain.toml`, and are to be checked whenever that changes. What they save is in
//! `docs/performance.md`. Without them (`trunk build --release`) the program is only larger.

use super::paths;

/// Cargo's separator between flags, so that a path may contain a space.
const SEPARATOR: &str = "\x1f";

const FLAGS: [&str; 6] = [
    // One type for every view: Leptos compiles what it does with them once instead of for each.
    "--cfg=erase_components",
    "-Zunstable-options",
    // A panic is one instruction.
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
    // `{:?}` writes nothing: no text of the program may depend on it.
    "-Zfmt-debug=none",
    // The linker would reserve 1 MiB. What calls itself deepest is a reader of JSON that somebody else
    // wrote, 32 levels at most (`json::DEPTH_LIMIT`).
    "-Clink-arg=-zstack-size=65536",
];

/// The environment variables for cargo.
pub(super) fn environment() -> [(&'static str, String); 4] {
    let flags = FLAGS.map(str::to_owned).into_iter();
    let flags: Vec<String> = flags.chain(paths::remapping_flags()).collect();
    [
        ("RUSTC_BOOTSTRAP", "1".to_owned()),
        ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort".to_owned()),
        (
            "CARGO_UNSTABLE_BUILD_STD_FEATURES",
            "optimize_for_size".to_owned(),
        ),
        ("CARGO_ENCODED_RUSTFLAGS", flags.join(SEPARATOR)),
    ]
}
