//! The state that all handlers share.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::{Value, json};
use tokio::sync::watch;

use crate::{
    client::Client,
    faults::{Endpoint, Fault, take},
    keys::Keys,
    log::Log,
    options::Options,
    paths::{API_PATH, ORDERS_PATH, POOL_ID},
    settings::Settings,
    store::Store,
};

pub(crate) type Shared = Arc<Pool>;

/// What tests change and look at.
#[derive(Default)]
pub(crate) struct Control {
    pub(crate) settings: Settings,
    faults: Vec<Fault>,
    /// Closed, by being dropped, when the faults are replaced: then what they hold goes on.
    in_force: watch::Sender<()>,
    pub(crate) log: Log,
}

impl Control {
    pub(crate) fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Replaces all faults, and lets go every request that one of the old ones holds.
    pub(crate) fn replace_faults(&mut self, faults: Vec<Fault>) {
        self.faults = faults;
        self.in_force = watch::Sender::default();
    }

    /// Takes the first fault for `endpoint` and counts it. What comes with it is closed when the
    /// faults are replaced.
    pub(crate) fn take_fault(
        &mut self,
        endpoint: Endpoint,
    ) -> Option<(Fault, watch::Receiver<()>)> {
        let fault = take(&mut self.faults, endpoint)?;
        Some((fault, self.in_force.subscribe()))
    }
}

pub(crate) struct Pool {
    /// Where the pool is, which is its domain in Cognito's sense.
    pub(crate) origin: String,
    /// The second origin, of the APIs and of an updated issuer.
    pub(crate) api_origin: String,
    pub(crate) issuer: String,
    pub(crate) client: Client,
    pub(crate) keys: Arc<Keys>,
    pub(crate) options: Options,
    store: Mutex<Store>,
    control: Mutex<Control>,
}

impl Pool {
    pub(crate) fn new(options: Options, port: u16, api_port: u16, keys: Arc<Keys>) -> Self {
        let origin = format!("http://localhost:{port}");
        let api_origin = format!("http://localhost:{api_port}");
        let of_issuer = if options.updated_issuer {
            &api_origin
        } else {
            &origin
        };
        Self {
            issuer: format!("{of_issuer}/{POOL_ID}"),
            origin,
            api_origin,
            client: Client::new(&options),
            keys,
            store: Mutex::new(Store::new(&options, machine_time())),
            control: Mutex::new(Control::default()),
            options,
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
        machine_time().saturating_add(self.control().settings.clock_offset_s)
    }

    /// A line for whoever started the pool. Never a secret, a verification code excepted.
    pub(crate) fn report(&self, line: &str) {
        (self.options.report)(line);
    }

    /// As after the start: the first users alone, default settings, no faults, an empty log. The
    /// keys stay.
    pub(crate) fn reset(&self) {
        *self.store() = Store::new(&self.options, machine_time());
        *self.control() = Control::default();
    }

    /// The API that wants an access token.
    pub(crate) fn api_url(&self) -> String {
        format!("{}{API_PATH}", self.origin)
    }

    /// The API that wants an ID token, at the second origin.
    pub(crate) fn orders_url(&self) -> String {
        format!("{}{ORDERS_PATH}", self.api_origin)
    }

    /// The app's configuration. The redirect and sign-out addresses are left to their defaults.
    pub(crate) fn app_config(&self) -> Value {
        let mut config = json!({
            "issuer": self.issuer,
            "domain": self.origin,
            "client_id": self.client.id,
            "scopes": self.options.scopes,
            "api_url": self.api_url(),
        });
        if let (Some(path), Some(keys)) = (&self.options.backend, config.as_object_mut()) {
            keys.insert("backend".to_owned(), path.clone().into());
        }
        config
    }
}

fn machine_time() -> i64 {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    i64::try_from(seconds).unwrap_or(i64::MAX)
}
