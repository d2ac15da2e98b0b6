//! As much of WebDriver as a measurement needs.

use std::{
    net::{Ipv4Addr, TcpListener},
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::{process::Running, server, tools::Browser};

/// A running chromedriver.
pub(super) struct Driver {
    browser: Browser,
    address: String,
    agent: ureq::Agent,
    _process: Running,
}

/// A browser with a profile of its own; dropped, it ends.
pub(super) struct Session<'a> {
    driver: &'a Driver,
    id: String,
}

impl Driver {
    pub(super) fn start(browser: Browser) -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let mut command = Command::new(&browser.chromedriver);
        command.arg(format!("--port={port}")).stdout(Stdio::null());
        let mut process = Running::start("chromedriver", &mut command)?;
        let address = format!("http://127.0.0.1:{port}");
        let status = format!("{address}/status");
        server::wait_until_answered(&status, Duration::from_secs(10), || process.check())?;
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .proxy(None)
            .build()
            .into();
        Ok(Self {
            browser,
            address,
            agent,
            _process: process,
        })
    }

    pub(super) fn session(&self) -> Result<Session<'_>> {
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-dev-shm-usage",
            "--disable-sync",
        ];
        let options = json!({ "binary": self.browser.chromium, "args": arguments });
        let wanted = json!({ "alwaysMatch": { "goog:chromeOptions": options } });
        let value = self.post("/session", &json!({ "capabilities": wanted }))?;
        let id = value.get("sessionId").and_then(Value::as_str);
        Ok(Session {
            driver: self,
            id: id.context("chromedriver named no session")?.to_owned(),
        })
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let request = self.agent.post(format!("{}{path}", self.address));
        let request = request.header("content-type", "application/json");
        let mut answer = request.send(body.to_string())?;
        let text = answer.body_mut().read_to_string()?;
        let mut parsed: Value = serde_json::from_str(&text)?;
        let value = parsed.get_mut("value").map(Value::take).unwrap_or_default();
        match value.get("message") {
            Some(message) if value.get("error").is_some() => bail!("chromedriver says: {message}"),
            _ => Ok(value),
        }
    }
}

impl Session<'_> {
    /// Goes to an address and waits until it is loaded.
    pub(super) fn go(&self, url: &str) -> Result<()> {
        self.post("url", &json!({ "url": url })).map(drop)
    }

    /// The result of a script's `return`.
    pub(super) fn run(&self, script: &str) -> Result<Value> {
        self.post("execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// A command of the Chrome DevTools Protocol.
    pub(super) fn devtools(&self, command: &str, parameters: &Value) -> Result<()> {
        let body = json!({ "cmd": command, "params": parameters });
        self.post("goog/cdp/execute", &body).map(drop)
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value> {
        self.driver
            .post(&format!("/session/{}/{path}", self.id), body)
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        let address = format!("{}/session/{}", self.driver.address, self.id);
        if let Err(error) = self.driver.agent.delete(address).call() {
            eprintln!("The browser could not be ended: {error}");
        }
    }
}
