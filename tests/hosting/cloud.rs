//! An AWS of this test's own, and the commands that work on it.

use std::{
    env,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use end_to_end::{
    child::{Running, free_port},
    provider::ministack,
};
use reqwest::header::HeaderMap;
use serde_json::Value;

/// A running ministack; dropped, it is ended.
pub(crate) struct Cloud {
    endpoint: String,
    _process: Running,
    _home: tempfile::TempDir,
}

/// What CloudFront answered.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Cloud {
    pub(crate) fn start() -> Self {
        let home = tempfile::tempdir().unwrap();
        let port = free_port();
        let programs = ministack::programs().unwrap();
        let command = ministack::command(&programs, home.path(), port);
        Self {
            endpoint: format!("http://127.0.0.1:{port}"),
            _process: Running::start(command, port).unwrap(),
            _home: home,
        }
    }

    /// `cargo xtask` with these words, which must succeed; what it printed.
    pub(crate) fn xtask(&self, words: &[&str]) -> String {
        let output = self.run(xtask(), words);
        let printed = String::from_utf8(output.stdout).unwrap();
        let complaints = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{words:?}: {printed}{complaints}");
        printed
    }

    /// `cargo xtask` with these words, which must fail; what it complained about.
    pub(crate) fn xtask_fails(&self, words: &[&str]) -> String {
        let output = self.run(xtask(), words);
        assert!(!output.status.success(), "{words:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    /// What the AWS command line says to this.
    pub(crate) fn aws(&self, words: &[&str]) -> Value {
        let mut command = Command::new(aws_programs().join("aws"));
        command.args(["--output", "json"]);
        let output = self.run(command, words);
        let complaints = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{words:?}: {complaints}");
        serde_json::from_slice(&output.stdout).unwrap_or(Value::Null)
    }

    fn run(&self, mut command: Command, words: &[&str]) -> Output {
        command
            .args(words)
            .env("AWS_ENDPOINT_URL", &self.endpoint)
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env("AWS_DEFAULT_REGION", ministack::REGION);
        apart_from_the_user(&mut command).output().unwrap()
    }

    /// Asks the CloudFront of `site` for a path, as a browser over https would.
    pub(crate) async fn get(&self, site: &str, path: &str) -> Answer {
        self.ask(site, path, "https").await
    }

    /// Asks the CloudFront of `site` for a path over plain http.
    pub(crate) async fn get_without_tls(&self, site: &str, path: &str) -> Answer {
        self.ask(site, path, "http").await
    }

    async fn ask(&self, site: &str, path: &str, scheme: &str) -> Answer {
        let no_redirect = reqwest::redirect::Policy::none();
        let client = reqwest::Client::builder().redirect(no_redirect);
        let answer = client
            .no_proxy()
            .build()
            .unwrap()
            .get(format!("{}{path}", self.endpoint))
            .header("host", site.strip_prefix("https://").unwrap())
            .header("x-forwarded-proto", scheme)
            .send()
            .await
            .unwrap();
        Answer {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            body: String::from_utf8_lossy(&answer.bytes().await.unwrap()).into_owned(),
        }
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }
}

/// `cargo xtask` with the AWS command line on its path.
pub(crate) fn xtask() -> Command {
    let program = env::var_os("XTASK").expect("XTASK names the program (`cargo xtask test` does)");
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = [aws_programs()].into_iter().chain(env::split_paths(&path));
    let mut command = Command::new(program);
    command.env("PATH", env::join_paths(folders).unwrap());
    command
}

/// Keeps the credentials and settings of whoever runs the tests out of them.
pub(crate) fn apart_from_the_user(command: &mut Command) -> &mut Command {
    command
        .env("AWS_CONFIG_FILE", "/dev/null")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env_remove("AWS_PROFILE")
        .env_remove("AWS_SESSION_TOKEN")
        .stdin(Stdio::null())
}

/// The build that is uploaded.
pub(crate) fn dist() -> PathBuf {
    env::var_os("DIST")
        .expect("DIST names a build (`cargo xtask test` makes one)")
        .into()
}

fn aws_programs() -> PathBuf {
    let venv = env::var_os("AWS_TOOLS_VENV");
    let venv = venv.expect("AWS_TOOLS_VENV names a virtual environment with the AWS command line");
    PathBuf::from(venv).join("bin")
}
