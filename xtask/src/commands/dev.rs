//! `cargo xtask dev`

use std::{fs, time::Duration};

use anyhow::Result;
use child_process::Running;
use local_site::{ConfigJson, Site};

use super::Options;
use crate::{backend, ports, server, tools, workspace};

/// A first build of all dependencies, on a slow machine.
const FIRST_BUILD: Duration = Duration::from_secs(30 * 60);

/// Serves the app with Trunk, beside the local user pool or a file that names a real one.
pub(super) fn dev(options: &Options) -> Result<()> {
    let file = options.config.as_deref();
    file.map(server::check_config).transpose()?;
    ports::require_free(&[ports::APP, ports::POOL, ports::POOL_APIS])?;
    if options.backend {
        ports::require_free(&[ports::BACKEND])?;
    }
    let mut serve = tools::trunk_for_development("serve")?;
    let origin = format!("http://localhost:{}", ports::APP);

    let mut children = Vec::new();
    // Trunk.toml looks for the configuration at the pool's address, so that is where the file is.
    let _stand_in = match file {
        Some(file) => {
            let config = match options.backend {
                true => ConfigJson::Text(backend::with_backend(&fs::read_to_string(file)?)?),
                false => ConfigJson::File(file.to_owned()),
            };
            let no_files = tempfile::tempdir()?;
            Some(Site::start(no_files.path(), config, ports::POOL)?)
        }
        None => {
            let backend = options.backend.then_some(backend::PATH);
            children.push(server::start_pool(backend)?);
            None
        }
    };
    if options.backend {
        let config = server::served_config()?;
        children.push(backend::start(&config, &origin, ports::BACKEND, None)?);
    }
    serve
        // `dist/` is for what `build` makes: a development build is not to be taken for it.
        .arg("--dist")
        .arg(workspace::root().join("target/dev-dist"))
        // Browsers warn of integrity values on this kind of preload; a release sets them aside.
        .args(["--no-sri", "true"])
        // Trunk lists addresses of which the pool knows but one.
        .args(["--log", "warn"]);
    children.push(Running::start("trunk serve", &mut serve)?);
    server::wait_until_answered(&origin, FIRST_BUILD, || {
        children.iter_mut().try_for_each(Running::check)
    })?;
    server::announce(&origin, file.is_none());
    server::keep_running(&mut children)
}
