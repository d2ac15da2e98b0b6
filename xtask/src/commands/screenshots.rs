//! `cargo xtask screenshots`: what every state of the app looks like.

use std::{fs, io, path::PathBuf, time::SystemTime};

use anyhow::{Context, Result, bail};

use crate::{process, tools, workspace};

/// What a build is made from.
const SOURCES: [&str; 7] = [
    "Cargo.lock",
    "Trunk.toml",
    "index.html",
    "crates/cognito-spa/src",
    "crates/leptos-cognito/src",
    "src",
    "style",
];

/// Looks at the build in `dist/`.
pub(crate) fn screenshots(words: &[&str]) -> Result<()> {
    let wanted = Wanted::read(words)?;
    let folder = match wanted.folder {
        Some(folder) => std::path::absolute(folder).context("the folder")?,
        None => workspace::root().join("target/screenshots"),
    };
    check_build()?;
    let browser = tools::browser()?;
    let mut pictures = workspace::cargo();
    pictures
        .args(["run", "--quiet", "--package", "end-to-end"])
        .args(["--bin", "screenshots", "--"])
        .arg(folder)
        .env("CHROMIUM", browser.chromium)
        .env("CHROMEDRIVER", browser.chromedriver)
        .env("DIST", workspace::dist());
    if wanted.for_readme {
        pictures.arg(workspace::root().join("docs"));
    }
    process::run("screenshots", &mut pictures)
}

/// What was asked for.
#[derive(Debug, Default, Eq, PartialEq)]
struct Wanted<'a> {
    folder: Option<&'a str>,
    for_readme: bool,
}

impl<'a> Wanted<'a> {
    fn read(words: &[&'a str]) -> Result<Self> {
        let mut wanted = Self::default();
        for word in words {
            match *word {
                "--readme" => wanted.for_readme = true,
                option if option.starts_with('-') => {
                    bail!("{option} is no option of this command; it has --readme.")
                }
                folder if wanted.folder.is_none() => wanted.folder = Some(folder),
                other => bail!("{other}: the pictures go into one folder."),
            }
        }
        Ok(wanted)
    }
}

/// Pictures of another version than the one at hand would mislead.
fn check_build() -> Result<()> {
    let Ok(built) = changed(&workspace::dist().join("index.html")) else {
        bail!("There is no build in dist/: run `cargo xtask build` first.")
    };
    for source in sources().context("the sources")? {
        if changed(&source)? > built {
            let name = source.strip_prefix(workspace::root()).unwrap_or(&source);
            bail!(
                "dist/ is older than {}: run `cargo xtask build` first.",
                name.display()
            )
        }
    }
    Ok(())
}

fn sources() -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for name in SOURCES {
        let path = workspace::root().join(name);
        if path.is_dir() {
            files.extend(xtask::files(&path)?.into_iter().map(|(_, file)| file));
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

fn changed(file: &PathBuf) -> Result<SystemTime> {
    fs::metadata(file)
        .and_then(|metadata| metadata.modified())
        .with_context(|| file.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_and_the_switch_come_in_any_order() {
        let both = Wanted {
            folder: Some("pictures"),
            for_readme: true,
        };
        assert_eq!(Wanted::read(&["pictures", "--readme"]).unwrap(), both);
        assert_eq!(Wanted::read(&["--readme", "pictures"]).unwrap(), both);
        assert_eq!(Wanted::read(&[]).unwrap(), Wanted::default());
    }

    #[test]
    fn what_is_misspelt_or_too_much_is_refused() {
        assert!(Wanted::read(&["--read-me"]).is_err());
        assert!(Wanted::read(&["one", "another"]).is_err());
    }

    #[test]
    fn everything_that_a_build_is_made_from_is_there() {
        let sources = sources().unwrap();
        assert!(sources.len() > SOURCES.len());
        assert!(sources.iter().all(|file| changed(file).is_ok()));
    }
}
