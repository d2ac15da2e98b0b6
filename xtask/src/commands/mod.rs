//! One file a command.

mod bench;
mod config;
mod deploy;
mod destroy;
mod dev;
mod preview;
mod screenshots;
mod status;
mod test;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use aws_stack::stack_name;
use clap::{Args, Parser, Subcommand};

use crate::release;

/// Develops, tests, builds and deploys the app.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask")]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the app, the local user pool and its API, and builds anew as you edit
    Dev(Options),
    /// Runs every check and test, or only the kinds named
    Test(test::Selection),
    /// Makes the production build, in dist/
    Build,
    /// Serves dist/ with the production headers, beside the local user pool
    Preview(Options),
    /// Takes a picture of every state of dist/
    Screenshots(screenshots::Options),
    /// Builds, and puts everything into your AWS account
    Deploy(deploy::Options),
    /// Says what is in your AWS account
    Status {
        /// The name of the stack in AWS
        #[arg(long, value_name = "NAME", value_parser = stack_name)]
        stack: String,
    },
    /// Takes it away again; its user pool stays, unless it is named
    Destroy(destroy::Options),
    /// Measures sizes and times of dist/ in Chromium, beside other builds; or the backend under load
    Bench(bench::Options),
    /// Writes config.json for an Amplify Gen 2 project
    Config(config::Options),
}

/// How the app is served on this machine.
#[derive(Args, Debug)]
struct Options {
    /// A config.json that names a real user pool, used in place of the local one
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Keeps the tokens on a server of the site's own, crates/cognito-backend, and none in the browser
    #[arg(long)]
    backend: bool,
}

impl Cli {
    /// Runs the command that was named.
    pub(crate) fn run(self) -> Result<ExitCode> {
        match self.command {
            Command::Dev(options) => dev::dev(&options)?,
            Command::Test(selection) => return test::test(&selection),
            Command::Build => {
                release::build()?;
                println!();
                release::check_size()?;
            }
            Command::Preview(options) => preview::preview(&options)?,
            Command::Screenshots(options) => screenshots::screenshots(&options)?,
            Command::Deploy(options) => deploy::deploy(options)?,
            Command::Status { stack } => status::status(&stack)?,
            Command::Destroy(options) => destroy::destroy(&options)?,
            Command::Bench(options) => bench::bench(&options)?,
            Command::Config(options) => config::config(&options)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, ValueEnum};

    use super::*;

    #[test]
    fn the_definitions_of_the_options_agree() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_misspelt_option_is_answered_with_the_nearest_one() {
        let args = ["xtask", "deploy", "--stack", "mine", "--domain-prefx", "a"];
        let refused = Cli::try_parse_from(args).unwrap_err().to_string();
        assert!(refused.contains("'--domain-prefix'"), "{refused}");
    }

    #[test]
    fn without_a_kind_all_run_and_the_rest_is_the_filter() {
        let selection = |args: &[&str]| {
            let cli = Cli::try_parse_from([&["xtask", "test"], args].concat()).unwrap();
            let Command::Test(selection) = cli.command else {
                panic!("another command")
            };
            (selection.kinds(), selection.filter)
        };
        use test::Kind;
        assert_eq!(selection(&[]).0, Kind::value_variants());
        let (kinds, filter) = selection(&["a11y", "native", "--", "token", "--exact"]);
        assert_eq!(kinds, [Kind::Native, Kind::A11y]);
        assert_eq!(filter, ["token", "--exact"]);
    }
}
