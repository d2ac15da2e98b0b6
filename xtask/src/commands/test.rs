//! `cargo xtask test`: every check and test, up to the first kind that fails.

mod tally;

use std::{
    env,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Command, ExitCode, Stdio},
};

use anyhow::{Result, bail};

use crate::{
    process::{self, Running},
    release,
    tools::{self, Browser},
    workspace,
};
use tally::Tally;

const APP: &str = "leptos-cognito-app";
const LIBRARY: &str = "leptos-cognito";
const END_TO_END: &str = "end-to-end";
const API_APP: &str = "api-app";

/// Runs everything; the last line that is printed counts what passed and what failed.
pub(crate) fn test() -> Result<ExitCode> {
    let mut tally = Tally::default();
    let outcome = run_all(&mut tally);
    process::check_interrupted()?;
    if let Err(error) = &outcome {
        eprintln!("\n{error:#}");
    }
    println!("\n{tally}");
    Ok(match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    })
}

fn run_all(tally: &mut Tally) -> Result<()> {
    heading("tools");
    let tools = Tools::install();
    tally.check(tools.is_ok());
    let tools = tools?;

    check(tally, "formatting", cargo(&["fmt", "--all", "--check"]))?;
    check(tally, "cfn-lint", cfn_lint(&tools))?;
    check(tally, "rules of the template", template_rules(&tools))?;
    check(
        tally,
        "tests of those rules",
        tests_of_template_rules(&tools),
    )?;
    check(tally, "clippy", native_clippy())?;
    check(tally, "clippy for wasm", wasm_clippy())?;
    tests(tally, "tests", native_tests())?;
    release_build(tally)?;
    check(tally, "app for the API client", api_app()?)?;
    let mut local = end_to_end(&tools);
    local.args([
        "--lib", "--test", "contract", "--test", "browser", "--test", "gallery",
    ]);
    tests(tally, "end-to-end tests", local)?;
    let mut deployed = end_to_end(&tools);
    deployed.args(["--test", "hosting"]).env("SITE", "deployed");
    tests(tally, "tests of the deployed site", deployed)
}

/// What the tests need beside cargo.
struct Tools {
    browser: Browser,
    /// Python virtual environments.
    ministack: PathBuf,
    aws: PathBuf,
    /// The script axe-core.
    axe: PathBuf,
    /// An npm package.
    oidc_provider: PathBuf,
    /// This program. Cargo may put a new one in its place before it is used.
    xtask: PathBuf,
}

impl Tools {
    /// Everything at once and first, so that a machine that lacks something says so soon.
    fn install() -> Result<Self> {
        let xtask = env::current_exe()?;
        let browser = tools::browser()?;
        let ministack = tools::ministack()?;
        let aws = tools::aws_tools()?;
        let axe = tools::axe()?;
        let oidc_provider = tools::oidc_provider()?;
        tools::prepare_release()?;
        Ok(Self {
            browser,
            ministack,
            aws,
            axe,
            oidc_provider,
            xtask,
        })
    }
}

fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = workspace::cargo();
    cargo.args(arguments);
    cargo
}

fn cfn_lint(tools: &Tools) -> Command {
    let mut command = Command::new(tools.aws.join("bin/cfn-lint"));
    command
        .arg("infra/template.yaml")
        .current_dir(workspace::root());
    command
}

fn template_rules(tools: &Tools) -> Command {
    python(tools, &["infra/checks/check.py", "infra/template.yaml"])
}

fn tests_of_template_rules(tools: &Tools) -> Command {
    let folder = "--start-directory=infra/checks";
    python(tools, &["-m", "unittest", "discover", folder])
}

/// Python that leaves no compiled files in the repository.
fn python(tools: &Tools, arguments: &[&str]) -> Command {
    let mut command = Command::new(tools.aws.join("bin/python"));
    command
        .arg("-B")
        .args(arguments)
        .current_dir(workspace::root());
    command
}

fn native_clippy() -> Command {
    cargo(&[
        "clippy",
        "--workspace",
        "--exclude",
        APP,
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ])
}

fn wasm_clippy() -> Command {
    cargo(&[
        "clippy",
        "--package",
        APP,
        "--package",
        LIBRARY,
        "--package",
        API_APP,
        "--target",
        tools::WASM,
        "--",
        "--deny",
        "warnings",
    ])
}

fn native_tests() -> Command {
    cargo(&[
        "test",
        "--workspace",
        "--exclude",
        APP,
        "--exclude",
        END_TO_END,
        "--no-fail-fast",
    ])
}

/// The app that the tests of the API client drive.
fn api_app() -> Result<Command> {
    let mut trunk = tools::Trunk::for_development()?.command("build");
    trunk
        .arg("--config=tests/api-app/Trunk.toml")
        .arg("--dist")
        .arg(api_app_folder())
        .args(["--log", "error"]);
    Ok(trunk)
}

fn api_app_folder() -> PathBuf {
    workspace::root().join("target/api-app")
}

fn end_to_end(tools: &Tools) -> Command {
    let mut command = cargo(&["test", "--package", END_TO_END, "--no-fail-fast"]);
    command
        .env("CHROMIUM", &tools.browser.chromium)
        .env("CHROMEDRIVER", &tools.browser.chromedriver)
        .env("DIST", workspace::dist())
        .env("API_APP", api_app_folder())
        .env("MINISTACK_VENV", &tools.ministack)
        .env("AWS_TOOLS_VENV", &tools.aws)
        .env("AXE", &tools.axe)
        .env("OIDC_PROVIDER", &tools.oidc_provider)
        .env("XTASK", &tools.xtask);
    command
}

/// One check that is passed or not.
fn check(tally: &mut Tally, name: &str, mut command: Command) -> Result<()> {
    heading(name);
    let outcome = process::run(name, &mut command);
    tally.check(outcome.is_ok());
    outcome
}

fn release_build(tally: &mut Tally) -> Result<()> {
    heading("release build");
    let built = release::build();
    tally.check(built.is_ok());
    built?;
    heading("size");
    let sizes = release::measure(&workspace::dist())?;
    println!("{sizes}\n{}", sizes.beside_budget());
    let within_budget = sizes.check_budget();
    tally.check(within_budget.is_ok());
    within_budget
}

/// A run of test programs, whose results are read from what they print.
fn tests(tally: &mut Tally, name: &str, mut command: Command) -> Result<()> {
    heading(name);
    let mut running = Running::start(name, command.stdout(Stdio::piped()))?;
    let failed_before = tally.failed;
    for line in BufReader::new(running.take_stdout()?).lines() {
        let line = line?;
        println!("{line}");
        tally.read(&line);
    }
    let status = running.wait()?;
    if !status.success() {
        if tally.failed == failed_before {
            // A test that does not compile, or a program that ended before it could count.
            tally.check(false);
        }
        bail!("{name} failed ({status})")
    }
    Ok(())
}

fn heading(name: &str) {
    println!("\n== {name}");
}
