//! The arguments of the program.

use clap::Parser;
use local_cognito::{Api, DEFAULT_PORT, Group, NewUser, Options};

/// A stand-in for an Amazon Cognito user pool, for development and tests on this machine.
///
/// It serves the hosted login, the token endpoints, the issuer's keys and two protected APIs, on
/// loopback only. At the start it prints what an app has to be told: issuer, domain, client id,
/// addresses, scopes and APIs, and the same as an AuthConfig in Rust. Everything is in memory and forgotten when it ends.
#[derive(Debug, Parser)]
#[command(version, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The port; 0 takes any free one
    #[arg(long, value_name = "PORT", default_value_t = DEFAULT_PORT)]
    port: u16,

    /// The port of a second origin with the same APIs; 0 takes any free one [default: the port
    /// after --port]
    #[arg(long, value_name = "PORT")]
    api_port: Option<u16>,

    /// Names the pool by Cognito's updated issuer, whose host is another one than the domain: here the
    /// second origin
    #[arg(long)]
    updated_issuer: bool,

    /// An app that may sign in; registers ORIGIN/dashboard, ORIGIN/callback and, for signing out,
    /// ORIGIN/ (may be repeated)
    #[arg(
        long = "app-origin",
        value_name = "ORIGIN",
        default_value = "http://localhost:3000"
    )]
    app_origins: Vec<String>,

    /// One more callback address (redirect_uri) on this machine (may be repeated)
    #[arg(long = "callback", value_name = "URL")]
    callback_urls: Vec<String>,

    /// One more sign-out address (logout_uri) on this machine (may be repeated)
    #[arg(long = "sign-out", value_name = "URL")]
    logout_urls: Vec<String>,

    /// The path of a server of the app's own that keeps the tokens, such as /auth: names it in
    /// /config.json, and registers ORIGIN/auth/callback
    #[arg(long, value_name = "PATH")]
    backend: Option<String>,

    /// One more user, beside demo@example.com and admin@example.com; the password has no colon
    /// (may be repeated)
    #[arg(long = "user", value_name = "EMAIL:PASSWORD[:GROUP,…]", value_parser = parse_user)]
    users: Vec<NewUser>,

    /// Puts users into a group, those of the fake Google too (may be repeated)
    #[arg(long = "group", value_name = "NAME=EMAIL,…", value_parser = parse_group)]
    groups: Vec<Group>,

    /// One more scope that the app may ask for, such as orders/read (may be repeated)
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<String>,

    /// One more protected API: PATH is below /prod/, and so is what is below PATH. It wants an access
    /// token with SCOPE, or without one an ID token. It takes every method, and answers with the body
    /// that it was sent (may be repeated)
    #[arg(long = "api", value_name = "PATH[=SCOPE]", value_parser = parse_api)]
    apis: Vec<Api>,
}

const EXAMPLES: &str = "\
Examples:
  local-cognito
  local-cognito --callback http://localhost:8080/callback --sign-out http://localhost:8080/
  local-cognito --user ann@example.com:Secret-1:editors,staff --group admins=g.user@example.com
  local-cognito --api /prod/billing=billing/read --api /prod/profile";

impl Arguments {
    /// The options of the pool; `report` receives its lines.
    pub(crate) fn into_options(self, report: fn(&str)) -> Options {
        Options {
            port: self.port,
            api_port: self.api_port,
            updated_issuer: self.updated_issuer,
            app_origins: self.app_origins,
            callback_urls: self.callback_urls,
            logout_urls: self.logout_urls,
            backend: self.backend,
            allowed_scopes: self.scopes,
            users: self.users,
            groups: self.groups,
            apis: self.apis,
            report,
            ..Options::default()
        }
    }
}

fn parse_user(text: &str) -> Result<NewUser, String> {
    let mut parts = text.splitn(3, ':');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(email), Some(password), groups) => Ok(NewUser {
            email: email.to_owned(),
            password: password.to_owned(),
            groups: groups.map(list).unwrap_or_default(),
        }),
        _ => Err("write it as ann@example.com:Secret-1 or ann@example.com:Secret-1:admins".into()),
    }
}

fn parse_group(text: &str) -> Result<Group, String> {
    let (name, members) = text
        .split_once('=')
        .ok_or("write it as admins=ann@example.com,bob@example.com")?;
    Ok(Group {
        name: name.to_owned(),
        members: list(members),
    })
}

/// Every text names an API; whether its path and scope will do is for the pool to say.
fn parse_api(text: &str) -> Result<Api, std::convert::Infallible> {
    let (path, scope) = match text.split_once('=') {
        Some((path, scope)) => (path, Some(scope)),
        None => (text, None),
    };
    Ok(Api {
        path: path.to_owned(),
        scope: scope.map(str::to_owned),
    })
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(str::to_owned).collect()
}
