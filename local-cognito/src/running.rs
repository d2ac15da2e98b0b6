//! Starting the pool, and the handle of a running one.

use std::{fmt, io, sync::Arc};

use serde_json::Value;
use tokio::{
    sync::{OnceCell, oneshot},
    task::JoinHandle,
};
use url::Url;

use crate::{
    control::Settings,
    faults::Fault,
    keys::{KeyError, Keys},
    log::Entry,
    options::Options,
    pool::{API_PATH, Pool, Shared},
    server::{Listeners, serve},
};

/// Why the pool did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The port is taken on one of the loopback addresses.
    PortInUse(u16),
    /// The address could not be listened on.
    Listen(io::Error),
    /// The signing keys could not be made.
    Keys(KeyError),
    /// An app origin is more or less than a scheme, a host and a port.
    AppOrigin(String),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PortInUse(port) => write!(
                f,
                "port {port} is in use: stop what uses it, or choose another with --port"
            ),
            Self::Listen(error) => write!(f, "loopback could not be listened on: {error}"),
            Self::Keys(error) => write!(f, "the signing keys could not be made: {error}"),
            Self::AppOrigin(origin) => {
                write!(f, "{origin} is not an origin such as http://localhost:3000")
            }
        }
    }
}

impl std::error::Error for StartError {}

/// Making keys takes most of a second, so the pools of one process share theirs.
static KEYS: OnceCell<Arc<Keys>> = OnceCell::const_new();

async fn make_keys() -> Result<Arc<Keys>, StartError> {
    let made = tokio::task::spawn_blocking(Keys::generate).await;
    let keys = made.map_err(|error| StartError::Keys(error.into()))?;
    keys.map(Arc::new).map_err(StartError::Keys)
}

fn is_origin(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == text
    })
}

/// The local user pool.
#[derive(Debug)]
pub struct LocalCognito;

impl LocalCognito {
    /// Makes keys, listens on loopback and serves in the background of the current runtime.
    ///
    /// # Errors
    /// If an app origin is malformed, the port is taken, or keys cannot be made.
    pub async fn start(options: Options) -> Result<Running, StartError> {
        if let Some(origin) = options.app_origins.iter().find(|origin| !is_origin(origin)) {
            return Err(StartError::AppOrigin(origin.clone()));
        }
        let listeners =
            Listeners::bind(options.port)
                .await
                .map_err(|error| match error.kind() {
                    io::ErrorKind::AddrInUse => StartError::PortInUse(options.port),
                    _ => StartError::Listen(error),
                })?;
        let keys = KEYS.get_or_try_init(make_keys).await?.clone();
        let pool = Arc::new(Pool::new(&options, listeners.port, keys));
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(serve(listeners, pool.clone(), stopped));
        Ok(Running { pool, stop, task })
    }
}

/// A running pool. It stops when this is dropped; [`Running::stop`] also waits for it.
pub struct Running {
    pool: Shared,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running")
            .field("origin", &self.pool.origin)
            .finish_non_exhaustive()
    }
}

impl Running {
    /// Where it is, and its domain in Cognito's sense: `http://localhost:<port>`.
    pub fn origin(&self) -> &str {
        &self.pool.origin
    }

    /// The `iss` of its tokens.
    pub fn issuer(&self) -> &str {
        &self.pool.issuer
    }

    /// The app client's id.
    pub fn client_id(&self) -> &str {
        self.pool.client.id
    }

    /// The address of the protected API.
    pub fn api_url(&self) -> String {
        format!("{}{API_PATH}", self.pool.origin)
    }

    /// What `/config.json` answers.
    pub fn app_config(&self) -> Value {
        self.pool.app_config()
    }

    /// Replaces all faults.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        self.pool.control().faults = faults;
    }

    /// Replaces all settings.
    pub fn set_settings(&self, settings: Settings) {
        self.pool.control().settings = settings;
    }

    /// The requests received since the start or the last reset, control requests excepted.
    pub fn log(&self) -> Vec<Entry> {
        self.pool.control().log.entries()
    }

    /// The verification code of someone who has signed up and not entered it yet.
    pub fn verification_code(&self, email: &str) -> Option<String> {
        self.pool
            .store()
            .verification_codes()
            .find(|(address, _)| address == email)
            .map(|(_, code)| code)
    }

    /// Forgets everything that happened since the start, faults and settings included; keys stay.
    pub fn reset(&self) {
        self.pool.reset();
    }

    /// Stops serving and waits for requests under way, a second at most.
    pub async fn stop(self) {
        drop(self.stop);
        // A panic of the server would have been printed where it happened.
        drop(self.task.await);
    }
}
