//! One file a command.

mod bench;
mod config;
mod deploy;
mod destroy;
mod dev;
mod options;
mod preview;
mod screenshots;
mod status;
mod test;

use anyhow::Result;

pub(crate) use bench::bench;
pub(crate) use config::config;
pub(crate) use deploy::deploy;
pub(crate) use destroy::destroy;
pub(crate) use dev::dev;
pub(crate) use options::config_file;
pub(crate) use preview::preview;
pub(crate) use screenshots::screenshots;
pub(crate) use status::status;
pub(crate) use test::test;

use crate::{release, workspace};

/// `cargo xtask build`
pub(crate) fn build() -> Result<()> {
    release::build()?;
    let sizes = release::measure(&workspace::dist())?;
    println!("\n{sizes}\n{}", sizes.beside_budget());
    sizes.check_budget()
}
