//! The backend as a program.

mod args;
mod site;

use args::{Arguments, Store};
use axum::Router;
use clap::Parser as _;
use cognito_backend::{Backend, Config, Secrets, SqliteStore};
use std::error::Error;
use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

/// How long requests under way, and what goes on after them, may take once the program is to stop.
const STOP_TIMEOUT: Duration = Duration::from_secs(35);

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
    };
    let mut app = backend.router();
    if let Some(folder) = &arguments.site {
        app = app.merge(site::router(folder));
    }
    let listener = TcpListener::bind(arguments.listen).await?;
    tracing::info!(address = %listener.local_addr()?, site, "listening");
    tokio::select! {
        outcome = serve(listener, app) => outcome?,
        () = backend.sweep() => {}
    }
    // What is not over by then is given up.
    let _ = tokio::time::timeout(STOP_TIMEOUT, backend.close()).await;
    tracing::info!("stopped");
    Ok(())
}

/// Serves until the program is told to stop, and then what is under way.
async fn serve(listener: TcpListener, app: Router) -> std::io::Result<()> {
    let stop = CancellationToken::new();
    let stopped = stop.clone().cancelled_owned();
    let server = axum::serve(listener, app).with_graceful_shutdown(stopped);
    tokio::select! {
        outcome = server => outcome,
        outcome = async {
            told_to_stop().await?;
            stop.cancel();
            tokio::time::sleep(STOP_TIMEOUT).await;
            Ok(())
        } => outcome,
    }
}

/// Ctrl-C, or SIGTERM, which service managers send.
#[cfg(unix)]
async fn told_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        outcome = tokio::signal::ctrl_c() => outcome,
        _ = terminated.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn told_to_stop() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
