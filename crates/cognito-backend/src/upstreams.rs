//! How the configured APIs are reached.

use crate::config::Config;
use crate::places::Places;
use crate::provider::CONNECT_TIMEOUT;
use reqwest::redirect::Policy;
use std::sync::Arc;
use std::time::Duration;

/// The HTTP client of the APIs, and the places that each has.
pub(crate) struct Upstreams {
    pub(crate) http: reqwest::Client,
    pub(crate) places: Vec<Arc<Places>>,
    /// How long an API may take for a whole answer.
    pub(crate) timeout: Duration,
}

impl Upstreams {
    /// # Errors
    /// Where TLS cannot be set up.
    pub(crate) fn new(config: &Config) -> reqwest::Result<Self> {
        let limits = &config.limits;
        Ok(Self {
            http: config
                .http_client()
                .redirect(Policy::none())
                .connect_timeout(CONNECT_TIMEOUT.min(limits.api_timeout))
                .build()?,
            places: (0..config.apis.count())
                .map(|_| Arc::new(Places::new(limits.api_concurrency)))
                .collect(),
            timeout: limits.api_timeout,
        })
    }
}
