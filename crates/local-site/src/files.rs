//! The files of a build.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// All files below `dist`, each by its path with `/`, sorted by that path.
///
/// # Errors
/// If a folder cannot be read.
pub fn files(dist: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let mut files = Vec::new();
    let mut folders = vec![(dist.to_owned(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                folders.push((entry.path(), format!("{name}/")));
            } else {
                files.push((name, entry.path()));
            }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_all_folders_are_in_the_order_of_their_paths() {
        let dist = tempfile::tempdir().unwrap();
        let paths = ["a.js", "fonts/a.woff2", "fonts/b/c.woff2", "index.html"];
        fs::create_dir_all(dist.path().join("fonts/b")).unwrap();
        for path in paths.iter().rev() {
            fs::write(dist.path().join(path), "").unwrap();
        }
        let found = files(dist.path()).unwrap();
        assert_eq!(
            found,
            paths.map(|path| (path.to_owned(), dist.path().join(path)))
        );
    }
}
