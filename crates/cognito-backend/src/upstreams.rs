//! How the configured APIs are reached.

use crate::config::Config;
use crate::provider::CONNECT_TIMEOUT;
use reqwest::redirect::Policy;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// The HTTP client of the APIs, and how many requests each may have at once.
pub(crate) struct Upstreams {
    pub(crate) http: reqwest::Client,
    pub(crate) permits: Vec<Arc<Semaphore>>,
}

impl Upstreams {
    /// # Errors
    /// Where TLS cannot be set up.
    pub(crate) fn new(config: &Config) -> reqwest::Result<Self> {
        let limits = &config.limits;
        Ok(Self {
            http: reqwest::Client::builder()
                .redirect(Policy::none())
                .connect_timeout(CONNECT_TIMEOUT.min(limits.api_timeout))
                .timeout(limits.api_timeout)
                .build()?,
            permits: (0..config.apis.count())
                .map(|_| Arc::new(Semaphore::new(limits.api_concurrency)))
                .collect(),
        })
    }
}
