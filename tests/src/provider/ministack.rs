//! ministack, an AWS emulator that was not written here, with the stack of `infra/template.yaml`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use reqwest::Url;
use serde_json::{Value, json};

use super::{Feature, Provider};
use crate::child::{Running, free_port};

/// The version that the rules were compared with.
pub const VERSION: &str = "1.5.33";

/// Where ministack differs from Cognito as AWS documents it.
pub const LACKS: &[Feature] = &[
    Feature::SessionCookie,
    Feature::Revocation,
    Feature::ErrorPage,
    Feature::ResponseTypeError,
    Feature::TokenHeaders,
    Feature::AtHash,
    Feature::UserInfoJudges,
    Feature::LogoutToLogin,
];

/// The region that it stands for.
pub const REGION: &str = "eu-west-1";
const STACK: &str = "contract";
const APP_ORIGIN: &str = "http://localhost:3000";
const USER: &str = "alice@example.com";
const PASSWORD: &str = "Correct-Horse-1";

/// A running ministack; dropped, it is ended.
#[derive(Debug)]
pub struct Ministack {
    /// What it provides.
    pub provider: Provider,
    _process: Running,
    _home: tempfile::TempDir,
}

impl Ministack {
    /// Starts it on loopback, deploys the stack and makes a user.
    ///
    /// # Errors
    /// One sentence that says what is missing or what the emulator refused.
    pub async fn start() -> Result<Self, String> {
        let programs = programs()?;
        let home = tempfile::tempdir().map_err(|e| format!("no temporary folder: {e}"))?;
        let port = free_port();
        let process = Running::start(command(&programs, home.path(), port), port)?;
        let aws = Aws {
            endpoint: format!("http://127.0.0.1:{port}/"),
            http: reqwest::Client::new(),
        };
        let outputs = aws.deploy().await?;
        let pool = outputs.get("UserPoolId")?;
        aws.make_user(&pool).await?;
        let api = Url::parse(&outputs.get("ApiUrl")?).map_err(|e| format!("ApiUrl: {e}"))?;
        let api_id = api.host_str().and_then(|h| h.split('.').next());
        let api_id = api_id.ok_or("ApiUrl has no host")?;
        let domain = format!("http://localhost:{port}");
        let provider = Provider {
            issuer: outputs.get("Issuer")?,
            discovery_url: format!("{domain}/{pool}/.well-known/openid-configuration"),
            jwks_url: format!("{domain}/{pool}/.well-known/jwks.json"),
            api_url: format!("{domain}{}", api.path()),
            api_host: format!("{api_id}.execute-api.localhost:{port}"),
            domain,
            client_id: outputs.get("ClientId")?,
            redirect_uri: format!("{APP_ORIGIN}/dashboard"),
            logout_uri: format!("{APP_ORIGIN}/"),
            user: USER.to_owned(),
            email: USER.to_owned(),
            password: PASSWORD.to_owned(),
        };
        Ok(Self {
            provider,
            _process: process,
            _home: home,
        })
    }
}

/// The programs of ministack's virtual environment.
///
/// # Errors
/// If `MINISTACK_VENV` does not name one.
pub fn programs() -> Result<PathBuf, String> {
    let venv = std::env::var_os("MINISTACK_VENV").ok_or_else(|| {
        format!(
            "MINISTACK_VENV is not set: it names a Python virtual environment with ministack \
             {VERSION} and cryptography (`cargo xtask test` makes one)"
        )
    })?;
    let bin = PathBuf::from(venv).join("bin");
    if bin.join("ministack").is_file() {
        Ok(bin)
    } else {
        Err(format!("MINISTACK_VENV: no ministack in {}", bin.display()))
    }
}

/// Starts it on loopback alone.
#[must_use]
pub fn command(bin: &Path, home: &Path, port: u16) -> Command {
    let mut command = Command::new(bin.join("ministack"));
    configure(&mut command, bin, home, port);
    command
}

/// Keeps it to loopback, with `home` for its files. Its defaults bind every interface and start
/// listeners that nothing here needs.
pub fn configure(command: &mut Command, bin: &Path, home: &Path, port: u16) {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(bin.to_owned()).chain(std::env::split_paths(&path));
    command
        .current_dir(home)
        .env("PATH", std::env::join_paths(paths).unwrap_or(path.clone()))
        .env("HOME", home)
        .env("STATE_DIR", home.join("state"))
        .env("TMPDIR", home)
        .env("BIND_HOST", "127.0.0.1")
        .env("GATEWAY_PORT", port.to_string())
        .env("MINISTACK_HOST", "localhost")
        .env("MINISTACK_REGION", REGION)
        .env("IOT_MTLS_ENABLED", "0")
        .env("SFTP_ENABLED", "0")
        .env("COGNITO_EMAIL_ENABLED", "false");
}

