//! `/login` and `/signup`: plain addresses that lead to the provider.

use end_to_end::browser::Role;
use end_to_end::browser::time::{BY_HAND, LONGEST_MS};
use end_to_end::harness::{Harness, Setup, run};
use local_cognito::{Endpoint, Entry, Fault};
use serde_json::Value;

#[test]
fn login_starts_at_once() {
    run(async |harness: &Harness| {
        harness.open("/login").await;
        harness.at_login_form().await;
        harness.sign_in().await;
        harness.is_signed_in().await;
        harness.arrives_at("/dashboard").await;
    });
}

#[test]
fn login_leaves_no_history_entry_of_its_own() {
    run(async |harness: &Harness| {
        harness.begin_login().await;
        let login = harness.at("/login");
        for url in harness.tab.history().await {
            assert!(!url.starts_with(&login), "{url}");
        }
        harness.tab.back().await;
        harness.arrives_at("/").await;
    });
}

#[test]
fn login_reached_by_back_offers_itself_and_does_not_navigate() {
    run(async |harness: &Harness| {
        // An answer without a page leaves the browser where it was.
        harness.fault(Fault {
            status: Some(204),
            ..Fault::at(Endpoint::Authorize)
        });
        harness.open("/login").await;
        harness
            .wait_until_received("GET", "/oauth2/authorize", 1)
            .await;
        harness.open("/nowhere").await;
        harness.tab.back().await;
        harness.arrives_at("/login").await;
        harness.tab.sees(Role::Control, "Log in").await;
        assert_eq!(harness.received("GET", "/oauth2/authorize"), 1);
        harness.pool.set_faults(Vec::new());
        harness.tab.press("Log in").await;
        harness.at_login_form().await;
    });
}

#[test]
fn login_returns_to_a_path_of_this_site() {
    run(async |harness: &Harness| {
        harness
            .open("/login?return_to=%2Fdashboard%3Fa%3D1%26b%3D2")
            .await;
        harness.sign_in().await;
        harness.is_signed_in().await;
        harness.arrives_at("/dashboard?a=1&b=2").await;
    });
}

#[test]
fn login_while_signed_in_goes_there_without_asking_the_provider() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.open("/login?return_to=%2Fdashboard%3Fa%3D1").await;
        harness.arrives_at("/dashboard?a=1").await;
        harness.open("/login").await;
        harness.arrives_at("/dashboard").await;
        assert_eq!(harness.received("GET", "/oauth2/authorize"), 1);
    });
}

#[test]
fn login_reads_no_other_parameter() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        for other in ["redirect", "returnTo", "next", "RETURN_TO"] {
            harness.open(&format!("/login?{other}=%2Fnowhere")).await;
            harness.arrives_at("/dashboard").await;
        }
    });
}

#[test]
fn a_return_to_that_only_leads_on_ends_at_the_dashboard() {
    let pages = ["/login", "/signup", "/login/", "/login%3Freturn_to=/login"];
    run(async |harness: &Harness| {
        harness.open("/login?return_to=/login").await;
        harness.sign_in().await;
        harness.is_signed_in().await;
        harness.arrives_at("/dashboard").await;
        for page in pages {
            harness.open(&format!("/login?return_to={page}")).await;
            harness.arrives_at("/dashboard").await;
        }
    });
}

#[test]
fn a_return_to_that_leads_away_is_dropped_after_a_login() {
    run(async |harness: &Harness| {
        harness
            .open("/login?return_to=%2F%2Fevil.example%2Fdashboard")
            .await;
        harness.sign_in().await;
        harness.is_signed_in().await;
        harness.arrives_at("/dashboard").await;
    });
}

#[test]
fn a_return_to_that_leads_away_is_dropped_while_signed_in() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        for hostile in [
            "//evil.example",
            "https:%2F%2Fevil.example%2F",
            "%2F%5Cevil.example",
            "%5C%5Cevil.example",
            "%2F%09%2Fevil.example",
            "%2F%0A%2Fevil.example",
            "%20//evil.example",
            "javascript:document.title=1",
            "data:text%2Fhtml,x",
            "http:%2F%2Flocalhost:1%2F",
            "https:evil.example",
            "%2F..%2F%2Fevil.example",
            "",
        ] {
            harness.open(&format!("/login?return_to={hostile}")).await;
            harness.arrives_at("/dashboard").await;
            harness.is_signed_in().await;
        }
    });
}

