//! Ctrl-C where a command waits for a person.
#![allow(clippy::unwrap_used)]

use std::{
    fs,
    io::{BufReader, Read},
    os::unix::fs::PermissionsExt,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Answers as AWS does for a stack of the template in which nothing is left.
const AWS: &str = r#"#!/bin/sh
case "$*" in
*describe-stacks*) echo '{"Stacks": [{"StackId": "id", "StackName": "mine", "StackStatus": "CREATE_COMPLETE",
    "CreationTime": "2026", "Parameters": [PARAMETERS]}]}' ;;
*list-stack-resources*) echo '{"StackResourceSummaries": []}' ;;
*) echo "unexpected: $*" >&2; exit 1 ;;
esac
"#;

/// By which a stack of the template is known.
const PARAMETERS: [&str; 5] = [
    "DomainPrefix",
    "ResourceServerIdentifier",
    "ScopeName",
    "CallbackPath",
    "LogoutPath",
];

#[test]
fn ctrl_c_ends_a_question() {
    let folder = tempfile::tempdir().unwrap();
    let aws = folder.path().join("aws");
    let parameters =
        PARAMETERS.map(|name| format!(r#"{{"ParameterKey": "{name}", "ParameterValue": "x"}}"#));
    fs::write(&aws, AWS.replace("PARAMETERS", &parameters.join(","))).unwrap();
    fs::set_permissions(&aws, PermissionsExt::from_mode(0o755)).unwrap();
    let path = std::env::var("PATH").unwrap();
    let mut destroy = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["destroy", "--stack", "mine"])
        .env("PATH", format!("{}:{path}", folder.path().display()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    for byte in BufReader::new(destroy.stdout.take().unwrap()).bytes() {
        said.push(char::from(byte.unwrap()));
        if said.ends_with("to go on: ") {
            break;
        }
    }
    assert!(said.ends_with("to go on: "), "{said}");
    let kill = Command::new("kill")
        .args(["-INT", &destroy.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
    let end = Instant::now() + Duration::from_secs(20);
    let status = loop {
        match destroy.try_wait().unwrap() {
            Some(status) => break status,
            None if Instant::now() > end => {
                destroy.kill().unwrap();
                panic!("it goes on waiting");
            }
            None => thread::sleep(Duration::from_millis(20)),
        }
    };
    assert_eq!(status.code(), Some(130));
}
