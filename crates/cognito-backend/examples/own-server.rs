//! The backend in a server of one's own, beside its other routes.
//!
//! `COGNITO_BACKEND_KEY=… cargo run -p cognito-backend --example own-server -- backend.json`

use axum::Router;
use axum::routing::get;
use cognito_backend::{Backend, Config, Secrets, SqliteStore};
use std::error::Error;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).ok_or("Which configuration?")?;
    let config = Config::from_json(&std::fs::read_to_string(file)?)?;
    let store = SqliteStore::open("sessions.db")?;
    let backend = Backend::new(config, Secrets::from_env()?, store)?;
    let app = Router::new()
        .route("/version", get(async || env!("CARGO_PKG_VERSION")))
        .merge(backend.router());
    let listener = TcpListener::bind("127.0.0.1:8080").await?;
    tokio::select! {
        outcome = axum::serve(listener, app) => outcome?,
        () = backend.sweep() => {}
    }
    Ok(())
}
