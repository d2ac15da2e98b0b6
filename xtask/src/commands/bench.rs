//! `cargo xtask bench`: what a visitor downloads, and how long each step of a login takes; or how much
//! the backend bears.

use anyhow::Result;
use clap::Args;
use xtask::{BenchOptions, Build};

use crate::{process, release, tools, workspace};

#[derive(Args, Debug)]
pub(super) struct Options {
    #[command(flatten)]
    site: BenchOptions,
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

/// Measures `dist/` and the builds of `--against`, or the backend.
pub(super) fn bench(options: &Options) -> Result<()> {
    match options.backend {
        true => backend(options.sessions),
        false => site(&options.site),
    }
}

fn site(options: &BenchOptions) -> Result<()> {
    let dist = workspace::finished_dist()?;
    if !options.json {
        println!("dist\n{}\n", release::measure(&dist)?);
        for Build { name, dist } in &options.against {
            println!("{name}\n{}\n", release::measure(dist)?);
        }
    }
    let chromium = tools::chromium()?;
    let mut program = workspace::cargo("run --quiet --package end-to-end --bin bench --");
    program
        .arg(format!("--rounds={}", options.rounds))
        .env("DIST", dist)
        .envs(chromium);
    for Build { name, dist } in &options.against {
        let dist = std::path::absolute(dist)?;
        program.arg(format!("--against={name}={}", dist.display()));
    }
    if options.json {
        program.arg("--json");
    }
    process::run("the bench", &mut program)
}

/// Both programs as they are in production.
fn backend(sessions: u32) -> Result<()> {
    let peer = tools::express_openid_connect()?;
    let mut build = workspace::cargo(
        "build --profile server --package cognito-backend --bin cognito-backend \
         --package end-to-end --bin load",
    );
    process::run("cargo build", &mut build)?;
    let programs = workspace::root().join("target/server");
    let mut load = std::process::Command::new(programs.join("load"));
    load.arg(format!("--sessions={sessions}"))
        .env("BACKEND", programs.join("cognito-backend"))
        .env("EXPRESS_OPENID_CONNECT", peer);
    process::run("the bench", &mut load)
}
