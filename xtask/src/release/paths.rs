//! Paths of the machine that builds, which must not be in what it builds.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};

use crate::{tools, workspace};

/// The compiler flags that shorten the paths in panic messages.
///
/// They count for the wasm alone: with `--target`, cargo keeps them from build scripts and macros.
pub(super) fn remapping_flags() -> Vec<String> {
    // The compiler takes the last prefix that matches: the more special ones come last.
    let mut flags = vec![remap(workspace::root(), ".")];
    if let Some(home) = cargo_home() {
        flags.push(remap(&home, "cargo"));
        let sources = fs::read_dir(home.join("registry/src"));
        for source in sources.into_iter().flatten().flatten() {
            flags.push(remap(&source.path(), "crates"));
        }
    }
    if let Some(sysroot) = tools::sysroot() {
        flags.push(remap(&sysroot.join(tools::RUST_SOURCES), "rust"));
    }
    flags
}

fn remap(from: &Path, to: &str) -> String {
    format!("--remap-path-prefix={}={to}", from.display())
}

fn cargo_home() -> Option<PathBuf> {
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(env::home_dir()?.join(".cargo")))
}

/// The folders of this machine that a build could name.
pub(super) fn of_this_machine() -> Vec<PathBuf> {
    let root = Some(workspace::root().to_owned());
    let folders = [root, cargo_home(), tools::sysroot()];
    folders.into_iter().flatten().collect()
}

/// Fails if a file of the build names one of `folders`.
pub(super) fn check_absent(folders: &[PathBuf], file: &Path, content: &[u8]) -> Result<()> {
    for folder in folders {
        if contains(content, folder.as_os_str().as_encoded_bytes()) {
            bail!("{} names the folder {}", file.display(), folder.display())
        }
    }
    Ok(())
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flags_cover_the_workspace_the_crates_and_the_standard_library() {
        let flags = remapping_flags();
        assert!(flags.contains(&remap(workspace::root(), ".")));
        assert!(flags.iter().any(|flag| flag.ends_with("=crates")));
        assert!(flags.iter().any(|flag| flag.ends_with("=rust")));
    }

    #[test]
    fn a_path_in_the_middle_is_found() {
        assert!(contains(b"\0panicked at /home/me/src/a.rs\0", b"/home/me"));
        assert!(!contains(b"\0panicked at ./src/a.rs\0", b"/home/me"));
    }
}
