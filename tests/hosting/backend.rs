//! `cargo xtask deploy --backend`: the same site with no token in the browser.

use end_to_end::browser::Tab;
use end_to_end::cloud::{Cloud, site};
use end_to_end::harness::dist;
use serde_json::{Value, json};

use super::visit::{EMAIL, leave, the_api_answers, visit, visit_again};

#[tokio::test]
async fn a_person_signs_in_at_the_backend_and_stays_signed_in_while_its_key_is_replaced() {
    let cloud = Cloud::start();
    let stack = format!("backend-{}", std::process::id());
    let dist = dist().to_string_lossy().into_owned();
    let deploy = |more: &[&str]| {
        let args = ["deploy", "--stack", &stack, "--dist", &dist];
        cloud.xtask(&[&args, more].concat())
    };
    let new = ["--domain-prefix", &stack, "--backend"];
    let planned = deploy(&[&new[..], &["--dry-run"]].concat());
    assert!(planned.contains("1 AWS::Lambda::Function"), "{planned}");

    let printed = deploy(&new);
    let program = uploaded_program(&printed);
    let site = site(&printed);
    let config = cloud.get(&site, "/config.json").await;
    let config: Value = serde_json::from_str(&config.body).unwrap();
    assert_eq!(config["backend"], "/auth");
    let page = cloud.get(&site, "/").await;
    let policy = page.header("content-security-policy");
    assert_eq!(policy, local_site::policy(&config, None));
    assert!(policy.contains("connect-src 'self';"), "{policy}");

    let made = Made {
        cloud: &cloud,
        stack: &stack,
    };
    made.nobody_gets_around_cloudfront(&site).await;
    let stolen = cloud.get(&site, &format!("/{program}")).await;
    assert_ne!(stolen.status, 200, "the program is not of the site");

    let tab = visit(&cloud, &site).await;
    the_api_answers(&tab).await;
    made.keeps_one_session_encrypted();

    let key = made.output("BackendKeyArn");
    let put = ["secretsmanager", "put-secret-value", "--secret-id", &key];
    let another = "another-secret-of-64-characters-for-the-key-that-encrypts-session";
    cloud.aws(&[&put[..], &["--secret-string", another]].concat());
    let replaced = deploy(&["--parameter", "BackendRevision=2"]);
    assert!(replaced.contains("modify  BackendFunction "), "{replaced}");
    tab.reload().await;
    tab.says(EMAIL).await;
    the_api_answers(&tab).await;

    let again = deploy(&[]);
    assert!(again.contains("is as the template says"), "{again}");
    assert!(!again.contains("  new  "), "{again}");
    let status = cloud.xtask(&["status", "--stack", &stack]);
    assert!(status.contains(&key), "{status}");

    no_token_was_seen(&tab, &site).await;
    leave(tab, &site).await;
    assert_eq!(made.sessions(), json!([]));

    deploy(&["--backend=false"]);
    nothing_of_a_backend_is_left(&cloud);
    let config = cloud.get(&site, "/config.json").await;
    assert!(!config.body.contains("\"backend\""), "{}", config.body);
    let tab = visit_again(&cloud, &site).await;
    the_api_answers(&tab).await;
    leave(tab, &site).await;

    deploy(&["--backend"]);
    let told = cloud.xtask(&["destroy", "--stack", &stack, "--yes"]);
    assert!(told.contains("everybody is signed out"), "{told}");
    nothing_of_a_backend_is_left(&cloud);
}

fn nothing_of_a_backend_is_left(cloud: &Cloud) {
    for (service, list, found) in [
        ("dynamodb", "list-tables", "TableNames"),
        ("secretsmanager", "list-secrets", "SecretList"),
        ("lambda", "list-functions", "Functions"),
        ("iam", "list-roles", "Roles"),
        ("apigatewayv2", "get-apis", "Items"),
    ] {
        assert_eq!(cloud.aws(&[service, list])[found], json!([]), "{service}");
    }
}

/// What the deployment made.
struct Made<'a> {
    cloud: &'a Cloud,
    stack: &'a str,
}

