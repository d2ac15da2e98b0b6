//! The servers that are measured, each a process of its own.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::process::Command;

use end_to_end::child;
use local_cognito::Running;
use serde_json::json;
use tempfile::TempDir;

use crate::fill::fill;

/// A program that can be measured.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Program {
    /// The one of this repository, with sessions in SQLite.
    CognitoBackend,
    /// Express with `express-openid-connect`, which keeps the session in an encrypted cookie, and
    /// `http-proxy-middleware`.
    ExpressOpenidConnect,
}

/// One that runs.
pub(crate) struct Server {
    process: child::Running,
    _files: TempDir,
}

impl Program {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::CognitoBackend => "cognito-backend",
            Self::ExpressOpenidConnect => "express-openid-connect",
        }
    }
}

impl Server {
    /// Starts it on `port` for this provider and API, with this many sessions in its store.
    pub(crate) async fn start(
        program: Program,
        port: u16,
        pool: &Running,
        api: &str,
        sessions: u32,
    ) -> Result<Self, String> {
        let files = TempDir::new().map_err(|error| error.to_string())?;
        let config = json!({
            "site": format!("http://localhost:{port}"),
            "issuer": pool.issuer(),
            "domain": pool.origin(),
            "client_id": pool.client_id(),
            "scopes": pool.app_config().get("scopes"),
            "api_url": api,
        });
        let command = match program {
            Program::CognitoBackend => {
                let store = files.path().join("sessions.db");
                fill(&store, sessions).await?;
                let file = files.path().join("backend.json");
                fs::write(&file, config.to_string()).map_err(|error| error.to_string())?;
                let mut command = Command::new(variable("BACKEND")?);
                command
                    .arg(format!("--listen=127.0.0.1:{port}"))
                    .arg("--config")
                    .arg(file)
                    .arg("--sessions")
                    .arg(store)
                    .env(
                        "COGNITO_BACKEND_KEY",
                        "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=",
                    )
                    .env("RUST_LOG", "warn");
                command
            }
            Program::ExpressOpenidConnect => {
                let script = concat!(env!("CARGO_MANIFEST_DIR"), "/load/express.cjs");
                let mut command = Command::new("node");
                command
                    .arg(script)
                    .env("PACKAGES", variable("EXPRESS_OPENID_CONNECT")?)
                    .env("PORT", port.to_string())
                    .env("CONFIG", config.to_string())
                    .env("NODE_ENV", "production");
                command
            }
        };
        Ok(Self {
            process: child::Running::start(command, port)?,
            _files: files,
        })
    }

    /// What it holds in memory.
    pub(crate) fn memory_mib(&self) -> Result<f64, String> {
        let status = format!("/proc/{}/status", self.process.id());
        let status = fs::read_to_string(status).map_err(|error| error.to_string())?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.trim().strip_suffix(" kB"));
        let kib = kib.and_then(|kib| kib.parse::<f64>().ok());
        Ok(kib.ok_or("the system does not say what memory is used")? / 1024.0)
    }
}

fn variable(name: &str) -> Result<OsString, String> {
    env::var_os(name)
        .ok_or_else(|| format!("{name} is not set (`cargo xtask bench --backend` sets it)"))
}
