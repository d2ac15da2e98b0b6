//! `cargo xtask deploy`, `status` and `destroy`, against ministack, and the site that they make.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod backend;
// Browser tests once more, of the site behind the emulated CloudFront: `cargo xtask test hosting` sets
// `SITE=deployed`. With that, `cargo test -p end-to-end --test app` visits it with all of them.
#[path = "../browser/guard.rs"]
mod guard;
#[path = "../browser/headers.rs"]
mod headers;
#[path = "../browser/logout.rs"]
mod logout;
#[path = "../browser/not_found.rs"]
mod not_found;
mod safety;
mod visit;
#[path = "../browser/whole_flow.rs"]
mod whole_flow;

use std::fs;

use end_to_end::agent::Reply;
use end_to_end::cloud::{Cloud, apart_from_the_user, site, xtask};
use end_to_end::harness::dist;
use serde_json::Value;

const DEV_ORIGIN: &str = "http://localhost:3000";
const CERTIFICATE: &str =
    "arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef";

/// Beginning to end, because each step needs the one before.
#[tokio::test]
async fn a_site_is_deployed_deployed_again_updated_and_destroyed() {
    let cloud = Cloud::start();
    // A stack's folder is in the repository, so no other run may use its name.
    let stack = format!("hosting-{}", std::process::id());
    let dist = dist().to_string_lossy().into_owned();
    let deploy = |more: &[&str]| {
        let args = ["deploy", "--stack", &stack, "--dist", &dist];
        cloud.xtask(&[&args, more].concat())
    };

    let planned = deploy(&["--domain-prefix", &stack, "--dry-run"]);
    assert!(planned.contains(&format!("Create the stack {stack}")));
    assert_eq!(
        stacks(&cloud),
        Vec::<String>::new(),
        "a dry run does nothing"
    );

    let first = deploy(&["--domain-prefix", &stack, "--dev-origin", DEV_ORIGIN]);
    let site = site(&first);
    the_site_answers_as_the_preview_does(&cloud, &site).await;
    let config = the_configuration_is_that_of_the_stack(&cloud, &site, &stack).await;
    the_client_may_come_back(&cloud, &site, &config);

    let again = deploy(&[]);
    assert!(again.contains("is as the template says"), "{again}");
    assert!(
        !again.contains("  new  ") && !again.contains("  replaced  "),
        "{again}"
    );

    let closing = ["--parameter", "SelfSignUp=false"];
    let planned = deploy(&[&closing[..], &["--dry-run"]].concat());
    assert!(planned.contains("\n     modify  UserPool "), "{planned}");
    let closed = deploy(&closing);
    assert!(closed.contains("modify  UserPool "), "{closed}");
    assert!(
        cloud
            .xtask(&["status", "--stack", &stack])
            .contains("UPDATE_COMPLETE")
    );
    // What was not given again stayed: the same configuration, the development origin in it.
    let after = cloud.get(&site, "/config.json").await;
    assert_eq!(serde_json::from_str::<Value>(&after.body).unwrap(), config);
    the_client_may_come_back(&cloud, &site, &config);

    let name = ["--site-domain", "app.example.com"];
    let half =
        cloud.xtask_fails(&[&["deploy", "--stack", &stack, "--dist", &dist], &name[..]].concat());
    assert!(half.contains("--certificate"), "{half}");
    let named = deploy(&[&name[..], &["--certificate", CERTIFICATE]].concat());
    let points = format!(
        "app.example.com must point at {}",
        &site["https://".len()..]
    );
    assert!(named.contains(&points), "{named}");
    let renamed = cloud.get(&site, "/config.json").await;
    let config: Value = serde_json::from_str(&renamed.body).unwrap();
    assert_eq!(config["logout_uri"], "https://app.example.com/");
    the_client_may_come_back(&cloud, "https://app.example.com", &config);

    let unconfirmed = cloud.xtask_fails(&["destroy", "--stack", &stack]);
    assert!(unconfirmed.contains("nothing was deleted"), "{unconfirmed}");
    cloud.xtask(&["destroy", "--stack", &stack, "--yes"]);
    assert_eq!(stacks(&cloud), Vec::<String>::new());
    let buckets = cloud.aws(&["s3api", "list-buckets"]);
    assert_eq!(buckets["Buckets"], Value::Array(Vec::new()));
}

async fn the_site_answers_as_the_preview_does(cloud: &Cloud, site: &str) {
    let page = fs::read_to_string(dist().join("index.html")).unwrap();
    for route in ["/", "/dashboard?code=a.b&state=c", "/no/such/page"] {
        let answer = cloud.get(site, route).await;
        assert_eq!((answer.status, &answer.body), (200, &page), "{route}");
        assert_eq!(answer.header("cache-control"), "no-cache");
        has_security_headers(&answer);
    }
    for file in fs::read_dir(dist()).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let answer = cloud.get(site, &format!("/{name}")).await;
        assert_eq!(answer.status, 200, "{name}");
        assert_eq!(
            answer.header("content-type"),
            local_site::content_type(&name)
        );
        assert_eq!(
            answer.header("cache-control"),
            local_site::cache_control(&name)
        );
        has_security_headers(&answer);
    }
    let missing = cloud.get(site, "/gone-0123456789abcdef.wasm").await;
    // AWS says 404, as the bucket may be listed; ministack always says 403.
    assert!([403, 404].contains(&missing.status));
    assert_ne!(missing.body, page);
    let plain = cloud.get_without_tls(site, "/dashboard").await;
    assert_eq!(plain.header("location"), format!("{site}/dashboard"));
}

