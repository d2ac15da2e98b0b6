//! Starts the local user pool and serves it until Ctrl-C.

mod args;

use std::{io::Write as _, process::ExitCode};

use args::Arguments;
use clap::Parser as _;
use local_cognito::{
    ADMIN_GROUP, ADMIN_PASSWORD, ADMIN_USER, DEMO_PASSWORD, DEMO_USER, LocalCognito, Options,
    Running,
};

/// A terminal that has gone away is no reason to stop serving.
fn print_line(line: &str) {
    drop(writeln!(std::io::stdout(), "{line}"));
}

fn announce(pool: &Running) {
    print_line(&format!(
        "local user pool at {} (development and tests only)",
        pool.origin()
    ));
    print_line(&format!(
        "demo user {DEMO_USER} with password {DEMO_PASSWORD}"
    ));
    print_line(&format!(
        "admin user {ADMIN_USER} with password {ADMIN_PASSWORD}, in the group {ADMIN_GROUP}"
    ));
    print_line("what an app has to be told:");
    print_line(&pool.summary());
    print_line("the same for leptos-cognito or cognito-spa:");
    print_line(&pool.auth_config());
}

async fn run(options: Options) -> Result<(), String> {
    let pool = LocalCognito::start(options)
        .await
        .map_err(|error| error.to_string())?;
    announce(&pool);
    let interrupted = tokio::signal::ctrl_c().await;
    pool.stop().await;
    interrupted.map_err(|error| error.to_string())
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Arguments::parse().into_options(print_line);
    match run(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            drop(writeln!(std::io::stderr(), "{message}"));
            ExitCode::FAILURE
        }
    }
}
