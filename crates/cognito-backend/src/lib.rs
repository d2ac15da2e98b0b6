#![doc = include_str!("../README.md")]

mod backend;
mod callback;
mod clock;
mod config;
mod cookies;
mod csrf;
mod failure;
mod ids;
mod login;
mod login_failure;
mod logout;
mod places;
mod provider;
mod proxy;
mod renewal;
mod response;
mod seal;
mod secrets;
mod session;
mod shared;
mod status;
pub mod store;
mod trace;
mod upstreams;

pub use backend::{Backend, BuildError};
pub use config::{Config, ConfigError};
pub use seal::{EncryptionKeys, SealError};
pub use secrets::{CLIENT_SECRET_VARIABLE, KEY_VARIABLE, OLD_KEYS_VARIABLE, Secrets, SecretsError};
#[cfg(feature = "sqlite")]
pub use store::SqliteStore;
