//! `cargo xtask dev`

use std::{path::Path, time::Duration};

use anyhow::Result;
use xtask::{ConfigJson, Site};

use crate::{ports, process::Running, server, tools::Trunk, workspace};

/// A first build of all dependencies, on a slow machine.
const FIRST_BUILD: Duration = Duration::from_secs(30 * 60);

/// Serves the app with Trunk, beside the local user pool or a file that names a real one.
pub(super) fn dev(config: Option<&Path>) -> Result<()> {
    config.map(server::check_config).transpose()?;
    ports::require_free(&[ports::APP, ports::POOL, ports::POOL_APIS])?;
    let trunk = Trunk::for_development()?;

    let mut children = Vec::new();
    // Trunk.toml looks for the configuration at the pool's address, so that is where the file is.
    let _stand_in = match config {
        Some(file) => Some(Site::of_configuration(
            ConfigJson::File(file.to_owned()),
            ports::POOL,
        )?),
        None => {
            children.push(server::start_pool()?);
            None
        }
    };
    let mut serve = trunk.command("serve");
    serve
        // `dist/` is for what `build` makes: a development build is not to be taken for it.
        .arg("--dist")
        .arg(workspace::root().join("target/dev-dist"))
        // Browsers warn of integrity values on this kind of preload; a release sets them aside.
        .args(["--no-sri", "true"])
        // Trunk lists addresses of which the pool knows but one.
        .args(["--log", "warn"]);
    children.push(Running::start("trunk serve", &mut serve)?);
    let origin = format!("http://localhost:{}", ports::APP);
    server::wait_until_answered(&origin, FIRST_BUILD, || {
        children.iter_mut().try_for_each(Running::check)
    })?;
    server::announce(&origin, config.is_none());
    server::keep_running(&mut children)
}
