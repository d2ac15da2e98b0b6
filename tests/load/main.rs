//! How much a backend for frontend bears: logins and proxied calls a second, how long each takes, and the
//! memory of the process. `cargo xtask bench --backend` runs this program.
//!
//! `cognito-backend` is measured with few sessions in its store and with many, and beside it a server of
//! `express-openid-connect` with the same endpoints. Provider, API and all requests are of this process, on
//! the same machine, so only ratios count.
#![allow(clippy::expect_used, clippy::panic)]
// What it is for is to print.
#![allow(clippy::print_stdout)]

mod api;
mod browser;
mod fill;
mod measure;
mod subject;

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use local_cognito::{LocalCognito, Options};

use browser::Browser;
use measure::{Figures, measure};
use subject::{Program, Server};

#[derive(Parser)]
struct Arguments {
    /// How many sessions there are in the store beside those that are used
    #[arg(long, default_value_t = 1_000_000)]
    sessions: u32,
    /// How long each figure is measured, in seconds
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// How many browsers there are at once
    #[arg(long, default_value_t = 64)]
    browsers: usize,
}

#[tokio::main]
async fn main() -> ExitCode {
    match bench(&Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}

async fn bench(arguments: &Arguments) -> Result<(), String> {
    let servers = [
        (Program::CognitoBackend, 0),
        (Program::CognitoBackend, arguments.sessions),
        (Program::ExpressOpenidConnect, 0),
    ];
    println!(
        "{} browsers, {} s each\n",
        arguments.browsers, arguments.seconds
    );
    println!("| server | sessions | what | a second | median, ms | 99 %, ms | memory, MiB |");
    println!("| --- | ---: | --- | ---: | ---: | ---: | ---: |");
    for (program, sessions) in servers {
        for (what, figures, memory) in visit(program, sessions, arguments).await? {
            let Figures {
                per_second,
                median_ms,
                slowest_ms,
            } = figures;
            let name = program.name();
            println!(
                "| {name} | {sessions} | {what} | {per_second:.0} | {median_ms:.1} | \
                 {slowest_ms:.1} | {memory:.0} |"
            );
        }
    }
    Ok(())
}

/// Measures one server, alone.
async fn visit(
    program: Program,
    sessions: u32,
    arguments: &Arguments,
) -> Result<Vec<(&'static str, Figures, f64)>, String> {
    let port = end_to_end::child::free_port();
    let origin = format!("http://localhost:{port}");
    let options = Options {
        backend: Some("/auth".to_owned()),
        ..Options::for_test(&origin)
    };
    let pool = LocalCognito::start(options)
        .await
        .map_err(|error| error.to_string())?;
    let api = api::start().await?;
    let server = Server::start(program, port, &pool, &api, sessions).await?;
    let duration = Duration::from_secs(arguments.seconds);

    let mut browsers = Vec::new();
    for _ in 0..arguments.browsers {
        let browser = Browser::new(&origin).await;
        browser.log_in().await;
        browsers.push(browser);
    }
    let mut results = Vec::new();
    let calls = measure(&browsers, duration, Browser::call_api).await;
    results.push(("calls of the API", calls, server.memory_mib()?));
    if program == Program::CognitoBackend {
        let status = measure(&browsers, duration, Browser::ask_status).await;
        results.push(("login status", status, server.memory_mib()?));
    }
    let logins = measure(&browsers, duration, Browser::log_in).await;
    results.push(("logins", logins, server.memory_mib()?));
    Ok(results)
}
