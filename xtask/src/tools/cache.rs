//! The user's tool cache, `<tool>-<version>/`, shared by all clones of this repository.

use std::{
    env,
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::progress::Progress;

/// A tool to have in the cache.
pub(super) struct Entry<'a> {
    pub(super) name: &'a str,
    pub(super) version: &'a str,
    estimate: &'a str,
}

impl<'a> Entry<'a> {
    /// `estimate` is what a person is told to expect, as in "about 5 minutes".
    pub(super) const fn new(name: &'a str, version: &'a str, estimate: &'a str) -> Self {
        Self {
            name,
            version,
            estimate,
        }
    }

    /// The tool's folder, after `install` has filled it if need be.
    ///
    /// Programs may know their own folder, so the tool is installed where it stays, and a file
    /// beside it says so until that is complete: an installation that was interrupted is not taken
    /// for one. Two clones that install the same thing take turns.
    pub(super) fn install(&self, install: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
        self.install_into(&root()?, install)
    }

    fn install_into(
        &self,
        cache: &Path,
        install: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<PathBuf> {
        let name = format!("{}-{}", self.name, self.version);
        let folder = cache.join(&name);
        let unfinished = cache.join(format!(".{name}.unfinished"));
        let is_installed = || folder.exists() && !unfinished.exists();
        if is_installed() {
            return Ok(folder);
        }
        fs::create_dir_all(cache).with_context(|| cache.display().to_string())?;
        let progress = Progress::start(&format!(
            "Installing {} {} ({}, once)",
            self.name, self.version, self.estimate
        ));
        // The lock goes with the file handle, so a program that was killed holds up nobody.
        let lock = File::create(cache.join(format!(".{name}.lock")))?;
        while let Err(error) = lock.try_lock() {
            let TryLockError::WouldBlock = error else {
                bail!(error)
            };
            child_process::check_interrupted()?;
            thread::sleep(Duration::from_millis(200));
        }
        if !is_installed() {
            fs::write(&unfinished, "")?;
            if folder.exists() {
                fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
            }
            fs::create_dir(&folder)?;
            install(&folder).with_context(|| name.clone())?;
            fs::remove_file(&unfinished)?;
        }
        progress.done();
        Ok(folder)
    }
}

/// The version of what this lock file locks, by its content: a change of any package in it is another one.
pub(super) fn version_of(lock: &Path) -> Result<String> {
    let content = fs::read(lock).with_context(|| lock.display().to_string())?;
    let hash = format!("{:x}", Sha256::digest(content));
    Ok(format!("{hash:.12}"))
}

fn root() -> Result<PathBuf> {
    let home = || env::home_dir().map(|home| home.join(".cache"));
    env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        // The XDG base directory specification: a relative path is to be ignored.
        .filter(|folder| folder.is_absolute())
        .or_else(home)
        .map(|folder| folder.join("leptos-cognito"))
        .context("no cache folder: neither XDG_CACHE_HOME nor HOME is set")
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tempfile::tempdir;

    use super::*;

    const TOOL: Entry<'_> = Entry::new("tool", "1.0.0", "a moment");

    fn install(folder: &Path) -> Result<()> {
        Ok(fs::write(folder.join("tool"), "")?)
    }

    #[test]
    fn an_installation_that_failed_is_not_taken_for_one_and_leaves_nothing_to_the_next() {
        let cache = tempdir().unwrap();
        let failed = TOOL.install_into(cache.path(), |folder| {
            fs::write(folder.join("half"), "")?;
            install(folder)?;
            bail!("the network is down")
        });
        assert!(failed.is_err());
        let folder = TOOL.install_into(cache.path(), install).unwrap();
        assert!(folder.join("tool").exists() && !folder.join("half").exists());
        let again = TOOL.install_into(cache.path(), |_| bail!("it is there already"));
        assert_eq!(again.unwrap(), folder);
    }

    #[test]
    fn another_lock_file_is_another_version() {
        let folder = tempdir().unwrap();
        let lock = folder.path().join("package-lock.json");
        let version_of_content = |content: &str| {
            fs::write(&lock, content).unwrap();
            version_of(&lock).unwrap()
        };
        let [first, second, again] = ["a 1", "a 2", "a 1"].map(version_of_content);
        assert_eq!(first, again);
        assert_ne!(first, second);
        assert_eq!(first.len(), 12);
    }

    #[test]
    fn of_two_at_once_only_one_installs() {
        let cache = tempdir().unwrap();
        let installations = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    TOOL.install_into(cache.path(), |folder| {
                        installations.fetch_add(1, Ordering::SeqCst);
                        install(folder)
                    })
                    .unwrap()
                });
            }
        });
        assert_eq!(installations.into_inner(), 1);
    }
}
