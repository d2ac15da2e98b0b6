//! `cargo xtask preview`

use std::path::Path;

use anyhow::{Context, Result, bail};
use xtask::{ConfigJson, Site};

use crate::{ports, server, workspace};

/// Serves `dist/` as production does, beside the local user pool or a file that names a real one.
pub(super) fn preview(config: Option<&Path>) -> Result<()> {
    config.map(server::check_config).transpose()?;
    let dist = workspace::dist();
    if !dist.join("index.html").exists() {
        bail!("There is no build in dist/: run `cargo xtask build` first.")
    }
    let local_pool = config.is_none();
    let mut children = Vec::new();
    let config = if let Some(file) = config {
        ports::require_free(&[ports::APP])?;
        ConfigJson::File(file.to_owned())
    } else {
        ports::require_free(&[ports::APP, ports::POOL, ports::POOL_APIS])?;
        children.push(server::start_pool()?);
        ConfigJson::Proxy(server::config_url())
    };
    let site = Site::start(&dist, config, ports::APP).context("dist/ cannot be served")?;
    server::announce(site.origin(), local_pool);
    server::keep_running(&mut children)
}
