//! The site that a test visits: the same tests hold for the one on this machine and for the deployed one.

use local_site::Site;

use crate::agent::{Agent, Reply};
use crate::backend_site::BackendSite;
use crate::cloud::SiteLock;

/// A site that has the release build.
pub(crate) enum SiteUnderTest {
    /// Served as `cargo xtask preview` does, by this process.
    Local(Site),
    /// With a backend that keeps the tokens.
    Backend(BackendSite),
    /// Behind the CloudFront of an emulator, where `cargo xtask deploy` has put it.
    Deployed(SiteLock),
}

/// Whether the tests visit the deployed site: `SITE=deployed` is in the environment.
pub(crate) fn deployed() -> bool {
    match std::env::var("SITE").as_deref() {
        Err(_) | Ok("local") => false,
        Ok("deployed") => true,
        Ok(other) => panic!("SITE is {other:?}: local or deployed"),
    }
}

impl SiteUnderTest {
    /// Scheme, host and port.
    pub(crate) fn origin(&self) -> &str {
        match self {
            Self::Local(site) => site.origin(),
            Self::Backend(site) => site.origin(),
            Self::Deployed(lock) => lock.origin(),
        }
    }

    /// What the site answers to a request for this path.
    pub(crate) async fn get(&self, path: &str) -> Reply {
        match self {
            Self::Local(_) | Self::Backend(_) => {
                Agent::default()
                    .get(&format!("{}{path}", self.origin()))
                    .await
            }
            Self::Deployed(lock) => lock.get(path).await,
        }
    }

    /// What a browser must be started with to reach it.
    pub(crate) fn browser_flags(&self) -> &[String] {
        match self {
            Self::Local(_) | Self::Backend(_) => &[],
            Self::Deployed(lock) => lock.browser_flags(),
        }
    }
}
