//! Starting the pool, and the handle of a running one.

use std::{fmt, io, sync::Arc};

use serde_json::Value;
use tokio::{
    sync::{OnceCell, watch},
    task::JoinHandle,
};

use crate::{
    faults::Fault,
    keys::Keys,
    log::Entry,
    options::Options,
    pool::{Pool, Shared},
    router,
    server::{Listeners, serve},
    settings::Settings,
    start_error::StartError,
    summary::{auth_config, summary},
};

/// Making keys takes most of a second, so the pools of one process share theirs.
static KEYS: OnceCell<Arc<Keys>> = OnceCell::const_new();

async fn make_keys() -> Result<Arc<Keys>, StartError> {
    let made = tokio::task::spawn_blocking(Keys::generate).await;
    let keys = made.map_err(|error| StartError::Keys(error.into()))?;
    keys.map(Arc::new).map_err(StartError::Keys)
}

async fn listen(port: u16, in_use: fn(u16) -> StartError) -> Result<Listeners, StartError> {
    let listeners = Listeners::bind(port).await;
    listeners.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => in_use(port),
        _ => StartError::Listen(error),
    })
}

/// The local user pool.
#[derive(Debug)]
pub struct LocalCognito;

impl LocalCognito {
    /// Makes keys, listens on loopback and serves in the background of the current runtime.
    ///
    /// # Errors
    /// If an option cannot be used, a port is taken, or keys cannot be made.
    pub async fn start(options: Options) -> Result<Running, StartError> {
        options.validate()?;
        let report = options.report;
        let main = listen(options.port, StartError::PortInUse).await?;
        let second = listen(options.api_port(), StartError::ApiPortInUse).await?;
        let keys = KEYS.get_or_try_init(make_keys).await?.clone();
        let pool = Arc::new(Pool::new(options, main.port, second.port, keys));
        let (stop, stopped) = watch::channel(());
        let main_router = router::pool(&pool, main.port);
        let second_router = router::second(&pool, second.port);
        let task = tokio::spawn(async move {
            tokio::join!(
                serve(main, main_router, report, stopped.clone()),
                serve(second, second_router, report, stopped.clone()),
            );
        });
        Ok(Running { pool, stop, task })
    }
}

/// A running pool. It stops when this is dropped; [`Running::stop`] also waits for it.
pub struct Running {
    pool: Shared,
    stop: watch::Sender<()>,
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

    /// The address of the protected API that wants an access token.
    pub fn api_url(&self) -> String {
        self.pool.api_url()
    }

    /// The address of the protected API that wants an ID token. Its origin is another one: the
    /// second port.
    pub fn orders_url(&self) -> String {
        self.pool.orders_url()
    }

    /// The second origin, `http://localhost:<api port>`, which has the APIs, an issuer that is
    /// [updated](Options::updated_issuer), and nothing else.
    pub fn api_origin(&self) -> &str {
        &self.pool.api_origin
    }

    /// What an app has to be told about this pool, a line each: issuer, domain, client id,
    /// registered addresses, scopes, APIs. For a terminal.
    pub fn summary(&self) -> String {
        summary(&self.pool)
    }

    /// The same as an expression of Rust: an `AuthConfig` of `leptos-cognito` or `cognito-spa` that asks
    /// for every scope and names every API.
    pub fn auth_config(&self) -> String {
        auth_config(&self.pool)
    }

    /// What `/config.json` answers.
    pub fn app_config(&self) -> Value {
        self.pool.app_config()
    }

    /// Replaces all faults, and lets go every request that one of the old ones holds.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        self.pool.control().replace_faults(faults);
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
