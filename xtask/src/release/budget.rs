//! What a visitor downloads, against what it may be.

use std::{collections::BTreeMap, fmt, fs, path::Path};

use anyhow::{Result, bail};
use local_site::{BEST_QUALITY, brotli, files, hash_in};

use crate::workspace;

/// What some of the files may take together, in bytes with brotli at its best.
struct Budget {
    name: &'static str,
    /// What has been reached, and a little more.
    limit: usize,
    /// What they are to take.
    goal: usize,
    /// What each file took when the limit was set, so that what has grown can be named.
    measured: &'static [(&'static str, usize)],
}

/// What a visitor downloads until "Log in" acts.
const LANDING: Budget = Budget {
    name: "the landing page until \"Log in\" acts",
    limit: 32_000,
    goal: 28_000,
    measured: &[
        ("boot.js", 2_834),
        ("index.html", 1_386),
        ("login.js", 2_451),
        ("login_bg.wasm", 23_481),
        ("main.css", 1_813),
    ],
};

/// All other files that are loaded.
const APP: Budget = Budget {
    name: "the app",
    limit: 202_400,
    goal: 110_000,
    measured: &[
        ("icon.svg", 186),
        ("leptos-cognito-app.js", 6_785),
        ("leptos-cognito-app_bg.wasm", 194_805),
        ("manifest.webmanifest", 153),
    ],
};

/// The files of a build that the app does not load: a page of its own, for who follows a link, and
/// the copies that it and the manifest name.
const NOT_LOADED: [&str; 3] = ["guide.html", "icon.svg", "main.css"];

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
            compressed: brotli(&bytes, BEST_QUALITY)?.len(),
        });
    }
    Ok(Sizes(sizes))
}

/// Says how large `dist/` is, and fails if that is more than its budgets.
pub(crate) fn check_size() -> Result<()> {
    let sizes = measure(&workspace::dist())?;
    println!("{sizes}\n{}", sizes.beside_budget());
    sizes.check_budget()
}

impl Sizes {
    /// Fails if the build is larger than its budgets, and names the files that have grown.
    fn check_budget(&self) -> Result<()> {
        for budget in [LANDING, APP] {
            let total = self.total(&budget);
            if total > budget.limit {
                bail!(
                    "{} takes {total} bytes, its budget is {}. What has grown since the budget was set:\n{}",
                    budget.name,
                    budget.limit,
                    self.grown(&budget).join("\n")
                )
            }
        }
        Ok(())
    }

    /// What of the budgets is used.
    fn beside_budget(&self) -> String {
        let line = |budget: Budget| {
            let (name, used) = (budget.name, self.total(&budget));
            let (limit, goal) = (budget.limit, budget.goal);
            format!("{name}: {used} of {limit} bytes are used; {goal} are the goal")
        };
        [LANDING, APP].map(line).join("\n")
    }

    fn total(&self, budget: &Budget) -> usize {
        self.files_of(budget).map(|file| file.compressed).sum()
    }

    fn files_of(&self, budget: &Budget) -> impl Iterator<Item = &FileSize> {
        let of_landing = budget.name == LANDING.name;
        let is_of_landing = |name: &str| LANDING.measured.iter().any(|(known, _)| *known == name);
        self.loaded()
            .filter(move |file| is_of_landing(&file.name_without_hash()) == of_landing)
    }

    fn loaded(&self) -> impl Iterator<Item = &FileSize> {
        self.0.iter().filter(|file| file.is_loaded())
    }

    /// The files that are larger than they were, the one that has grown most first.
    fn grown(&self, budget: &Budget) -> Vec<String> {
        // The parts of a file have its name.
        let mut sizes = BTreeMap::new();
        for file in self.files_of(budget) {
            *sizes.entry(file.name_without_hash()).or_insert(0) += file.compressed;
        }
        let mut grown: Vec<(usize, String)> = sizes
            .into_iter()
            .filter_map(|(name, now): (String, usize)| {
                let known = budget.measured.iter().find(|(known, _)| *known == name);
                let before = known.map_or(0, |(_, size)| *size);
                let growth = now.checked_sub(before)?;
                let line = format!("{name}: {before} to {now} bytes");
                (growth > 0).then_some((growth, line))
            })
            .collect();
        grown.sort_by(|a, b| b.cmp(a));
        grown.into_iter().map(|(_, line)| line).collect()
    }
}

impl FileSize {
    fn is_loaded(&self) -> bool {
        !NOT_LOADED.contains(&self.name.as_str())
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
            let note = match file.is_loaded() {
                true => "",
                false => "  not loaded with the app",
            };
            let (name, plain, compressed) = (&file.name, file.plain, file.compressed);
            writeln!(formatter, "{name:width$} {plain:>9} {compressed:>9}{note}")?;
        }
        let plain: usize = self.loaded().map(|file| file.plain).sum();
        let compressed: usize = self.loaded().map(|file| file.compressed).sum();
        write!(formatter, "{:width$} {plain:>9} {compressed:>9}", "total")
    }
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
    fn each_budget_is_for_compressed_bytes_of_its_own_files() {
        for name in NOT_LOADED {
            let full = [
                ("index.html", LANDING.limit),
                ("a.js", APP.limit),
                (name, 1),
            ];
            assert!(sizes(&full).check_budget().is_ok());
        }
        let over = [
            ("index.html", LANDING.limit),
            ("boot-0123456789abcdef.js", 1),
        ];
        assert!(sizes(&over).check_budget().is_err());
        let over = [("new.js", APP.limit), ("another.js", 1)];
        assert!(sizes(&over).check_budget().is_err());
    }

    #[test]
    fn a_build_that_is_too_large_names_what_has_grown() {
        let parts = [0, 1].map(|n| format!("leptos-cognito-app-{n}123456789abcdef_bg.wasm"));
        let limit = APP.limit;
        let files = [
            ("index.html", 1),
            ("new.js", 10),
            (&parts[0], 1),
            (&parts[1], limit - 1),
        ];
        let error = sizes(&files).check_budget().unwrap_err().to_string();
        let lines: Vec<&str> = error.lines().skip(1).collect();
        assert_eq!(lines.len(), 2, "{error}");
        assert!(lines[0].starts_with("leptos-cognito-app_bg.wasm: "));
        assert!(lines[0].ends_with(&format!(" to {limit} bytes")), "{error}");
        assert_eq!(lines[1], "new.js: 0 to 10 bytes");
    }
}