#[test]
fn sign_up_leads_to_the_providers_form_with_pkce() {
    run(async |harness: &Harness| {
        harness.open("/").await;
        harness.tab.press("Sign up").await;
        harness.tab.sees(Role::Button, "Sign up").await;
        let url = harness.tab.url().await;
        assert!(url.as_str().starts_with(harness.pool.origin()), "{url}");
        assert_eq!(url.path(), "/signup");
        let names: Vec<_> = url
            .query_pairs()
            .map(|(name, _)| name.into_owned())
            .collect();
        for name in [
            "client_id",
            "redirect_uri",
            "state",
            "nonce",
            "code_challenge",
        ] {
            assert!(names.iter().any(|n| n == name), "{name}");
        }
    });
}

#[test]
fn sign_up_reached_by_back_offers_itself_and_does_not_navigate() {
    run(async |harness: &Harness| {
        harness.fault(Fault {
            status: Some(204),
            ..Fault::at(Endpoint::Signup)
        });
        harness.open("/signup").await;
        harness.wait_until_received("GET", "/signup", 1).await;
        harness.open("/nowhere").await;
        harness.tab.back().await;
        harness.arrives_at("/signup").await;
        harness.tab.sees(Role::Button, "Sign up").await;
        assert_eq!(harness.received("GET", "/signup"), 1);
        harness.pool.set_faults(Vec::new());
        harness.log_in().await;
        harness.open("/signup?return_to=%2Fdashboard%3Fa%3D1").await;
        harness.arrives_at("/dashboard?a=1").await;
        assert_eq!(harness.received("GET", "/signup"), 1);
    });
}

/// Asserts that `/login` has tried once, and waits for the person.
async fn tried_once(harness: &Harness, path: &str) {
    harness.open("/login").await;
    harness.tab.alert().await;
    harness.tab.elapse(LONGEST_MS).await;
    assert!(harness.tab.has(Role::Control, "Log in").await);
    // The site itself asks, too, for the policy.
    let is_browser = |agent: &String| agent.starts_with("Mozilla");
    let by_browser =
        |e: &&Entry| e.path == path && e.headers.get("user-agent").is_some_and(is_browser);
    let log = harness.pool.log();
    assert_eq!(log.iter().filter(by_browser).count(), 1, "{path}");
}

#[test]
fn a_login_that_the_provider_refuses_at_once_is_tried_once() {
    let silent = Setup::default().config("prompt", "none");
    silent
        .script(BY_HAND)
        .run(async |harness: &Harness| tried_once(harness, "/oauth2/authorize").await);
}

#[test]
fn a_login_that_cannot_begin_is_tried_once() {
    let issuer_alone = Setup::default().config("domain", Value::Null);
    issuer_alone.script(BY_HAND).run(async |harness: &Harness| {
        harness.fault(Fault {
            status: Some(503),
            ..Fault::at(Endpoint::Discovery)
        });
        let path = "/us-east-1_local/.well-known/openid-configuration";
        tried_once(harness, path).await;
    });
}

#[test]
fn the_page_that_was_asked_for_is_not_forgotten_when_a_login_is_cancelled() {
    run(async |harness: &Harness| {
        harness.open("/login?return_to=%2Fnowhere%3Fa%3D1").await;
        harness.at_login_form().await;
        let url = harness.tab.url().await;
        let state = end_to_end::agent::query(&url, "state").unwrap();
        harness
            .open(&format!("/dashboard?error=access_denied&state={state}"))
            .await;
        assert_eq!(harness.is_refused().await, "callback.access_denied");
        harness.tab.press("Log in").await;
        harness.sign_in().await;
        harness.tab.says("Page not found").await;
        harness.arrives_at("/nowhere?a=1").await;
    });
}
