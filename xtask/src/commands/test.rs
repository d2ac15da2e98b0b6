//! `cargo xtask test`: every check and test, up to the first kind that fails.

mod kind;
mod needs;
mod summary;

use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    time::Instant,
};

use anyhow::{Result, bail};
use child_process::Running;

use crate::{
    release, tools,
    workspace::{self, cargo},
};
pub(crate) use kind::{Kind, Selection};
use needs::{NEED_A_RELEASE, NEED_THE_API_APP, Needs};
use summary::Summary;

/// Of what runs in a browser.
const CLIPPY_FOR_WASM: &str = "clippy --target wasm32-unknown-unknown --package leptos-cognito-app \
     --package login --package cognito-spa --package leptos-cognito \
     --features leptos-cognito/testing --package api-app --package ten-lines --package shop \
     -- --deny warnings";

/// The app that the tests of the API client drive.
const API_APP: &str = "tests/api-app";

/// Runs everything, or the kinds that are named; the last line that is printed counts what passed and
/// what failed.
pub(super) fn test(selection: &Selection) -> Result<ExitCode> {
    let mut summary = Summary::default();
    let outcome = run(selection, &mut summary);
    child_process::check_interrupted()?;
    let code = match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{error:#}");
            ExitCode::FAILURE
        }
    };
    println!("\n{summary}");
    Ok(code)
}

fn run(selection: &Selection, summary: &mut Summary) -> Result<()> {
    heading("tools");
    let needs = summary.check(Needs::install(selection))?;
    let mut run = Run {
        needs: &needs,
        filter: &selection.filter,
        summary,
    };
    let (mut is_built, mut has_api_app) = (false, false);
    for kind in selection.kinds() {
        if let Some(reason) = needs.left_out.get(&kind) {
            eprintln!("\n== {kind:?} is skipped\n{reason:#}");
            run.summary.skipped += 1;
            continue;
        }
        if NEED_A_RELEASE.contains(&kind) && !is_built {
            run.release_build()?;
            is_built = true;
        }
        if NEED_THE_API_APP.contains(&kind) && !has_api_app {
            run.check("app for the API client", build(API_APP)?)?;
            has_api_app = true;
        }
        let started = Instant::now();
        run.kind(kind)?;
        println!("{kind:?}: {} s", started.elapsed().as_secs());
    }
    Ok(())
}

struct Run<'a> {
    needs: &'a Needs,
    filter: &'a [String],
    summary: &'a mut Summary,
}

