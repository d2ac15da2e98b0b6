//! Starts the local user pool and serves it until Ctrl-C.

use std::{io::Write as _, process::ExitCode};

use local_cognito::{DEMO_PASSWORD, DEMO_USER, LocalCognito, Options};

const USAGE: &str = "usage: local-cognito [--port N] [--app-origin ORIGIN]...
  --port N             the port on loopback (9230; 0 for any)
  --app-origin ORIGIN  an app that may sign in (http://localhost:3000); may be repeated";

fn parse(arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options {
        report: print_line,
        ..Options::default()
    };
    let mut origins = Vec::new();
    let mut arguments = arguments;
    while let Some(name) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .ok_or_else(|| format!("{name} needs a value\n{USAGE}"))
        };
        match name.as_str() {
            "--port" => {
                let port = value()?;
                options.port = port
                    .parse()
                    .map_err(|_| format!("{port} is not a port\n{USAGE}"))?;
            }
            "--app-origin" => origins.push(value()?),
            _ => return Err(format!("unknown argument {name}\n{USAGE}")),
        }
    }
    if !origins.is_empty() {
        options.app_origins = origins;
    }
    Ok(options)
}

/// A terminal that has gone away is no reason to stop serving.
fn print_line(line: &str) {
    drop(writeln!(std::io::stdout(), "{line}"));
}

async fn run() -> Result<(), String> {
    let options = parse(std::env::args().skip(1))?;
    let pool = LocalCognito::start(options)
        .await
        .map_err(|error| error.to_string())?;
    print_line(&format!(
        "local user pool at {} (development and tests only)",
        pool.origin()
    ));
    print_line(&format!(
        "demo user {DEMO_USER} with password {DEMO_PASSWORD}"
    ));
    let interrupted = tokio::signal::ctrl_c().await;
    pool.stop().await;
    interrupted.map_err(|error| error.to_string())
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            drop(writeln!(std::io::stderr(), "{message}"));
            ExitCode::FAILURE
        }
    }
}
