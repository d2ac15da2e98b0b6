//! Where a scene is played: the same scenes hold for the site on this machine and for the deployed one.

use xtask::Site;

use crate::agent::{Agent, Reply};
use crate::cloud::Turn;

/// A site that has the release build.
pub(crate) enum Place {
    /// Served as `cargo xtask preview` does, by this process.
    Local(Site),
    /// Behind the CloudFront of an emulator, where `cargo xtask deploy` has put it.
    Deployed(Turn),
}

/// Whether the scenes are played at the deployed site: `SITE=deployed` is in the environment.
pub(crate) fn deployed() -> bool {
    std::env::var_os("SITE").is_some_and(|site| site == "deployed")
}

impl Place {
    /// Scheme, host and port.
    pub(crate) fn origin(&self) -> &str {
        match self {
            Self::Local(site) => site.origin(),
            Self::Deployed(turn) => turn.origin(),
        }
    }

    /// What the site answers to a request for this path.
    pub(crate) async fn get(&self, path: &str) -> Reply {
        match self {
            Self::Local(site) => {
                Agent::default()
                    .get(&format!("{}{path}", site.origin()))
                    .await
            }
            Self::Deployed(turn) => turn.get(path).await,
        }
    }

    /// What a browser must be started with to reach it.
    pub(crate) fn browser_flags(&self) -> &[String] {
        match self {
            Self::Local(_) => &[],
            Self::Deployed(turn) => turn.browser_flags(),
        }
    }
}