/// The `Authorization` field of a request to a service; ministack reads it and checks nothing.
#[must_use]
pub fn signature(service: &str) -> String {
    let scope = format!("Credential=test/20260101/{REGION}/{service}/aws4_request");
    format!("AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0")
}

/// The two AWS protocols that setting up needs.
struct Aws {
    endpoint: String,
    http: reqwest::Client,
}

impl Aws {
    async fn send(&self, service: &str, build: reqwest::RequestBuilder) -> Result<String, String> {
        let sent = build
            .header("authorization", signature(service))
            .send()
            .await;
        let answer = sent.map_err(|e| format!("{service}: {e}"))?;
        let status = answer.status();
        let body = answer.text().await.map_err(|e| format!("{service}: {e}"))?;
        if status.is_success() {
            Ok(body)
        } else {
            Err(format!("{service} answered {status}: {body}"))
        }
    }

    async fn deploy(&self) -> Result<Outputs, String> {
        let template = include_str!("../../../infra/template.yaml");
        self.formation(&[
            ("Action", "CreateStack"),
            ("TemplateBody", template),
            ("Capabilities.member.1", "CAPABILITY_IAM"),
            ("Parameters.member.1.ParameterKey", "DomainPrefix"),
            ("Parameters.member.1.ParameterValue", STACK),
            ("Parameters.member.2.ParameterKey", "DevOrigin"),
            ("Parameters.member.2.ParameterValue", APP_ORIGIN),
        ])
        .await?;
        for _ in 0..100 {
            let xml = self.formation(&[("Action", "DescribeStacks")]).await?;
            match element(&xml, "StackStatus") {
                Some("CREATE_COMPLETE") => return Ok(Outputs(xml)),
                Some("CREATE_IN_PROGRESS") => tokio::time::sleep(Duration::from_millis(100)).await,
                other => return Err(format!("the stack ended as {other:?}: {xml}")),
            }
        }
        Err("the stack was not ready within ten seconds".to_owned())
    }

    async fn formation(&self, fields: &[(&str, &str)]) -> Result<String, String> {
        let mut form = vec![("Version", "2010-05-15"), ("StackName", STACK)];
        form.extend_from_slice(fields);
        let request = self.http.post(&self.endpoint).form(&form);
        self.send("cloudformation", request).await
    }

    async fn make_user(&self, pool: &str) -> Result<(), String> {
        let attributes = json!([
            {"Name": "email", "Value": USER},
            {"Name": "email_verified", "Value": "true"},
        ]);
        let user = json!({
            "UserPoolId": pool, "Username": USER, "MessageAction": "SUPPRESS",
            "UserAttributes": attributes,
        });
        self.cognito("AdminCreateUser", &user).await?;
        let password = json!({
            "UserPoolId": pool, "Username": USER, "Password": PASSWORD, "Permanent": true,
        });
        self.cognito("AdminSetUserPassword", &password).await
    }

    async fn cognito(&self, action: &str, body: &Value) -> Result<(), String> {
        let request = self
            .http
            .post(&self.endpoint)
            .header("content-type", "application/x-amz-json-1.1")
            .header(
                "x-amz-target",
                format!("AWSCognitoIdentityProviderService.{action}"),
            )
            .body(body.to_string());
        self.send("cognito-idp", request).await.map(drop)
    }
}

/// The stack's outputs, as DescribeStacks' XML lists them.
struct Outputs(String);

impl Outputs {
    fn get(&self, key: &str) -> Result<String, String> {
        let marker = format!("<OutputKey>{key}</OutputKey>");
        self.0
            .split("<member>")
            .find(|member| member.contains(&marker))
            .and_then(|member| element(member, "OutputValue"))
            .map(str::to_owned)
            .ok_or_else(|| format!("the stack has no output {key}"))
    }
}

fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let after = xml.split_once(&format!("<{name}>"))?.1;
    Some(after.split_once(&format!("</{name}>"))?.0)
}
