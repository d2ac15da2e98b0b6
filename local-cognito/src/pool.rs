//! The state that all handlers share.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::{Value, json};

use crate::{client::Client, control::Control, keys::Keys, options::Options, store::Store};

/// The identifier of the pool, which is the issuer's path.
const POOL_ID: &str = "us-east-1_local";
pub(crate) const JWKS_PATH: &str = "/us-east-1_local/.well-known/jwks.json";
pub(crate) const DISCOVERY_PATH: &str = "/us-east-1_local/.well-known/openid-configuration";
/// Path of the protected API below its stage.
pub(crate) const API_PATH: &str = "/prod/awesomeapi";
pub(crate) const ECHO_PATH: &str = "/prod/awesomeapi/echo";

pub(crate) type Shared = Arc<Pool>;

pub(crate) struct Pool {
    pub(crate) port: u16,
    pub(crate) origin: String,
    pub(crate) issuer: String,
    pub(crate) client: Client,
    pub(crate) keys: Arc<Keys>,
    scopes: Vec<String>,
    report: fn(&str),
    store: Mutex<Store>,
    control: Mutex<Control>,
}

impl Pool {
    pub(crate) fn new(options: &Options, port: u16, keys: Arc<Keys>) -> Self {
        let origin = format!("http://localhost:{port}");
        Self {
            port,
            issuer: format!("{origin}/{POOL_ID}"),
            origin,
            client: Client::of(&options.app_origins),
            keys,
            scopes: options.scopes.clone(),
            report: options.report,
            store: Mutex::new(Store::new()),
            control: Mutex::new(Control::default()),
        }
    }

    /// The people, sessions, codes and tokens. Each change is complete when it is made, so what a
    /// panicking thread left behind may be used.
    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn control(&self) -> MutexGuard<'_, Control> {
        self.control.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time on the pool's clock, in seconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        let seconds = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs());
        i64::try_from(seconds)
            .unwrap_or(i64::MAX)
            .saturating_add(self.control().settings.clock_offset_s)
    }

    /// A line for whoever started the pool. Never a secret, a verification code excepted.
    pub(crate) fn report(&self, line: &str) {
        (self.report)(line);
    }

    /// The app's configuration. The redirect and sign-out addresses are left to their defaults.
    pub(crate) fn app_config(&self) -> Value {
        json!({
            "issuer": self.issuer,
            "domain": self.origin,
            "client_id": self.client.id,
            "scopes": self.scopes,
            "api_url": format!("{}{API_PATH}", self.origin),
        })
    }
}