fn has_security_headers(answer: &Reply) {
    for (header, value) in local_site::SECURITY_HEADERS {
        assert_eq!(answer.header(header), value, "{header}");
    }
}

async fn the_configuration_is_that_of_the_stack(cloud: &Cloud, site: &str, stack: &str) -> Value {
    let answer = cloud.get(site, "/config.json").await;
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "no-cache");
    let config: Value = serde_json::from_str(&answer.body).unwrap();
    let policy = cloud.get(site, "/").await;
    let policy = policy.header("content-security-policy");
    assert_eq!(policy, local_site::policy(&config, None));
    let domain = format!("https://{stack}.auth.eu-west-1.amazoncognito.com");
    assert_eq!(config["domain"], domain);
    assert_eq!(config["redirect_uri"], format!("{site}/dashboard"));
    assert_eq!(config["logout_uri"], format!("{site}/"));
    assert!(
        config["api_url"]
            .as_str()
            .unwrap()
            .ends_with("/prod/awesomeapi")
    );
    assert!(
        !dist().join("config.json").exists(),
        "a build serves any environment"
    );
    config
}

/// The client that the configuration names exists, and knows both origins.
fn the_client_may_come_back(cloud: &Cloud, site: &str, config: &Value) {
    let pool = config["issuer"]
        .as_str()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap();
    let client = cloud.aws(&[
        "cognito-idp",
        "describe-user-pool-client",
        "--user-pool-id",
        pool,
        "--client-id",
        config["client_id"].as_str().unwrap(),
    ]);
    let client = &client["UserPoolClient"];
    let callbacks = serde_json::json!([
        format!("{site}/dashboard"),
        format!("{DEV_ORIGIN}/dashboard")
    ]);
    assert_eq!(client["CallbackURLs"], callbacks);
    assert_eq!(client["AllowedOAuthScopes"], config["scopes"]);
}

fn stacks(cloud: &Cloud) -> Vec<String> {
    let listed = cloud.aws(&["cloudformation", "describe-stacks"]);
    let stacks = listed["Stacks"].as_array().unwrap();
    let names = stacks.iter().map(|stack| stack["StackName"].to_string());
    names.collect()
}

#[test]
fn a_failed_creation_says_why_and_can_be_destroyed() {
    let cloud = Cloud::start();
    let stack = format!("failing-{}", std::process::id());
    let pool = cloud.aws(&["cognito-idp", "create-user-pool", "--pool-name", "other"]);
    let pool = pool["UserPool"]["Id"].as_str().unwrap();
    cloud.aws(&[
        "cognito-idp",
        "create-user-pool-domain",
        "--domain",
        "taken",
        "--user-pool-id",
        pool,
    ]);
    let dist = dist().to_string_lossy().into_owned();
    let deploy = [
        "deploy",
        "--stack",
        &stack,
        "--dist",
        &dist,
        "--domain-prefix",
    ];

    for more in [&["my-aws"][..], &["my-aws", "--dry-run"]] {
        let refused = cloud.xtask_fails(&[&deploy[..], more].concat());
        assert!(refused.starts_with("--domain-prefix my-aws: "), "{refused}");
        assert!(refused.contains("must not contain aws"), "{refused}");
    }
    assert_eq!(stacks(&cloud), Vec::<String>::new());

    let failed = cloud.xtask_fails(&[&deploy[..], &["taken"]].concat());
    assert!(failed.contains("\nUserPoolDomain: "), "{failed}");
    assert!(
        failed.contains(&format!("cargo xtask destroy --stack {stack}")),
        "{failed}"
    );
    cloud.xtask(&["destroy", "--stack", &stack, "--yes"]);
    let buckets = cloud.aws(&["s3api", "list-buckets"]);
    assert_eq!(buckets["Buckets"], Value::Array(Vec::new()));
}

#[test]
fn missing_credentials_and_a_missing_command_line_are_named_with_the_cure() {
    let status = ["status", "--stack", "mine"];
    let complaint = |mut command: std::process::Command| {
        let output = apart_from_the_user(&mut command).args(status).output();
        let output = output.unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    let mut nobody = xtask();
    nobody
        .env("AWS_DEFAULT_REGION", "eu-west-1")
        .env_remove("AWS_ACCESS_KEY_ID")
        .env_remove("AWS_SECRET_ACCESS_KEY");
    assert!(complaint(nobody).contains("run `aws configure`"));
    let mut bare = xtask();
    bare.env("PATH", "/nowhere");
    assert!(complaint(bare).contains("The AWS command line is needed"));
}
