//! What the site and its provider say of themselves: `/config.json`, the server's clock, the
//! provider's endpoints.

use super::Flow;
use crate::browser::http::{self, Call, HttpError, Reply};
use crate::browser::json::BrowserJson;
use crate::browser::{clock, location};
use crate::protocol::config::{self, Config, ConfigError};
use crate::protocol::problem::Problem;
use crate::protocol::provider::{self, Provider};
use std::rc::Rc;
use web_sys::RequestCache;

/// A deviation smaller than this is the `Date` header's own coarseness and the way it took.
const CLOCK_COARSENESS_MS: f64 = 5_000.0;

impl Flow {
    /// Reads `/config.json`, and the server's clock with it.
    pub(crate) async fn read_config(&self) -> Result<Rc<Config>, Problem> {
        let unreachable = |code: &str| {
            Problem::new(
                code,
                "This site's configuration could not be read.",
                "Check your connection, then try again.",
            )
            .retryable()
        };
        let call = Call::get("/config.json", RequestCache::NoCache);
        let reply = http::send(&call).await.map_err(|error| match error {
            HttpError::Network => unreachable("config.network"),
            HttpError::Timeout => unreachable("config.timeout"),
        })?;
        match reply.status {
            200 => {}
            404 | 403 | 410 => return Err(ConfigError::NotFound.into()),
            _ => return Err(unreachable("config.status")),
        }
        self.correct_clock(&reply);
        let origin = location::place().map(|place| place.origin);
        let config = config::check::<BrowserJson>(&reply.text(), &origin.unwrap_or_default())?;
        let config = Rc::new(config);
        *self.config.borrow_mut() = Some(config.clone());
        Ok(config)
    }

    fn correct_clock(&self, reply: &Reply) {
        let age = reply.header("age").and_then(|age| age.parse::<u32>().ok());
        if let Some(date) = reply.header("date").and_then(clock::parse_http_date) {
            let server = date + f64::from(age.unwrap_or(0)) * 1000.0;
            let offset = server - clock::now();
            let differs = offset.abs() > CLOCK_COARSENESS_MS;
            self.clock_offset_ms.set(if differs { offset } else { 0.0 });
        }
    }

    /// The provider's endpoints: from the configuration, or discovered once a page.
    pub(super) async fn provider(&self, config: &Config) -> Result<Rc<Provider>, Problem> {
        if let Some(provider) = &*self.provider.borrow() {
            return Ok(provider.clone());
        }
        let provider = match Provider::of_domain(config) {
            Some(provider) => provider,
            None => discover(config.issuer.as_deref().unwrap_or_default()).await?,
        };
        let provider = Rc::new(provider);
        *self.provider.borrow_mut() = Some(provider.clone());
        Ok(provider)
    }
}

async fn discover(issuer: &str) -> Result<Provider, Problem> {
    let address = provider::discovery_address(issuer);
    match http::send(&Call::get(&address, RequestCache::Default)).await {
        Ok(reply) if reply.status == 200 => {
            Provider::of_discovery::<BrowserJson>(&reply.text(), issuer).map_err(Into::into)
        }
        _ => Err(Problem::new(
            "discovery.unreachable",
            "The login provider could not be reached.",
            "Check your connection, then log in again.",
        )),
    }
}