impl Made<'_> {
    /// AWS's own name for a resource.
    fn id(&self, name: &str) -> String {
        let describe = ["cloudformation", "describe-stack-resource", "--stack-name"];
        let resource = ["--logical-resource-id", name];
        let described = self
            .cloud
            .aws(&[&describe[..], &[self.stack], &resource].concat());
        let id = &described["StackResourceDetail"]["PhysicalResourceId"];
        id.as_str().unwrap().to_owned()
    }

    fn output(&self, name: &str) -> String {
        let describe = ["cloudformation", "describe-stacks", "--stack-name"];
        let described = self.cloud.aws(&[&describe[..], &[self.stack]].concat());
        let outputs = described["Stacks"][0]["Outputs"].as_array().unwrap();
        let mut outputs = outputs.iter();
        let output = outputs.find(|output| output["OutputKey"] == name).unwrap();
        output["OutputValue"].as_str().unwrap().to_owned()
    }

    /// The API in front of the function has an address of its own, which answers to nobody.
    async fn nobody_gets_around_cloudfront(&self, site: &str) {
        let api = format!("https://{}.execute-api.localhost", self.id("BackendApi"));
        let through = self.cloud.get(site, "/auth/session").await;
        let signed_out = (through.status, through.body.as_str());
        assert_eq!(signed_out, (200, r#"{"signed_in":false}"#));
        assert_eq!(through.header("cache-control"), "no-store");
        for path in ["/auth/session", "/auth/login", "/healthz"] {
            let around = self.cloud.get(&api, path).await;
            assert_eq!((around.status, around.body.as_str()), (403, ""), "{path}");
        }
    }

    /// The sessions, as whoever reads the table sees them.
    fn sessions(&self) -> Value {
        let scan = [
            "dynamodb",
            "scan",
            "--table-name",
            &self.id("BackendSessions"),
        ];
        self.cloud.aws(&scan)["Items"].take()
    }

    fn keeps_one_session_encrypted(&self) {
        let sessions = self.sessions();
        let sessions = sessions.as_array().unwrap();
        assert_eq!(sessions.len(), 1, "{sessions:?}");
        let session = sessions[0].to_string();
        assert!(session.contains("\"ttl\""), "{session}");
        assert!(!session.contains(EMAIL), "{session}");
        let sealed = sessions[0]["sealed"]["B"].as_str().unwrap();
        assert!(
            !sealed.contains("ZXlK"),
            "a token, as it would be in base64"
        );
    }
}

/// The key under which the backend's program was uploaded.
fn uploaded_program(printed: &str) -> String {
    let mut lines = printed.lines();
    let line = lines.find(|line| line.starts_with("  new ") && line.ends_with(".zip"));
    let key = line.unwrap_or_else(|| panic!("{printed}"));
    key.split_whitespace().nth(1).unwrap().to_owned()
}

/// Neither in what the browser keeps and shows, nor in what it has sent and is told of the session.
async fn no_token_was_seen(tab: &Tab, site: &str) {
    let page = tab.eval("return document.documentElement.outerHTML").await;
    let told = "return await (await fetch('/auth/session')).text()";
    let told = tab.eval(told).await.to_string();
    assert!(told.contains(EMAIL), "{told}");
    for text in [&page.to_string(), &told]
        .into_iter()
        .chain(&tab.stores().await)
    {
        assert!(!text.contains("eyJ"), "{text}");
    }
    let requests = tab.requests().await;
    let to_site = requests
        .iter()
        .filter(|request| request.url.as_str().starts_with(site));
    let to_backend = to_site.filter(|request| request.url.path().starts_with("/api/"));
    assert!(to_backend.count() > 1);
    for request in requests {
        assert!(!format!("{request:?}").contains("eyJ"), "{request:?}");
        let origin = request.headers.get("origin");
        let is_of_page = origin.is_some_and(|origin| origin == site);
        assert!(
            !is_of_page || request.url.as_str().starts_with(site),
            "{}",
            request.url
        );
    }
}
