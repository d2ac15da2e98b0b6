//! An AWS of a test's own, and the commands that work on it.

mod deployed;
mod requests;

use std::{
    env, fs,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use serde_json::Value;

use crate::child::{Running, free_port};
use crate::provider::ministack;

pub use deployed::{Deployed, SiteLock};

/// A running ministack; dropped, it is ended.
#[derive(Debug)]
pub struct Cloud {
    endpoint: String,
    /// Tells Chromium to find everything here, and to trust the key.
    pub browser_flags: [String; 2],
    _process: Running,
    _home: tempfile::TempDir,
}

impl Cloud {
    /// Starts it.
    ///
    /// # Panics
    /// If ministack is not installed or does not start.
    pub fn start() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let programs = ministack::programs().unwrap_or_else(|reason| panic!("{reason}"));
        let [plain, tls] = [free_port(), free_port()];
        let mut command = Command::new(programs.join("python"));
        ministack::configure(&mut command, &programs, home.path(), plain);
        let program = concat!(env!("CARGO_MANIFEST_DIR"), "/src/cloud/emulator.py");
        command.arg(program).arg(tls.to_string());
        let process = Running::start(command, plain).unwrap_or_else(|reason| panic!("{reason}"));
        let key_hash = fs::read_to_string(home.path().join("key-hash")).expect("the key's hash");
        Self {
            endpoint: format!("http://127.0.0.1:{plain}"),
            browser_flags: [
                format!("--host-resolver-rules=MAP * 127.0.0.1:{tls}, EXCLUDE localhost"),
                format!("--ignore-certificate-errors-spki-list={key_hash}"),
            ],
            _process: process,
            _home: home,
        }
    }

    /// `cargo xtask` with these arguments, which must succeed; what it printed.
    pub fn xtask(&self, args: &[&str]) -> String {
        let output = self.run(xtask(), args);
        let printed = String::from_utf8(output.stdout).expect("text");
        let complaints = String::from_utf8(output.stderr).expect("text");
        assert!(output.status.success(), "{args:?}: {printed}{complaints}");
        printed
    }

    /// `cargo xtask` with these arguments, which must fail; what it complained about.
    pub fn xtask_fails(&self, args: &[&str]) -> String {
        let output = self.run(xtask(), args);
        assert!(!output.status.success(), "{args:?}");
        String::from_utf8(output.stderr).expect("text")
    }

    /// What the AWS command line answers to these arguments.
    pub fn aws(&self, args: &[&str]) -> Value {
        let mut command = Command::new(aws_programs().join("aws"));
        command.args(["--output", "json"]);
        let output = self.run(command, args);
        let complaints = String::from_utf8(output.stderr).expect("text");
        assert!(output.status.success(), "{args:?}: {complaints}");
        serde_json::from_slice(&output.stdout).unwrap_or(Value::Null)
    }

    fn run(&self, mut command: Command, args: &[&str]) -> Output {
        command
            .args(args)
            .env("AWS_ENDPOINT_URL", &self.endpoint)
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env("AWS_DEFAULT_REGION", ministack::REGION);
        apart_from_the_user(&mut command)
            .output()
            .expect("it starts")
    }
}

/// The address of the site, the last one that `cargo xtask deploy` printed.
pub fn site(printed: &str) -> String {
    let line = printed.lines().rev().find(|line| line.contains("https://"));
    line.expect("an address").trim().to_owned()
}

/// `cargo xtask` with the AWS command line on its path.
pub fn xtask() -> Command {
    let program = env::var_os("XTASK").expect("XTASK names the program (`cargo xtask test` does)");
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = [aws_programs()].into_iter().chain(env::split_paths(&path));
    let mut command = Command::new(program);
    command.env("PATH", env::join_paths(folders).expect("a path"));
    command
}

/// Keeps the credentials and settings of whoever runs the tests out of them.
pub fn apart_from_the_user(command: &mut Command) -> &mut Command {
    command
        .env("AWS_CONFIG_FILE", "/dev/null")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env_remove("AWS_PROFILE")
        .env_remove("AWS_SESSION_TOKEN")
        .stdin(Stdio::null())
}

fn aws_programs() -> PathBuf {
    let venv = env::var_os("AWS_TOOLS_VENV");
    let venv = venv.expect("AWS_TOOLS_VENV names a virtual environment with the AWS command line");
    PathBuf::from(venv).join("bin")
}
