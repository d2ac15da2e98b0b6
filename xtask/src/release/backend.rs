//! The backend as AWS Lambda takes it: a program for its operating system, in a zip file.

use std::{
    fs::{self, File, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, SystemTime},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::{tools, workspace};

/// What the template's function runs on, and the C library of Amazon Linux 2023.
const TARGET: &str = "x86_64-unknown-linux-gnu";
const GLIBC: &str = "2.34";

/// What `provided.al2023` starts.
const PROGRAM: &str = "bootstrap";

/// A zip file's times begin in 1980; here with the day that is 1980 in every time zone.
const LONG_AGO: Duration = Duration::from_secs(3_653 * 24 * 60 * 60);

/// Settings of Cargo for tests: the backend is compiled in less than half the time, and runs slower.
pub(crate) const UNOPTIMISED: [(&str, &str); 2] = [
    ("CARGO_PROFILE_SERVER_LTO", "off"),
    ("CARGO_PROFILE_SERVER_OPT_LEVEL", "0"),
];

/// Compiles the backend, for another machine than this one, with these settings of Cargo. Returns its name in
/// the bucket and its file: another program has another name.
pub(crate) fn build_backend(settings: &[(&str, &str)]) -> Result<(String, PathBuf)> {
    let programs = tools::cargo_zigbuild(TARGET)?;
    let target_dir = workspace::root().join("target");
    let mut cargo =
        workspace::cargo("zigbuild --locked --profile server --package cognito-backend-lambda");
    cargo
        .arg(format!("--target={TARGET}.{GLIBC}"))
        .arg("--target-dir")
        .arg(&target_dir)
        .env("PATH", tools::path_with([programs.clone()])?)
        .envs(settings.iter().copied());
    child_process::run("cargo zigbuild", &mut cargo)?;
    let built = target_dir.join(TARGET).join("server").join(PROGRAM);
    let folder = target_dir.join("backend");
    package(&built, &folder, &programs.join("python"))
}

/// Puts the program into a zip file that is the same whenever the program is.
fn package(program: &Path, folder: &Path, python: &Path) -> Result<(String, PathBuf)> {
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let copy = folder.join(PROGRAM);
    fs::copy(program, &copy).with_context(|| program.display().to_string())?;
    fs::set_permissions(&copy, Permissions::from_mode(0o755))?;
    File::options()
        .write(true)
        .open(&copy)?
        .set_modified(SystemTime::UNIX_EPOCH + LONG_AGO)?;
    let file = folder.join("bootstrap.zip");
    let mut zip = Command::new(python);
    zip.args(["-m", "zipfile", "--create"])
        .arg(&file)
        .arg(&copy)
        .env("TZ", "UTC");
    child_process::run("python -m zipfile", &mut zip)?;
    let content = fs::read(&file).with_context(|| file.display().to_string())?;
    let key = format!("backend/{:x}.zip", Sha256::digest(content));
    Ok((key, file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_program_has_the_same_name_and_another_has_another() {
        let folder = tempfile::tempdir().unwrap();
        let packaged = |program: &str, build: &str| {
            let built = folder.path().join(build);
            fs::write(&built, program).unwrap();
            let python = tools::find(&["python3"]).expect("python3 on PATH");
            package(&built, &folder.path().join("backend"), &python)
                .unwrap()
                .0
        };
        let first = packaged("one", "monday");
        let again = packaged("one", "tuesday");
        let other = packaged("other", "tuesday");
        assert_eq!(first, again);
        assert_ne!(first, other);
        let hash = first.strip_prefix("backend/").unwrap();
        assert_eq!(hash.len(), 64 + ".zip".len());
    }
}
