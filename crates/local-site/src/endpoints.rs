//! Small GET requests: to the local pool, and to a provider's discovery document.

use std::{process::Command, time::Duration};

use serde_json::Value;

use crate::app_config::parse_config;

/// An answer, whatever its status.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// Asks a plain-http address, which here is always a server on this machine.
pub(crate) fn get(url: &str) -> Result<Answer, String> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(10)))
        .proxy(None)
        .build()
        .into();
    let fail = |error: ureq::Error| format!("{url}: {error}");
    let mut answer = agent.get(url).call().map_err(fail)?;
    Ok(Answer {
        status: answer.status().as_u16(),
        body: answer.body_mut().read_to_string().map_err(fail)?,
    })
}

/// The provider's metadata, from `<issuer>/.well-known/openid-configuration` (OpenID Connect
/// Discovery 1.0 §4).
pub(crate) fn discover(issuer: &str) -> Result<Value, String> {
    let url = format!(
        "{}/.well-known/openid-configuration",
        issuer.trim_end_matches('/')
    );
    let body = if url.starts_with("http://") {
        get(&url)?.body
    } else {
        get_with_curl(&url)?
    };
    let metadata = parse_config(&body).map(Value::Object);
    metadata.map_err(|error| format!("{url} is not JSON: {error}"))
}

/// A TLS stack would be most of what this program has to compile, for one request to a provider
/// that most configurations never name: so the system's own client is used.
fn get_with_curl(url: &str) -> Result<String, String> {
    let output = Command::new("curl")
        .args(["--fail", "--silent", "--show-error", "--location"])
        .args(["--proto", "=https", "--max-time", "10", "--", url])
        .output()
        .map_err(|error| format!("curl is needed to ask {url}: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!(
            "{url}: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        ))
    }
}
