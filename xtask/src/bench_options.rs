//! The options of `cargo xtask bench`, which reads them, and of the program that measures.

use std::path::PathBuf;

use clap::{Args, builder::RangedU64ValueParser};

/// What is measured.
#[derive(Args, Clone, Debug)]
pub struct BenchOptions {
    /// Measures another build beside dist/; may be repeated. It reads /config.json, and has the
    /// addresses and the buttons of this app
    #[arg(long, value_name = "NAME=DIST", value_parser = build)]
    pub against: Vec<Build>,
    /// How often each build is visited under each profile
    #[arg(long, value_name = "N", default_value = "7", value_parser = RangedU64ValueParser::<u32>::new().range(1..))]
    pub rounds: u32,
    /// Prints every single figure as JSON instead of tables
    #[arg(long)]
    pub json: bool,
}

/// A finished build.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Build {
    /// What the tables call it.
    pub name: String,
    /// Its folder.
    pub dist: PathBuf,
}

fn build(text: &str) -> Result<Build, String> {
    let parts = text.split_once('=').filter(|(name, _)| !name.is_empty());
    let (name, dist) = parts.ok_or("it is written NAME=DIST, as in before=../before/dist")?;
    let dist = PathBuf::from(dist);
    if !dist.join("index.html").is_file() {
        return Err(format!("there is no build in {}", dist.display()));
    }
    Ok(Build {
        name: name.to_owned(),
        dist,
    })
}
