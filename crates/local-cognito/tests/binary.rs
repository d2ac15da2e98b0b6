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
    let text = complaint(&["--port", "0", "--api-port", &port]);
    assert!(
        text.contains(&port) && text.contains("--api-port"),
        "{text}"
    );
}

#[test]
fn an_argument_that_is_not_understood_is_named() {
    for (arguments, named) in [
        (&["--host", "0.0.0.0"][..], "'--host'"),
        (&["--port"], "'--port <PORT>'"),
        (&["--port", "99999"], "'99999'"),
        (&["--prot", "1"], "similar argument exists: '--port'"),
        (&["--app-origin", "somewhere"], "somewhere is not an origin"),
        (&["--callback", "/callback"], "/callback is not an address"),
        (&["--sign-out", "localhost"], "localhost is not an address"),
        (&["--user", "ann@example.com"], "'ann@example.com'"),
        (&["--user", "ann:secret"], "\"ann\" needs an email address"),
        (&["--group", "admins"], "write it as admins="),
        (&["--group", "staff=bob@example.com"], "bob@example.com"),
        (&["--scope", "a b"], "\"a b\" is not a scope"),
        (&["--api", "/billing"], "/billing is not a path"),
    ] {
        let text = complaint(arguments);
        assert!(text.contains(named), "{arguments:?}: {text}");
    }
}

#[test]
fn help_names_every_option_with_examples() {
    let (mut program, lines) = run(&["--help"]);
    let help: String = lines.map(|line| line.unwrap() + "\n").collect();
    assert!(program.wait().unwrap().success());
    for part in [
        "for development and tests",
        "--port <PORT>",
        "--api-port <PORT>",
        "--app-origin <ORIGIN>",
        "--callback <URL>",
        "--sign-out <URL>",
        "--user <EMAIL:PASSWORD[:GROUP,…]>",
        "--group <NAME=EMAIL,…>",
        "--scope <SCOPE>",
        "--api <PATH[=SCOPE]>",
        "[default: 9230]",
        "[default: http://localhost:3000]",
        "Examples:",
    ] {
        assert!(help.contains(part), "{part} in {help}");
    }
}

#[test]
fn the_readme_shows_the_configuration_that_the_start_prints() {
    let arguments = ["--port=0", "--api-port=0", "--api=/prod/shop=shop/write"];
    let (mut program, lines) = run(&arguments);
    let mut lines = lines.map(Result::unwrap);
    let config: Vec<_> = lines
        .by_ref()
        .skip_while(|line| !line.starts_with("AuthConfig::"))
        .take_while(|line| !line.is_empty())
        .collect();
    program.kill().unwrap();
    program.wait().unwrap();
    // The ports are other ones, and no line is longer than a line of code is.
    let without_form = |text: &str| -> String {
        text.chars()
            .filter(|char| !char.is_whitespace() && !char.is_ascii_digit())
            .collect()
    };
    let readme = without_form(include_str!("../README.md"));
    let config = without_form(&config.join(""));
    assert!(readme.contains(&config), "{config}");
}

#[test]
fn the_start_says_what_an_app_has_to_be_told() {
    let arguments = [
        "--port=0",
        "--app-origin=http://localhost:5000",
        "--callback=http://localhost:8080/cb",
        "--user=ann@example.com:Secret-1:staff,editors",
        "--group=staff=g.user@example.com",
        "--scope=orders/read",
        "--api=/prod/billing=billing/read",
        "--api=/prod/profile",
    ];
    let (mut program, lines) = run(&arguments);
    // The summary and the configuration, each with an empty line after it.
    let mut parts = 2;
    let lines = lines.map(Result::unwrap).take_while(|line| {
        parts -= i32::from(line.is_empty());
        parts > 0
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    program.kill().unwrap();
    program.wait().unwrap();
    for part in [
        "admin@example.com with password Admin-Passw0rd!, in the group admins",
        "/us-east-1_local\n",
        "1example2345localclient678",
        "http://localhost:5000/dashboard or http://localhost:5000/callback or http://localhost:8080/cb\n",
        "http://localhost:5000/\n",
        "awesomeapi-resource-server/awesomeapi.read orders/read billing/read\n",
        "/prod/awesomeapi (access token with the scope awesomeapi-resource-server/awesomeapi.read)",
        "/prod/orders (ID token)",
        "/prod/billing (access token with the scope billing/read)",
        "/prod/profile (ID token)",
        "AuthConfig::oidc(\"http://localhost:",
        "\n    .scopes([\"openid\", \"email\", \"profile\", ",
        "/prod/billing\")\n",
        "/prod/profile\", ApiToken::IdBearer)",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("Secret-1"), "{text}");
}
