//! What `dev` and `preview` share: servers that are started and waited for, above all the local user pool.

use std::{
    fs,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use child_process::Running;
use local_site::parse_config;

use crate::{ports, workspace};

/// The address at which the local pool says how it is reached.
pub(crate) fn config_url() -> String {
    format!("http://localhost:{}/config.json", ports::POOL)
}

/// The `config.json` that is there now.
pub(crate) fn served_config() -> Result<String> {
    let mut answer = agent().get(config_url()).call()?;
    Ok(answer.body_mut().read_to_string()?)
}

/// Builds the local user pool and starts it, for an app with a backend at this path or without one; it
/// answers when this returns.
pub(crate) fn start_pool(backend: Option<&str>) -> Result<Running> {
    let mut pool = build("local-cognito")?;
    if let Some(path) = backend {
        pool.args(["--backend", path]);
    }
    start("the local user pool", &mut pool, &config_url())
}

/// Builds a server of this workspace, and returns the command that runs it.
pub(crate) fn build(package: &str) -> Result<Command> {
    let mut build = workspace::cargo(&format!("build --package {package}"));
    child_process::run(&format!("cargo build -p {package}"), &mut build)?;
    let run = format!("run --quiet --package {package} --");
    Ok(workspace::cargo(&run))
}

/// Starts a server that is built; it answers at `url` when this returns.
pub(crate) fn start(name: &str, command: &mut Command, url: &str) -> Result<Running> {
    let mut server = Running::start(name, command)?;
    wait_until_answered(url, Duration::from_secs(60), || server.check())?;
    Ok(server)
}

/// A configuration that a person gave, which must at least be a JSON object to be worth serving.
pub(crate) fn check_config(file: &Path) -> Result<()> {
    let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    parse_config(&text).with_context(|| format!("{} is not a JSON object", file.display()))?;
    Ok(())
}

/// Says where to go, and as whom.
pub(crate) fn announce(origin: &str, local_pool: bool) {
    println!("\n  {origin}");
    if local_pool {
        println!("  sign in as demo@example.com with Demo-Passw0rd!");
    }
    println!("  Ctrl-C stops it\n");
}

/// Waits until `url` answers with success; `check` fails when waiting has become useless.
pub(crate) fn wait_until_answered(
    url: &str,
    timeout: Duration,
    mut check: impl FnMut() -> Result<()>,
) -> Result<()> {
    let agent = agent();
    let deadline = Instant::now() + timeout;
    while agent.get(url).call().is_err() {
        child_process::check_interrupted()?;
        check()?;
        if Instant::now() > deadline {
            bail!("{url} does not answer")
        }
        thread::sleep(Duration::from_millis(200));
    }
    Ok(())
}

/// For servers of this machine.
fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .proxy(None)
        .timeout_global(Some(Duration::from_secs(5)));
    config.build().into()
}

/// Waits for Ctrl-C, or for the end of one of the children, which is a failure.
pub(crate) fn keep_running(children: &mut [Running]) -> Result<()> {
    loop {
        child_process::check_interrupted()?;
        children.iter_mut().try_for_each(Running::check)?;
        thread::sleep(Duration::from_millis(100));
    }
}
