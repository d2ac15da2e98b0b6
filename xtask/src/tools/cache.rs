//! The user's tool cache, `<tool>-<version>/`, shared by all clones of this repository.

use std::{
    env,
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use anyhow::{Context, Result};

use crate::{process, progress::Progress};

/// A tool to have in the cache.
pub(crate) struct Entry<'a> {
    pub(crate) name: &'a str,
    pub(crate) version: &'a str,
    /// A file of it, relative to its folder, that is there once it is installed.
    pub(crate) marker: &'a str,
    /// What a person is told to expect, as in "about 5 minutes".
    pub(crate) estimate: &'a str,
}

impl Entry<'_> {
    /// The tool's folder, after `install` has filled it if need be.
    ///
    /// `install` is given a folder beside the real one, which takes its place once complete: an
    /// installation that was interrupted leaves nothing that looks like one. Two clones that
    /// install the same thing take turns.
    pub(crate) fn install(&self, install: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
        self.install_into(&root()?, install)
    }

    fn install_into(
        &self,
        cache: &Path,
        install: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<PathBuf> {
        let folder = cache.join(self.folder_name());
        if folder.join(self.marker).exists() {
            return Ok(folder);
        }
        fs::create_dir_all(cache).with_context(|| cache.display().to_string())?;
        let _turn = self.wait_for_turn(cache)?;
        if folder.join(self.marker).exists() {
            return Ok(folder);
        }
        let partial = cache.join(format!(".{}.partial", self.folder_name()));
        remove(&partial)?;
        fs::create_dir(&partial)?;
        let progress = Progress::start(&format!(
            "Installing {} {} ({}, once)",
            self.name, self.version, self.estimate
        ));
        let installed = install(&partial).and_then(|()| {
            remove(&folder)?;
            Ok(fs::rename(&partial, &folder)?)
        });
        if let Err(error) = installed {
            drop(progress);
            remove(&partial)?;
            return Err(error.context(format!("{} {}", self.name, self.version)));
        }
        progress.done();
        Ok(folder)
    }

    /// The name of its folder in the cache.
    pub(crate) fn folder_name(&self) -> String {
        format!("{}-{}", self.name, self.version)
    }

    /// The lock goes with the file handle, so a program that was killed holds up nobody.
    fn wait_for_turn(&self, cache: &Path) -> Result<File> {
        let lock = File::create(cache.join(format!(".{}.lock", self.folder_name())))?;
        let mut waiting = None;
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(lock),
                Err(TryLockError::Error(error)) => return Err(error.into()),
                Err(TryLockError::WouldBlock) => {}
            }
            waiting.get_or_insert_with(|| {
                Progress::start(&format!("Waiting: {} is being installed", self.name))
            });
            process::check_interrupted()?;
            thread::sleep(Duration::from_millis(200));
        }
    }
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

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    const TOOL: Entry<'_> = Entry {
        name: "tool",
        version: "1.0.0",
        marker: "bin/tool",
        estimate: "a moment",
    };

    /// A cache folder of this test's own, empty.
    fn cache(test: &str) -> PathBuf {
        let name = format!("xtask-cache-{test}-{}", std::process::id());
        let cache = env::temp_dir().join(name);
        remove(&cache).unwrap();
        cache
    }

    fn install(folder: &Path) -> Result<()> {
        fs::create_dir(folder.join("bin"))?;
        Ok(fs::write(folder.join("bin/tool"), "")?)
    }

    #[test]
    fn a_failed_installation_leaves_nothing_and_the_next_one_succeeds() {
        let cache = cache("failed");
        let failed = TOOL.install_into(&cache, |folder| {
            install(folder)?;
            anyhow::bail!("the network is down")
        });
        assert!(failed.is_err());
        assert!(!cache.join("tool-1.0.0").exists());
        assert!(!cache.join(".tool-1.0.0.partial").exists());
        let folder = TOOL.install_into(&cache, install).unwrap();
        assert!(folder.join("bin/tool").exists());
        remove(&cache).unwrap();
    }

    #[test]
    fn what_a_killed_installation_left_is_replaced() {
        let cache = cache("killed");
        fs::create_dir_all(cache.join(".tool-1.0.0.partial/bin")).unwrap();
        fs::create_dir_all(cache.join("tool-1.0.0/half")).unwrap();
        let folder = TOOL.install_into(&cache, install).unwrap();
        assert!(folder.join("bin/tool").exists());
        assert!(!folder.join("half").exists());
        remove(&cache).unwrap();
    }

    #[test]
    fn of_two_at_once_only_one_installs() {
        let cache = cache("two");
        let installations = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    TOOL.install_into(&cache, |folder| {
                        installations.fetch_add(1, Ordering::SeqCst);
                        thread::sleep(Duration::from_millis(300));
                        install(folder)
                    })
                    .unwrap()
                });
            }
        });
        assert_eq!(installations.into_inner(), 1);
        remove(&cache).unwrap();
    }
}
