//! What the site and its provider say of themselves: the configuration, the server's clock, the
//! provider's endpoints.

use super::deadline::{Deadline, PATIENCE_MS};
use super::flow::Flow;
use crate::AuthError;
use crate::browser::http::{self, Call, HttpError, Reply, RequestCache};
use crate::browser::{clock, location};
use crate::platform::PlatformJson;
use crate::protocol::clock::server_time;
use crate::protocol::config::{Config, ConfigError};
use crate::protocol::provider::{self, DiscoveryError, Provider};
use std::rc::Rc;

/// A deviation smaller than this is the `Date` header's own coarseness and the way it took.
const CLOCK_COARSENESS_MS: f64 = 5_000.0;

impl Flow {
    /// Reads the configuration, and the server's clock with it where it is fetched.
    pub(super) async fn read_config(&self) -> Result<Rc<Config>, AuthError> {
        let deadline = Deadline::after(PATIENCE_MS);
        let origin = location::place().map_or_else(String::new, |place| place.origin);
        let checked = match self.auth_config.address() {
            Some(address) => {
                let call = Call::get_file(address, deadline.left_ms());
                let mut text = self.fetch_config(&call).await?;
                if call.cache != RequestCache::NoCache && self.clock_offset_ms.get() != 0.0 {
                    // A browser that goes back in its history takes the file from its cache, with the
                    // time of then.
                    let anew = Call::get(address, RequestCache::NoCache, deadline.left_ms());
                    match self.fetch_config(&anew).await {
                        Ok(latest) => text = latest,
                        // What was read stays good; the time that came with it may be an old one.
                        Err(_) => self.clock_offset_ms.set(0.0),
                    }
                }
                self.auth_config
                    .resolve_with::<PlatformJson>(&text, &origin)
            }
            None => self.auth_config.resolve::<PlatformJson>(&origin),
        };
        let config = checked.map_err(|error| error.found_in(self.auth_config.place()))?;
        let config = Rc::new(config);
        *self.config.borrow_mut() = Some(config.clone());
        Ok(config)
    }

    /// Reads the server's clock once more, without taking over a configuration that may have changed
    /// since; whether it could be read.
    pub(super) async fn read_clock(&self, deadline: Deadline) -> bool {
        match self.auth_config.address() {
            Some(address) => {
                let call = Call::get(address, RequestCache::NoCache, deadline.left_ms());
                self.fetch_config(&call).await.is_ok()
            }
            None => false,
        }
    }

    async fn fetch_config(&self, call: &Call<'_>) -> Result<String, AuthError> {
        let unreachable = |code: &str| {
            AuthError::new(
                code,
                "This site's configuration could not be read.",
                "Check your connection, then try again.",
            )
            .retryable()
        };
        let place = self.auth_config.place();
        let reply = http::send(call).await.map_err(|error| match error {
            HttpError::Invalid | HttpError::Network => unreachable("config.network"),
            HttpError::Redirected => unreachable("config.status"),
            HttpError::Timeout => unreachable("config.timeout"),
            HttpError::TooLarge => ConfigError::NotJson.found_in(place),
        })?;
        match reply.status {
            200 => {}
            404 | 403 | 410 => {
                return Err(ConfigError::NotFound.found_in(place));
            }
            _ => return Err(unreachable("config.status")),
        }
        self.correct_clock(&reply);
        Ok(reply.text())
    }

    pub(super) fn correct_clock(&self, reply: &Reply) {
        let age = reply.header("age").and_then(|age| age.parse::<u32>().ok());
        if let Some(date) = reply.header("date").and_then(clock::parse_http_date) {
            let age_ms = f64::from(age.unwrap_or(0)) * 1000.0;
            let now = clock::now();
            let offset = server_time(date, age_ms, now) - now;
            let differs = offset.abs() > CLOCK_COARSENESS_MS;
            self.clock_offset_ms.set(if differs { offset } else { 0.0 });
        }
    }

    /// The provider's endpoints: from the configuration, or discovered once a page.
    pub(super) async fn provider(
        &self,
        config: &Config,
        deadline: Deadline,
    ) -> Result<Rc<Provider>, AuthError> {
        if let Some(provider) = &*self.provider.borrow() {
            return Ok(provider.clone());
        }
        let provider = match Provider::of_domain(config) {
            Some(provider) => provider,
            None => {
                // With a backend there is none to ask.
                let issuer = config.issuer.as_deref();
                discover(issuer.ok_or(DiscoveryError::Unreachable)?, deadline).await?
            }
        };
        let provider = Rc::new(provider);
        *self.provider.borrow_mut() = Some(provider.clone());
        Ok(provider)
    }
}

async fn discover(issuer: &str, deadline: Deadline) -> Result<Provider, AuthError> {
    let address = provider::discovery_address(issuer);
    let call = Call::get(&address, RequestCache::Default, deadline.left_ms());
    let document = match http::send(&call).await {
        Ok(reply) if reply.status == 200 => reply.text(),
        Ok(reply) => return Err(DiscoveryError::Status(reply.status).into()),
        Err(HttpError::Redirected) => return Err(DiscoveryError::Redirected.into()),
        Err(HttpError::Timeout) => return Err(DiscoveryError::Timeout.into()),
        Err(HttpError::TooLarge) => return Err(DiscoveryError::Malformed.into()),
        Err(HttpError::Invalid | HttpError::Network) => {
            return Err(match http::is_unreadable(&address).await {
                true => DiscoveryError::Unreadable,
                false => DiscoveryError::Unreachable,
            }
            .into());
        }
    };
    Ok(Provider::of_discovery::<PlatformJson>(&document, issuer)?)
}
