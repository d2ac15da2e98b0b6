//! The deployed site in a browser, with the user pool, the hosted login and the API that were deployed
//! with it.

use std::{fs, path::Path};

use end_to_end::browser::{Role, Tab};
use end_to_end::cloud::{Cloud, site};
use end_to_end::harness::dist;
use serde_json::{Value, json};

pub(super) const EMAIL: &str = "alice@example.com";
const PASSWORD: &str = "Correct-Horse-1";

/// What a policy blocks is written to the console, which must stay empty.
const REPORT_VIOLATIONS: &str = "addEventListener('securitypolicyviolation', event =>
    console.error('violation of', event.effectiveDirective, 'by', event.blockedURI))";

#[tokio::test]
async fn a_person_signs_in_and_calls_the_api_and_stays_signed_in_over_an_update() {
    let cloud = Cloud::start();
    let stack = format!("visited-{}", std::process::id());
    let deploy = |dist: &Path| {
        let dist = dist.to_string_lossy();
        let prefix = ["--domain-prefix", &stack];
        let words = ["deploy", "--stack", &stack, "--dist", &dist];
        cloud.xtask(&[&words[..], &prefix].concat())
    };
    let site = site(&deploy(&dist()));
    let tab = visit(&cloud, &site).await;
    the_api_answers(&tab).await;

    tab.reload().await;
    tab.says(EMAIL).await;
    the_api_answers(&tab).await;

    let update = next_build();
    let printed = deploy(update.path());
    assert!(printed.contains("  replaced   index.html"), "{printed}");
    assert!(printed.contains("  unchanged  config.json"), "{printed}");
    let open_tabs_load = cloud.get(&site, &icon(&dist())).await;
    assert_eq!(open_tabs_load.status, 200);
    tab.reload().await;
    tab.says(EMAIL).await;
    let shown = tab.eval("return new URL(document.querySelector('link[rel=icon]').href).pathname");
    assert_eq!(shown.await, icon(update.path()));

    leave(tab, &site).await;
    cloud.xtask(&["destroy", "--stack", &stack, "--yes"]);
    let gone = cloud.get(&site, "/").await;
    assert!(!gone.body.contains("main-"), "{}", gone.body);
}

#[tokio::test]
async fn the_api_answers_under_the_sites_own_address_without_a_preflight() {
    let cloud = Cloud::start();
    let stack = format!("on-site-{}", std::process::id());
    let dist = dist().to_string_lossy().into_owned();
    let deploy = ["deploy", "--stack", &stack, "--dist", &dist];
    let prefix = ["--domain-prefix", &stack];
    let on_site = ["--parameter=ApiOnSite=true", "--parameter=StageName=api"];
    let site = site(&cloud.xtask(&[&deploy[..], &prefix, &on_site].concat()));
    let tab = visit(&cloud, &site).await;
    the_api_answers(&tab).await;
    let requests = tab.requests().await.into_iter();
    let to_the_api: Vec<_> = requests
        .filter(|request| request.url.path().ends_with("/awesomeapi"))
        .map(|request| (request.method, request.url.to_string()))
        .collect();
    let own = format!("{site}/api/awesomeapi");
    assert_eq!(to_the_api, [("GET".to_owned(), own)]);
    leave(tab, &site).await;
    cloud.xtask(&["destroy", "--stack", &stack, "--yes"]);
}

#[tokio::test]
async fn a_pool_that_exists_is_kept() {
    let cloud = Cloud::start();
    let [first, second] = ["first", "second"].map(|name| format!("{name}-{}", std::process::id()));
    let dist = dist().to_string_lossy().into_owned();
    let deploy = |stack: &str, pool: &[&str]| {
        cloud.xtask(&[&["deploy", "--stack", stack, "--dist", &dist], pool].concat())
    };
    let theirs = site(&deploy(&first, &["--domain-prefix", &first]));
    let config = cloud.get(&theirs, "/config.json").await;
    let config: Value = serde_json::from_str(&config.body).unwrap();
    let [issuer, domain, client] =
        ["issuer", "domain", "client_id"].map(|key| config[key].as_str().unwrap());
    let pool = [
        "--issuer",
        issuer,
        "--domain",
        domain,
        "--client-id",
        client,
    ];
    let printed = deploy(&second, &pool);
    let ours = site(&printed);
    let callback = format!("callback URL {ours}/dashboard and the sign-out URL {ours}/.");
    assert!(printed.contains(&callback), "{printed}");
    let update = json!({
        "UserPoolId": issuer.rsplit('/').next(), "ClientId": client,
        "CallbackURLs": [format!("{ours}/dashboard")], "LogoutURLs": [format!("{ours}/")],
        "AllowedOAuthFlows": ["code"], "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthScopes": config["scopes"], "SupportedIdentityProviders": ["COGNITO"],
    });
    let update = update.to_string();
    cloud.aws(&[
        "cognito-idp",
        "update-user-pool-client",
        "--cli-input-json",
        &update,
    ]);

    let tab = visit(&cloud, &ours).await;
    the_api_answers(&tab).await;
    leave(tab, &ours).await;
    cloud.xtask(&["destroy", "--stack", &second, "--yes"]);
    let others = cloud.get(&theirs, "/").await;
    assert_eq!(others.status, 200, "the other stack is as it was");
    cloud.xtask(&["destroy", "--stack", &first, "--yes"]);
}

