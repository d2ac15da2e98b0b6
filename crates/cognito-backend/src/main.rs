//! The backend as a program.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod args;
mod serve;
mod site;

use args::{Arguments, Store};
use clap::Parser as _;
use cognito_backend::{Backend, Config, Secrets, SqliteStore};
use std::error::Error;
use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

/// How long what goes on after its request may take once the program is to stop.
const STOP_TIMEOUT: Duration = Duration::from_secs(25);

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .init();
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // A terminal that has gone away cannot be told.
            drop(writeln!(std::io::stderr(), "error: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let file = &arguments.config;
    let in_file = |error: &dyn Error| format!("{}: {error}", file.display());
    let text = std::fs::read_to_string(file).map_err(|error| in_file(&error))?;
    let config = Config::from_json(&text).map_err(|error| in_file(&error))?;
    let site = config.site().to_owned();
    let secrets = Secrets::from_env()?;
    let backend = match arguments.store() {
        Store::Sqlite(path) => Backend::new(config, secrets, SqliteStore::open(path)?)?,
        #[cfg(feature = "dynamodb")]
        Store::DynamoDb(table) => {
            let store = cognito_backend::store::DynamoDbStore::from_env(table).await;
            Backend::new(config, secrets, store)?
        }
    };
    let mut app = backend.router();
    if let Some(folder) = &arguments.site {
        let mut private = vec![file.as_path()];
        match arguments.store() {
            Store::Sqlite(path) => private.push(path),
            #[cfg(feature = "dynamodb")]
            Store::DynamoDb(_) => {}
        }
        for path in private {
            if site::serves(folder, path)? {
                let path = path.display();
                return Err(format!("{path} would be served with the site: move it").into());
            }
        }
        app = app.merge(site::router(folder, &site));
    }
    let listener = TcpListener::bind(arguments.listen).await?;
    tracing::info!(address = %listener.local_addr()?, site, "listening");
    tokio::select! {
        outcome = serve::until_stopped(listener, app, arguments.max_connections) => outcome?,
        () = backend.sweep() => {}
    }
    // What is not over by then is given up.
    let _ = tokio::time::timeout(STOP_TIMEOUT, backend.close()).await;
    tracing::info!("stopped");
    Ok(())
}
