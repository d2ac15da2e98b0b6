//! The commands behind `cargo xtask`: see `HELP`.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]
// What these commands are for is to print.
#![allow(clippy::print_stdout)]

mod aws;
mod commands;
mod ports;
mod process;
mod progress;
mod release;
mod server;
mod tools;
mod workspace;

use std::{env, process::ExitCode};

use anyhow::{Result, bail};

const HELP: &str = "\
cargo xtask dev [--config FILE]      the app, the local user pool and its API, rebuilt as you edit
cargo xtask test [KIND]... [-- FILTER]
                                     every check and test, or only the kinds named: native, infra,
                                     contract, browser, a11y, examples, hosting
cargo xtask build                    the production build, into dist/
cargo xtask preview [--config FILE]  dist/ with the production headers, beside the local user pool
cargo xtask screenshots [FOLDER]     a picture of every state of dist/, into target/screenshots
cargo xtask deploy --stack NAME --domain-prefix PREFIX
                                     builds, and puts everything into your AWS account
cargo xtask status --stack NAME      what is in your AWS account
cargo xtask destroy --stack NAME     takes it away again; its user pool stays, unless it is named
cargo xtask bench [--against FOLDER]... [--rounds N]
                                     sizes and start-up times of dist/, beside other builds
cargo xtask config --from amplify_outputs.json [--api-url URL] [--out FILE]
                                     writes config.json, or FILE, for an Amplify Gen 2 project

--config FILE  a config.json that names a real user pool, used in place of the local one

deploy also takes
  --issuer ISSUER --domain DOMAIN --client-id ID
                         in place of --domain-prefix: keeps a user pool that exists
  --site-domain NAME --certificate ARN
                         the site's own name, and the certificate for it
  --dry-run              prints what it would do, and does nothing
  --dist FOLDER          uploads this finished build instead of making one
  --dev-origin ORIGIN    lets this origin sign in as well, such as http://localhost:3000
  --parameter KEY=VALUE  any other parameter of infra/template.yaml; may be repeated
  --accept-loss ID       lets this resource be removed or replaced, by AWS's name for it;
                         may be repeated
config also takes
  --replace              replaces a file that says something else
destroy also takes
  --yes                  does not ask
  --delete-user-pool ID  deletes the stack's user pool as well, with its users
screenshots also takes
  --readme               replaces the README's pictures as well";

/// The conventional code of a program that ended because of Ctrl-C.
const INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
    let outcome = process::stop_children_on_interrupt().and_then(|()| run());
    match outcome {
        _ if process::interrupted() => ExitCode::from(INTERRUPTED),
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match *words.as_slice() {
        ["help" | "--help" | "-h"] | [_, "help" | "--help" | "-h"] => println!("{HELP}"),
        ["dev", ref rest @ ..] => commands::dev(commands::config_file(rest)?)?,
        ["test", ref rest @ ..] => return commands::test(rest),
        ["build"] => commands::build()?,
        ["preview", ref rest @ ..] => commands::preview(commands::config_file(rest)?)?,
        ["screenshots", ref rest @ ..] => commands::screenshots(rest)?,
        ["deploy", ref rest @ ..] => commands::deploy(rest)?,
        ["status", ref rest @ ..] => commands::status(rest)?,
        ["destroy", ref rest @ ..] => commands::destroy(rest)?,
        ["bench", ref rest @ ..] => commands::bench(rest)?,
        ["config", ref rest @ ..] => commands::config(rest)?,
        ["build", other, ..] => bail!("{other}: `cargo xtask build` takes nothing more."),
        [unknown, ..] => bail!("There is no command {unknown}.\n\n{HELP}"),
        [] => bail!("{HELP}"),
    }
    Ok(ExitCode::SUCCESS)
}
