//! `cargo xtask bench`: what a visitor downloads, and when the landing page can be used.

mod load;
mod report;
mod webdriver;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::json;
use xtask::{ConfigJson, Site};

use super::options::Options;
use crate::{progress::Progress, release, tools, workspace};
use load::{Load, PROFILES, Profile};
use webdriver::Driver;

const ROUNDS: usize = 9;

/// A build, and where it is served.
struct Served {
    folder: PathBuf,
    site: Site,
}

/// Measures `dist/` and the folders of `--against`.
pub(crate) fn bench(words: &[&str]) -> Result<()> {
    let options = Options::read(words, &["--against", "--rounds"], &[])?;
    let rounds = match options.value("--rounds")? {
        Some(rounds) => rounds.parse().ok().filter(|rounds| *rounds > 0),
        None => Some(ROUNDS),
    };
    let rounds = rounds.context("--rounds takes a number from 1 on.")?;
    let mut served = vec![serve(&workspace::dist(), true)?];
    for folder in options.all("--against") {
        served.push(serve(Path::new(folder), false)?);
    }
    for Served { folder, .. } in &served {
        println!("\n{}\n{}", folder.display(), release::measure(folder)?);
    }
    let browser = tools::browser()?;
    let driver = Driver::start(browser)?;
    let folders: Vec<&Path> = served.iter().map(|each| each.folder.as_path()).collect();
    for profile in &PROFILES {
        let loads = measure(&driver, &served, profile, rounds)?;
        let table = report::table(&folders, &loads);
        println!("\n{}, {rounds} cold loads each\n{table}", profile.name);
    }
    Ok(())
}

/// Other builds may not run under this app's content security policy, and go without it.
fn serve(folder: &Path, is_ours: bool) -> Result<Served> {
    if !folder.join("index.html").exists() {
        bail!("There is no build in {}.", folder.display())
    }
    let config = json!({
        "issuer": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Bench",
        "domain": "https://bench.auth.eu-west-1.amazoncognito.com",
        "client_id": "bench",
        "scopes": ["openid"],
        "api_url": "https://bench.execute-api.eu-west-1.amazonaws.com/prod/awesomeapi",
    });
    let config = ConfigJson::Text(config.to_string());
    let site = if is_ours {
        Site::start(folder, config, 0)
    } else {
        Site::without_policy(folder, config, 0)
    };
    Ok(Served {
        folder: folder.to_owned(),
        site: site.with_context(|| folder.display().to_string())?,
    })
}

/// The loads of each build. The builds take turns, each round beginning with another one, so that a
/// machine that is busy for a while is so for all of them.
fn measure(
    driver: &Driver,
    served: &[Served],
    profile: &Profile,
    rounds: usize,
) -> Result<Vec<Vec<Load>>> {
    let progress = Progress::start(profile.name);
    let mut loads: Vec<Vec<Load>> = served.iter().map(|_| Vec::new()).collect();
    for round in 0..rounds {
        let mut turns: Vec<_> = served.iter().zip(&mut loads).collect();
        turns.rotate_left(round % served.len());
        for (each, loads) in turns {
            let load = load::cold(driver, each.site.origin(), profile);
            loads.push(load.with_context(|| each.folder.display().to_string())?);
        }
    }
    progress.done();
    Ok(loads)
}
