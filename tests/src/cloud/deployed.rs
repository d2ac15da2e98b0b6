//! A site that `cargo xtask deploy` has put behind CloudFront, for the browser tests.

use std::path::Path;

use serde_json::Value;
use tokio::sync::{Mutex, MutexGuard, OnceCell};

use super::{Cloud, site};
use crate::agent::Reply;

/// The deployed site of this process.
///
/// A test has a user pool of its own, whose faults and log the tests need. So before each test two
/// things are changed in what was deployed, as another `cargo xtask deploy` would: `config.json`, and
/// in the content security policy the addresses that it names.
#[derive(Debug)]
pub struct Deployed {
    cloud: Cloud,
    origin: String,
    bucket: String,
    policy: String,
    in_use: Mutex<()>,
}

/// The site belongs to one test at a time: until this is dropped.
#[derive(Debug)]
pub struct SiteLock {
    site: &'static Deployed,
    _guard: MutexGuard<'static, ()>,
}

impl Deployed {
    /// Waits until no other test uses the site, which the first one deploys.
    pub async fn lock(dist: &Path) -> SiteLock {
        static SITE: OnceCell<Deployed> = OnceCell::const_new();
        let site = SITE.get_or_init(async || Self::deploy(dist)).await;
        SiteLock {
            site,
            _guard: site.in_use.lock().await,
        }
    }

    fn deploy(dist: &Path) -> Self {
        let cloud = Cloud::start();
        let stack = format!("site-{}", std::process::id());
        let dist = dist.to_string_lossy();
        let printed = cloud.xtask(&[
            "deploy",
            "--stack",
            &stack,
            "--dist",
            &dist,
            "--domain-prefix",
            &stack,
        ]);
        // What was put together for AWS; nothing destroys this stack, which ends with its cloud.
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/deploy");
        std::fs::remove_dir_all(Path::new(folder).join(&stack)).expect("the folder goes");
        let made = |name| {
            let resource = cloud.aws(&[
                "cloudformation",
                "describe-stack-resource",
                "--stack-name",
                &stack,
                "--logical-resource-id",
                name,
            ]);
            let id = &resource["StackResourceDetail"]["PhysicalResourceId"];
            id.as_str().expect("an id").to_owned()
        };
        Self {
            origin: site(&printed),
            bucket: made("SiteBucket"),
            policy: made("SecurityHeaders"),
            cloud,
            in_use: Mutex::default(),
        }
    }
}

impl SiteLock {
    /// Scheme and host of the site.
    pub fn origin(&self) -> &str {
        &self.site.origin
    }

    /// What CloudFront answers to a request for this path.
    pub async fn get(&self, path: &str) -> Reply {
        self.site.cloud.get(&self.site.origin, path).await
    }

    /// What a browser must be started with to reach it.
    pub fn browser_flags(&self) -> &[String] {
        &self.site.cloud.browser_flags
    }

    /// Has the site serve `config`, with a policy that allows the addresses in `allowed`.
    pub async fn configure(&self, config: String, allowed: &Value) {
        let Deployed {
            cloud,
            bucket,
            policy,
            ..
        } = self.site;
        cloud.put(bucket, "config.json", config).await;
        let allowed = local_site::policy(allowed, None);
        cloud.set_policy(policy, &allowed).await;
    }
}
