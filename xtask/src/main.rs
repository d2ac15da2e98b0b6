//! The commands behind `cargo xtask`.

// What these commands are for is to print.
#![allow(clippy::print_stdout)]
// The comments on options are printed as they are, so an address has no brackets.
#![allow(rustdoc::bare_urls)]

mod backend;
mod commands;
mod ports;
mod progress;
mod release;
mod server;
mod tools;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

use commands::Cli;

/// The conventional code of a program that ended because of Ctrl-C.
const INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = child_process::stop_children_on_interrupt().and_then(|()| cli.run());
    match outcome {
        _ if child_process::interrupted() => ExitCode::from(INTERRUPTED),
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
