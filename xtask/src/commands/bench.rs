//! `cargo xtask bench`: what a visitor downloads, and how long each step of a login takes.

use anyhow::{Result, bail};
use xtask::{BenchOptions, Build};

use crate::{process, release, tools, workspace};

/// Measures `dist/` and the builds of `--against`.
pub(super) fn bench(options: &BenchOptions) -> Result<()> {
    let dist = workspace::dist();
    if !dist.join("index.html").exists() {
        bail!("There is no build in dist/: run `cargo xtask build` first.")
    }
    if !options.json {
        println!("dist\n{}\n", release::measure(&dist)?);
        for Build { name, dist } in &options.against {
            println!("{name}\n{}\n", release::measure(dist)?);
        }
    }
    let chromium = tools::chromium()?;
    let mut program = workspace::cargo();
    program
        .args([
            "run",
            "--quiet",
            "--package",
            "end-to-end",
            "--bin",
            "bench",
            "--",
        ])
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
