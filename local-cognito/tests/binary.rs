//! The program: what it prints, and how it ends.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::{
    io::{BufRead as _, BufReader, Lines, Read as _},
    net::TcpStream,
    process::{Child, ChildStdout, Command, Stdio},
};

fn run(arguments: &[&str]) -> (Child, Lines<BufReader<ChildStdout>>) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_local-cognito"))
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(program.stdout.take().unwrap()).lines();
    (program, lines)
}

fn complaint(arguments: &[&str]) -> String {
    let (mut program, _) = run(arguments);
    assert!(!program.wait().unwrap().success());
    let mut text = String::new();
    program
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

#[test]
fn it_prints_its_address_and_the_demo_user_and_stops_on_interrupt() {
    let (mut program, mut lines) = run(&["--port", "0"]);
    let address = lines.next().unwrap().unwrap();
    assert!(
        address.starts_with("local user pool at http://localhost:"),
        "{address}"
    );
    let demo = lines.next().unwrap().unwrap();
    assert_eq!(
        demo,
        "demo user demo@example.com with password Demo-Passw0rd!"
    );

    let port = address
        .split(':')
        .nth(2)
        .unwrap()
        .split(' ')
        .next()
        .unwrap()
        .to_owned();
    // A connection without a request must not keep it from stopping.
    let _idle = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    let pid = program.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &pid])
            .status()
            .unwrap()
            .success()
    );
    assert!(program.wait().unwrap().success());
}

#[test]
fn a_port_in_use_is_named_with_the_cure() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let text = complaint(&["--port", &port]);
    assert!(text.contains(&port) && text.contains("--port"), "{text}");
}

#[test]
fn an_argument_that_is_not_understood_is_named() {
    for (arguments, named) in [
        (&["--host", "0.0.0.0"][..], "unknown argument --host"),
        (&["--port"], "--port needs a value"),
        (&["--port", "99999"], "99999 is not a port"),
        (&["--app-origin", "somewhere"], "somewhere is not an origin"),
    ] {
        let text = complaint(arguments);
        assert!(text.starts_with(named), "{text}");
    }
}
