//! `cargo xtask preview`

use std::{fs, path::Path};

use anyhow::{Context, Result};
use child_process::Running;
use local_site::{ConfigJson, Site, compressed_copy};

use super::Options;
use crate::{backend, ports, server, workspace};

/// Serves `dist/` as production does, beside the local user pool or a file that names a real one.
pub(super) fn preview(options: &Options) -> Result<()> {
    let file = options.config.as_deref();
    file.map(server::check_config).transpose()?;
    let dist = workspace::finished_dist()?;
    let mut pool = match file {
        Some(_) => {
            ports::require_free(&[ports::APP])?;
            None
        }
        None => {
            ports::require_free(&[ports::APP, ports::POOL, ports::POOL_APIS])?;
            let backend = options.backend.then_some(backend::PATH);
            Some(server::start_pool(backend)?)
        }
    };
    if options.backend {
        return with_backend(&dist, file, pool);
    }
    let config = match file {
        Some(file) => ConfigJson::File(file.to_owned()),
        None => ConfigJson::Proxy(server::config_url()),
    };
    let site = Site::start(&dist, config, ports::APP).context("dist/ cannot be served")?;
    server::announce(site.origin(), pool.is_some());
    server::keep_running(pool.as_mut_slice())
}

/// One program serves it all, as it can in production.
fn with_backend(dist: &Path, file: Option<&Path>, pool: Option<Running>) -> Result<()> {
    let config = match file {
        Some(file) => fs::read_to_string(file)?,
        None => server::served_config()?,
    };
    let site = compressed_copy(dist)?;
    let page_config = backend::with_backend(&config)?;
    fs::write(site.path().join("config.json"), page_config)?;
    let origin = format!("http://localhost:{}", ports::APP);
    let backend = backend::start(&config, &origin, ports::APP, Some(site.path()))?;
    server::announce(&origin, pool.is_some());
    let mut programs: Vec<Running> = pool.into_iter().collect();
    programs.push(backend);
    server::keep_running(&mut programs)
}
