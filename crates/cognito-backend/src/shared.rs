//! What all endpoints share.

use crate::config::Config;
use crate::provider::ProviderClient;
use crate::seal::EncryptionKeys;
use crate::store::SessionStore;
use crate::upstreams::Upstreams;
use std::sync::Arc;
use tokio_util::task::TaskTracker;

/// What all endpoints share.
pub(crate) struct Shared {
    pub(crate) config: Config,
    pub(crate) keys: EncryptionKeys,
    pub(crate) store: Arc<dyn SessionStore>,
    pub(crate) provider: Arc<ProviderClient>,
    pub(crate) upstreams: Upstreams,
    /// What goes on when its request is over.
    pub(crate) tasks: TaskTracker,
}
