//! `cargo xtask bench`: what a visitor downloads, and how long each step of a login takes; or how much
//! the backend bears.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, builder::RangedU64ValueParser};

use crate::{release, tools, workspace};

#[derive(Args, Debug)]
pub(super) struct Options {
    /// Measures another build beside dist/; may be repeated. It reads /config.json, and has the
    /// addresses and the buttons of this app
    #[arg(long, value_name = "NAME=DIST", value_parser = build)]
    against: Vec<(String, PathBuf)>,
    /// How often each build is visited under each profile
    #[arg(long, value_name = "N", default_value = "7", value_parser = RangedU64ValueParser::<u32>::new().range(1..))]
    rounds: u32,
    /// Prints every single figure as JSON instead of tables
    #[arg(long)]
    json: bool,
    /// Measures crates/cognito-backend instead, beside express-openid-connect
    #[arg(long, conflicts_with_all = ["against", "rounds", "json"])]
    backend: bool,
    /// How many sessions are in the backend's store beside those that are used
    #[arg(
        long,
        value_name = "N",
        default_value = "1000000",
        requires = "backend"
    )]
    sessions: u32,
}

fn build(text: &str) -> Result<(String, PathBuf), String> {
    let parts = text.split_once('=').filter(|(name, _)| !name.is_empty());
    let (name, dist) = parts.ok_or("it is written NAME=DIST, as in before=../before/dist")?;
    let dist = PathBuf::from(dist);
    if !dist.join("index.html").is_file() {
        return Err(format!("there is no build in {}", dist.display()));
    }
    Ok((name.to_owned(), dist))
}

/// Measures `dist/` and the builds of `--against`, or the backend.
pub(super) fn bench(options: &Options) -> Result<()> {
    match options.backend {
        true => backend(options.sessions),
        false => site(options),
    }
}

fn site(options: &Options) -> Result<()> {
    let dist = workspace::finished_dist()?;
    if !options.json {
        println!("dist\n{}\n", release::measure(&dist)?);
        for (name, dist) in &options.against {
            println!("{name}\n{}\n", release::measure(dist)?);
        }
    }
    let chromium = tools::chromium()?;
    let mut program = workspace::cargo("run --quiet --package end-to-end --bin bench --");
    program
        .arg(format!("--rounds={}", options.rounds))
        .env("DIST", dist)
        .envs(chromium);
    for (name, dist) in &options.against {
        let dist = std::path::absolute(dist)?;
        program.arg(format!("--against={name}={}", dist.display()));
    }
    if options.json {
        program.arg("--json");
    }
    child_process::run("the bench", &mut program)
}

/// Both programs as they are in production.
fn backend(sessions: u32) -> Result<()> {
    let peer = tools::express_openid_connect()?;
    let mut build = workspace::cargo(
        "build --profile server --package cognito-backend --bin cognito-backend \
         --package end-to-end --bin load",
    );
    child_process::run("cargo build", &mut build)?;
    let programs = workspace::root().join("target/server");
    let mut load = std::process::Command::new(programs.join("load"));
    load.arg(format!("--sessions={sessions}"))
        .env("BACKEND", programs.join("cognito-backend"))
        .env("EXPRESS_OPENID_CONNECT", peer);
    child_process::run("the bench", &mut load)
}
