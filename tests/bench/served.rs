//! A build that is visited, beside a pool that knows its visitor already.

use std::path::PathBuf;

use end_to_end::agent::Agent;
use end_to_end::browser::Tab;
use end_to_end::child::free_port;
use end_to_end::login::{self, Attempt};
use end_to_end::provider::local::Local;
use local_site::{ConfigJson, Site};
use serde_json::json;

/// A finished build.
#[derive(Clone)]
pub(crate) struct Build {
    /// What the tables call it.
    pub(crate) name: String,
    /// Its folder.
    pub(crate) dist: PathBuf,
}

pub(crate) struct Served {
    pub(crate) build: Build,
    pub(crate) site: Site,
    local: Local,
    /// Keeps the hosted login's session: its page takes no time.
    visitor: Agent,
}

impl Served {
    /// Other builds may not run under this app's content security policy, and go without it.
    pub(crate) async fn start(build: Build, is_ours: bool) -> Result<Self, String> {
        let port = free_port();
        let local = Local::start(&format!("http://localhost:{port}")).await?;
        let config = ConfigJson::Text(local.pool.app_config().to_string());
        let site = Site::for_measurement(&build.dist, config, is_ours, port)
            .map_err(|error| format!("{} cannot be served: {error}", build.dist.display()))?;
        let visitor = Agent::default();
        login::code(&visitor, &local.provider, &Attempt::new("openid")).await;
        Ok(Self {
            build,
            site,
            local,
            visitor,
        })
    }

    /// Gives the tab the visitor's session at the hosted login.
    pub(crate) async fn introduce(&self, tab: &Tab) {
        for (name, value) in self.visitor.cookies() {
            let cookie = json!({"name": name, "value": value, "url": self.local.provider.domain});
            tab.devtools("Network.setCookie", cookie).await;
        }
    }
}
