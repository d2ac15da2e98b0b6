//! The program `cognito-backend`, which keeps the tokens in the place of the page.

use std::{
    fs::{self, File},
    io::Read as _,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
};

use anyhow::{Context, Result};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use child_process::Running;
use local_site::parse_config;
use serde_json::{Map, Value};
use tempfile::TempDir;

use crate::server;

/// The path of its endpoints, which `/config.json` names.
pub(crate) const PATH: &str = "/auth";

/// The keys of `config.json` that tell a page how to do without a backend, which the backend refuses.
const OF_THE_PAGE: [&str; 4] = ["backend", "logout_id_token_hint", "storage", "tabs"];

/// `text`, a `config.json`, with the backend named.
pub(crate) fn with_backend(text: &str) -> Result<String> {
    let mut config = object(text)?;
    config.insert("backend".to_owned(), PATH.into());
    Ok(Value::from(config).to_string())
}

/// Builds the backend and starts it on `port` for the site `origin`; it answers when this returns. Its
/// sessions are gone with it. The provider is the one of `config`, the text of a `config.json`. It serves
/// the static files of `site`, too.
pub(crate) fn start(config: &str, origin: &str, port: u16, site: Option<&Path>) -> Result<Running> {
    let mut backend = server::build("cognito-backend")?;
    let files = TempDir::new()?;
    let config_file = files.path().join("backend.json");
    fs::write(&config_file, for_backend(config, origin)?)?;
    backend
        .arg("--listen")
        .arg(SocketAddr::from((Ipv4Addr::LOCALHOST, port)).to_string())
        .arg("--config")
        .arg(&config_file)
        .arg("--sessions")
        .arg(files.path().join("sessions.db"))
        .env("COGNITO_BACKEND_KEY", random_key()?);
    if let Some(site) = site {
        backend.arg("--site").arg(site);
    }
    let health = format!("http://localhost:{port}/healthz");
    Ok(server::start("the backend", &mut backend, &health)?.with_files(files))
}

/// What the backend has to be told: the page's own configuration, and which site it is for.
fn for_backend(config: &str, origin: &str) -> Result<String> {
    let mut config = object(config)?;
    for key in OF_THE_PAGE {
        config.remove(key);
    }
    config.insert("site".to_owned(), origin.into());
    Ok(Value::from(config).to_string())
}

fn object(text: &str) -> Result<Map<String, Value>> {
    parse_config(text).context("the configuration is not a JSON object")
}

/// A key of this run alone.
fn random_key() -> Result<String> {
    let mut key = [0; 32];
    File::open("/dev/urandom")?.read_exact(&mut key)?;
    Ok(STANDARD.encode(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_configuration_becomes_the_pages_and_the_backends() {
        let config = r#"{"client_id": "x", "backend": "/elsewhere", "storage": "memory"}"#;
        let page = object(&with_backend(config).unwrap()).unwrap();
        assert_eq!(page["backend"], "/auth");
        assert_eq!(page["client_id"], "x");
        let backend = for_backend(config, "http://localhost:3000").unwrap();
        let backend = object(&backend).unwrap();
        assert_eq!(backend.len(), 2);
        assert_eq!(backend["client_id"], "x");
        assert_eq!(backend["site"], "http://localhost:3000");
        assert!(with_backend("[]").is_err());
    }

    #[test]
    fn each_run_has_a_key_of_its_own() {
        let key = random_key().unwrap();
        assert_eq!(STANDARD.decode(&key).unwrap().len(), 32);
        assert_ne!(key, random_key().unwrap());
    }
}