impl Run<'_> {
    fn kind(&mut self, kind: Kind) -> Result<()> {
        match kind {
            Kind::Native => {
                self.check("formatting", cargo("fmt --all --check"))?;
                // "All" leaves out what `cargo test` leaves out.
                for targets in ["--all-targets", "--test *"] {
                    let clippy = format!("clippy --workspace {targets} -- --deny warnings");
                    self.check("clippy", cargo(&clippy))?;
                }
                self.check("clippy for wasm", cargo(CLIPPY_FOR_WASM))?;
                self.check("documentation", documentation())?;
                self.tests("tests", of_workspace(self.needs, ""), self.filter)
            }
            Kind::Dependencies => self.dependencies(),
            Kind::Infra => {
                let aws = tools::aws_tools()?;
                let lint = aws_tool(&aws, "cfn-lint", "infra/template.yaml");
                self.check("cfn-lint", lint)?;
                let rules = aws_tool(&aws, "python", "infra/checks/check.py infra/template.yaml");
                self.check("rules of the template", rules)?;
                let discover = "-m unittest discover --start-directory=infra/checks";
                self.check("tests of those rules", aws_tool(&aws, "python", discover))
            }
            Kind::Contract => self.end_to_end("--test contract"),
            Kind::Browser => self.end_to_end("--test app"),
            Kind::Firefox => self.in_another_browser("firefox"),
            Kind::Webkit => self.in_another_browser("webkit"),
            Kind::A11y => self.end_to_end("--test a11y"),
            Kind::Examples => {
                let components = "--test browser --package leptos-cognito --package shop";
                self.wasm_tests("JSON in a browser", "--lib --package cognito-spa")?;
                self.wasm_tests("components in a browser", components)?;
                for example in ["examples/ten-lines", "examples/shop"] {
                    self.check(example, build(example)?)?;
                }
                self.end_to_end("--test examples")
            }
            Kind::Hosting => {
                heading("backend for AWS Lambda");
                // What is asked of it is what it does, not how fast.
                let unoptimised = release::UNOPTIMISED;
                self.summary.check(release::build_backend(&unoptimised))?;
                self.store_in_dynamodb()?;
                let mut hosting = of_workspace(self.needs, "--test hosting");
                // The deployments of the tests build the same program.
                hosting.env("SITE", "deployed").envs(unoptimised);
                self.tests("end-to-end tests: --test hosting", hosting, self.filter)
            }
        }
    }

    /// What is depended on, held to `deny.toml`. Where the database of advisories is out of reach, they
    /// are said not to be looked at.
    fn dependencies(&mut self) -> Result<()> {
        let program = tools::cargo_deny()?;
        let deny = |arguments: &str| {
            let mut deny = Command::new(&program);
            deny.args(["--workspace", "--locked"])
                .args(arguments.split_whitespace())
                .current_dir(workspace::root());
            deny
        };
        let all = deny("check licenses bans sources");
        self.check("licences, bans and sources", all)?;
        if let Err(error) = child_process::run_quietly("cargo deny fetch", &mut deny("fetch db")) {
            eprintln!("\n== advisories are skipped\n{error:#}");
            self.summary.skipped += 1;
            return Ok(());
        }
        self.check("advisories", deny("check advisories"))
    }

    fn end_to_end(&mut self, targets: &str) -> Result<()> {
        let command = of_workspace(self.needs, targets);
        let name = format!("end-to-end tests: {targets}");
        self.tests(&name, command, self.filter)
    }

    /// The tests of the backend's store that need a DynamoDB, which are ignored without one.
    fn store_in_dynamodb(&mut self) -> Result<()> {
        // The programs of a package are built with its tests, and put beside this one.
        let build = of_workspace(self.needs, "--no-run --test hosting");
        self.check("emulator of AWS", build)?;
        let tests = of_workspace(self.needs, "--test store");
        let mut command = Command::new(env::current_exe()?.with_file_name("emulator"));
        command
            .arg(tests.get_program())
            .args(tests.get_args())
            .current_dir(workspace::root())
            .envs(self.needs.environment.iter().cloned());
        let ignored = [&["--ignored".to_owned()], self.filter].concat();
        self.tests("sessions in DynamoDB", command, &ignored)
    }

    /// Tests that are WebAssembly themselves, in Chromium.
    fn wasm_tests(&mut self, name: &str, targets: &str) -> Result<()> {
        let mut command = cargo("test --no-fail-fast --target wasm32-unknown-unknown");
        let runner = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER";
        command
            .args(targets.split_whitespace())
            .env(runner, tools::wasm_test_runner()?)
            .envs(self.needs.environment.iter().cloned());
        self.tests(name, command, self.filter)
    }

    /// The same tests in another browser than Chromium. Those that need Chromium's own protocol skip themselves,
    /// by name.
    fn in_another_browser(&mut self, browser: &str) -> Result<()> {
        let list = workspace::root().join("target/skipped.txt");
        fs::write(&list, "")?;
        let mut command = of_workspace(self.needs, "--test app");
        command.env("TEST_BROWSER", browser).env("SKIPPED", &list);
        let name = format!("end-to-end tests in {browser}");
        let outcome = self.tests(&name, command, self.filter);
        let skipped = fs::read_to_string(&list)?.lines().count();
        self.summary.skip(skipped);
        outcome
    }

    /// One check that is passed or not.
    fn check(&mut self, name: &str, mut command: Command) -> Result<()> {
        heading(name);
        self.summary.check(child_process::run(name, &mut command))
    }

    fn release_build(&mut self) -> Result<()> {
        heading("release build");
        self.summary.check(release::build())?;
        heading("size");
        self.summary.check(release::check_size())
    }

    /// A run of test programs, whose results are read from what they print.
    fn tests(&mut self, name: &str, mut command: Command, filter: &[String]) -> Result<()> {
        heading(name);
        if !filter.is_empty() {
            command.arg("--").args(filter);
        }
        let mut running = Running::start(name, command.stdout(Stdio::piped()))?;
        let failed_before = self.summary.failed;
        for line in BufReader::new(running.take_stdout()?).lines() {
            let line = line?;
            println!("{line}");
            self.summary.read(&line);
        }
        let status = running.wait()?;
        if !status.success() {
            if self.summary.failed == failed_before {
                // A test that does not compile, or a program that ended before it could count.
                self.summary.failed += 1;
            }
            bail!("{name} failed ({status})")
        }
        Ok(())
    }
}

/// A program of the AWS tools, with arguments that have no space in them; Python leaves no compiled files
/// in the repository.
fn aws_tool(folder: &Path, program: &str, arguments: &str) -> Command {
    let mut command = Command::new(folder.join("bin").join(program));
    command
        .args(arguments.split_whitespace())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .current_dir(workspace::root());
    command
}

fn documentation() -> Command {
    let mut command =
        cargo("doc --no-deps --all-features --package cognito-spa --package leptos-cognito");
    command.env("RUSTDOCFLAGS", "--deny warnings");
    command
}

/// Builds the app in this folder, for development.
fn build(folder: &str) -> Result<Command> {
    let mut trunk = tools::trunk_for_development("build")?;
    trunk
        .arg(format!("--config={folder}/Trunk.toml"))
        .arg("--dist")
        .arg(built(folder))
        .args(["--log", "error"]);
    Ok(trunk)
}

/// Where that build is.
fn built(folder: &str) -> PathBuf {
    workspace::root().join("target/dist").join(folder)
}

/// The test programs `targets`, of whatever package. Each build selects the whole workspace: what is
/// depended on has the same features then, and is compiled once.
fn of_workspace(needs: &Needs, targets: &str) -> Command {
    let mut command = cargo("test --workspace --no-fail-fast");
    command
        .args(targets.split_whitespace())
        .env("DIST", workspace::dist())
        .env("API_APP", built(API_APP))
        .env("EXAMPLES", built("examples"))
        .envs(needs.environment.iter().cloned());
    command
}

fn heading(name: &str) {
    println!("\n== {name}");
}
