//! The command line. Secrets are no arguments: every user of a machine can read those.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// A backend for frontend: it signs people in at Amazon Cognito or any OpenID provider, keeps the
/// tokens, and forwards the site's API calls with them.
///
/// The environment has the secrets: COGNITO_BACKEND_KEY (32 random bytes in base64, which encrypt what
/// is stored), COGNITO_BACKEND_OLD_KEYS (further ones that still decrypt, separated by commas) and
/// COGNITO_BACKEND_CLIENT_SECRET (for a confidential client). RUST_LOG says what is logged.
#[derive(Debug, clap::Parser)]
#[command(version)]
pub(crate) struct Arguments {
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,

    /// The configuration, a JSON file.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: PathBuf,

    /// Where sessions are kept: an SQLite file, which is made where there is none.
    #[arg(long, value_name = "FILE", default_value = "sessions.db")]
    sessions: PathBuf,

    /// Where sessions are kept instead: a table of Amazon DynamoDB.
    #[cfg(feature = "dynamodb")]
    #[arg(long, value_name = "TABLE", conflicts_with = "sessions")]
    dynamodb_table: Option<String>,

    /// How many connections are served at once; further ones wait. Each may take a file descriptor, and
    /// its request another one: see `ulimit -n`.
    #[arg(long, value_name = "COUNT", default_value_t = 1_000, value_parser = connections)]
    pub(crate) max_connections: usize,

    /// The folder of the static site, to serve beside the backend.
    #[arg(long, value_name = "DIR")]
    pub(crate) site: Option<PathBuf>,
}

/// What a semaphore can count to is more than any machine serves.
fn connections(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count @ 1..=1_000_000) => Ok(count),
        _ => Err("a number from 1 to 1000000".into()),
    }
}

/// Where sessions are kept.
pub(crate) enum Store<'a> {
    Sqlite(&'a Path),
    #[cfg(feature = "dynamodb")]
    DynamoDb(&'a str),
}

impl Arguments {
    pub(crate) fn store(&self) -> Store<'_> {
        #[cfg(feature = "dynamodb")]
        if let Some(table) = &self.dynamodb_table {
            return Store::DynamoDb(table);
        }
        Store::Sqlite(&self.sessions)
    }
}