/// Somebody who has signed up, and in from the landing page.
pub(super) async fn visit(cloud: &Cloud, site: &str) -> Tab {
    let config = cloud.get(site, "/config.json").await;
    sign_up(cloud, &serde_json::from_str(&config.body).unwrap());
    visit_again(cloud, site).await
}

/// The same person, in another browser.
pub(super) async fn visit_again(cloud: &Cloud, site: &str) -> Tab {
    let tab = Tab::open_with(&cloud.browser_flags).await;
    tab.before_every_page(REPORT_VIOLATIONS).await;
    tab.goto(&format!("{site}/")).await;
    tab.press("Log in").await;
    tab.sign_in(EMAIL, PASSWORD).await;
    tab.arrives_at(&format!("{site}/dashboard")).await;
    tab.says(EMAIL).await;
    tab
}

/// Signs out; nothing is kept, and nothing was written to the console all the while.
pub(super) async fn leave(tab: Tab, site: &str) {
    tab.press("Log out").await;
    tab.arrives_at(&format!("{site}/")).await;
    tab.sees(Role::Control, "Log in").await;
    for store in tab.stores().await {
        assert!(!store.contains("eyJ"), "a token is kept");
    }
    let console = tab.console().await;
    tab.close().await;
    assert_eq!(console, Vec::<String>::new());
}

/// The emulator's hosted login has no page for it, so this is what that page would ask of the pool.
fn sign_up(cloud: &Cloud, config: &Value) {
    let pool = config["issuer"].as_str().unwrap().rsplit('/').next();
    let client = config["client_id"].as_str().unwrap();
    let email = format!("Name=email,Value={EMAIL}");
    let register = ["cognito-idp", "sign-up", "--client-id", client];
    let account = ["--username", EMAIL, "--password", PASSWORD];
    let attributes = ["--user-attributes", &email];
    cloud.aws(&[&register[..], &account, &attributes].concat());
    let confirm = ["cognito-idp", "admin-confirm-sign-up", "--user-pool-id"];
    cloud.aws(&[&confirm[..], &[pool.unwrap(), "--username", EMAIL]].concat());
}

pub(super) async fn the_api_answers(tab: &Tab) {
    tab.press("Call protected API").await;
    let response = tab.sees(Role::Region, "Response").await;
    assert!(response.contains("200"), "{response}");
    assert!(response.contains("\"statusCode\": 200"), "{response}");
    let message = "\"message\": \"Hello From Protected Resource\"";
    assert!(response.contains(message), "{response}");
}

/// The build with another icon, as a later commit would make it.
fn next_build() -> tempfile::TempDir {
    let next = tempfile::tempdir().unwrap();
    let [old, new] = [icon(&dist()), "/icon-0123456789abcdef.svg".to_owned()];
    for (name, file) in local_site::files(&dist()).unwrap() {
        let name = format!("/{name}").replace(&old, &new);
        let target = next.path().join(name.trim_start_matches('/'));
        fs::copy(file, target).unwrap();
    }
    let index = next.path().join("index.html");
    let page = fs::read_to_string(&index).unwrap().replace(&old, &new);
    fs::write(index, page).unwrap();
    next
}

/// The path of a build's icon.
fn icon(dist: &Path) -> String {
    let files = local_site::files(dist).unwrap();
    let mut names = files.into_iter().map(|(name, _)| name);
    let icon = names.find(|name| name.starts_with("icon-"));
    format!("/{}", icon.unwrap())
}
