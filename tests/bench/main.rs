//! What people wait for, measured in Chromium: `cargo xtask bench` runs this program.
//!
//! A visit is a browser of its own, with nothing cached. The builds take turns within a round, each
//! round beginning with another one, so that a machine that is busy for a while is so for all of them.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
// What it is for is to print.
#![allow(clippy::print_stdout)]

mod figures;
mod profile;
mod report;
mod served;
mod visit;

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use end_to_end::harness::dist;
use indicatif::{ProgressBar, ProgressStyle};

use figures::Figures;
use profile::{PROFILES, Profile};
use served::{Build, Served};

// What `cargo xtask bench` hands on, once it has checked it.
#[derive(Parser)]
struct Arguments {
    /// Another build beside the one that `DIST` names
    #[arg(long, value_name = "NAME=DIST", value_parser = build)]
    against: Vec<Build>,
    /// How often each build is visited under each profile
    #[arg(long)]
    rounds: NonZeroU32,
    /// JSON instead of tables
    #[arg(long)]
    json: bool,
}

fn build(text: &str) -> Result<Build, &'static str> {
    let (name, dist) = text.split_once('=').ok_or("it is written NAME=DIST")?;
    Ok(Build {
        name: name.to_owned(),
        dist: PathBuf::from(dist),
    })
}

#[tokio::main]
async fn main() -> ExitCode {
    match bench(&Arguments::parse()).await {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}

async fn bench(arguments: &Arguments) -> Result<String, String> {
    let rounds = arguments.rounds.get();
    let ours = Build {
        name: "dist".to_owned(),
        dist: dist(),
    };
    let mut served = vec![Served::start(ours, true).await?];
    for build in &arguments.against {
        served.push(Served::start(build.clone(), false).await?);
    }
    let visits = rounds as usize * served.len() * PROFILES.len();
    let progress = ProgressBar::new(visits as u64).with_style(
        ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len}, {eta} to go")
            .map_err(|error| error.to_string())?,
    );
    let mut results = Vec::new();
    for profile in &PROFILES {
        progress.set_message(profile.name);
        results.push((profile, measure(&served, profile, rounds, &progress).await?));
    }
    progress.finish_and_clear();
    let names: Vec<&str> = served.iter().map(|each| each.build.name.as_str()).collect();
    Ok(if arguments.json {
        report::json(&names, &results)
    } else {
        report::tables(&names, &results)
    })
}

/// The figures of each build, one a round.
async fn measure(
    served: &[Served],
    profile: &Profile,
    rounds: u32,
    progress: &ProgressBar,
) -> Result<Vec<Vec<Figures>>, String> {
    let mut measured: Vec<Vec<Figures>> = served.iter().map(|_| Vec::new()).collect();
    for round in 0..rounds as usize {
        let mut turns: Vec<_> = served.iter().zip(&mut measured).collect();
        turns.rotate_left(round % served.len());
        for (each, figures) in turns {
            let mut visited = visit::unhurried(each, profile).await?;
            visited.extend(visit::hurried(each, profile).await?);
            figures.push(visited);
            progress.inc(1);
        }
    }
    Ok(measured)
}
