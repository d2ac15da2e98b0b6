//! A program for the terminal that asks the local user pool who you are. It waits for the callback on
//! loopback, as RFC 8252 §7.3 advises.

#![expect(clippy::print_stdout, reason = "it speaks to a person at a terminal")]

use std::error::Error;

use cognito_spa::AuthConfig;
use cognito_spa::protocol::json::SerdeJson;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let issuer = "http://localhost:9230/us-east-1_local";
    let config = AuthConfig::oidc(issuer, "1example2345localclient678")
        .domain("http://localhost:9230")
        .scopes(["openid", "email"])
        .resolve::<SerdeJson>("http://localhost:3000")?;
    let listener = TcpListener::bind("localhost:3000").await?;
    let login = native::begin(&config)?;
    println!("Open {}", login.url);
    let query = callback(&listener).await?;
    let person = native::finish(&config, &login, &query).await?;
    let name = person.text("email").unwrap_or(person.sub());
    println!("You are {name}.");
    Ok(())
}

/// Waits for a request of `/callback`, and gives its query.
async fn callback(listener: &TcpListener) -> Result<String, Box<dyn Error>> {
    loop {
        let mut stream = BufReader::new(listener.accept().await?.0);
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        let target = line.split(' ').nth(1).unwrap_or_default();
        let query = target.strip_prefix("/callback?");
        let body = match query {
            Some(_) => "Back to the terminal.",
            None => "Nothing is here.",
        };
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(answer.as_bytes()).await?;
        if let Some(query) = query {
            return Ok(query.to_owned());
        }
    }
}
