//! Runs a command beside an emulator of AWS, to which its environment leads every AWS SDK:
//! `cargo run -p end-to-end --bin emulator -- COMMAND`.

use std::error::Error;
use std::process::{Command, ExitCode};

use end_to_end::child::{Running, free_port};
use end_to_end::cloud::apart_from_the_user;
use end_to_end::provider::ministack;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let program = arguments.next().ok_or("no command is given")?;
    let programs = ministack::programs()?;
    let home = tempfile::tempdir()?;
    let port = free_port();
    let emulator = ministack::command(&programs, home.path(), port);
    let _emulator = Running::start(emulator, port)?;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}"))
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_REGION", ministack::REGION);
    let status = apart_from_the_user(&mut command).status()?;
    Ok(match status.success() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
