//! With a backend (`"backend": "/auth"`): the same pages, and no token in the browser.

use end_to_end::browser::Role;
use end_to_end::harness::{Harness, Setup, short_code};
use local_cognito::{DEMO_USER, Endpoint, Fault};
use serde_json::json;

fn run(body: impl AsyncFnOnce(&Harness)) {
    Setup::default().backend(json!({})).run(body);
}

/// Ends the session behind the page's back.
const END_SESSION: &str = "const headers = {'x-requested-with': 'test'};
    return fetch('/auth/logout', {method: 'POST', headers}).then(answer => answer.ok)";

async fn calls_the_api(harness: &Harness) {
    harness.tab.press("Call protected API").await;
    let response = harness.tab.sees(Role::Region, "Response").await;
    assert!(response.contains("200"), "{response}");
    assert!(response.contains(&harness.at("/api/")), "{response}");
}

#[test]
fn a_login_leads_to_the_dashboard_and_a_reload_stays_there() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.arrives_at("/dashboard").await;
        calls_the_api(harness).await;
        harness.tab.reload().await;
        harness.is_signed_in().await;
        calls_the_api(harness).await;
        harness.open("/").await;
        harness.tab.press("Open dashboard").await;
        harness.is_signed_in().await;
        harness.log_out().await;
        harness.open("/dashboard").await;
        harness.tab.says("You are signed out.").await;
        assert_eq!(harness.received("POST", "/oauth2/revoke"), 1);
        assert_eq!(harness.received("GET", "/logout"), 1);
    });
}

#[test]
fn a_login_ends_where_it_was_begun() {
    run(async |harness: &Harness| {
        harness.open("/dashboard?tab=2").await;
        harness.tab.press("Log in").await;
        harness.sign_in().await;
        harness.is_signed_in().await;
        harness.arrives_at("/dashboard?tab=2").await;
        // Signed in, `/login` asks nobody.
        let logins = harness.received("GET", "/oauth2/authorize");
        harness.open("/login?return_to=/dashboard").await;
        harness.is_signed_in().await;
        assert_eq!(harness.received("GET", "/oauth2/authorize"), logins);
    });
}

#[test]
fn what_has_no_token_behind_it_is_not_offered() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let session = harness.tab.sees(Role::Region, "Session").await;
        assert!(session.contains("openid"), "{session}");
        assert!(session.contains("by this site's server"), "{session}");
        for name in [
            "Renew now",
            "Load profile",
            "Copy access token",
            "Copy as curl",
        ] {
            assert!(!harness.tab.has(Role::Button, name).await, "{name}");
        }
        harness.tab.unfold().await;
        harness.tab.says("cognito:username").await;
        let text = harness.tab.text().await;
        assert!(!text.contains("Claims of the access token"), "{text}");
    });
}

#[test]
fn tabs_share_the_session_and_its_end() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let first = harness.tab.window().await;
        let second = harness.tab.open_another().await;
        harness.open("/dashboard").await;
        harness.is_signed_in().await;
        harness.log_out().await;
        harness.tab.turn_to(&first).await;
        let alert = harness.tab.alert().await;
        assert_eq!(short_code(&alert), "session.signed_out_elsewhere");
        // A login in one tab is seen in the other as soon as it is looked at.
        harness.tab.turn_to(&second).await;
        harness.log_in().await;
        harness.tab.turn_to(&first).await;
        harness.is_looked_at_again().await;
        harness.is_signed_in().await;
    });
}

#[test]
fn a_login_that_failed_is_told_by_its_code() {
    run(async |harness: &Harness| {
        let refusal = json!({ "error": "invalid_grant" }).to_string();
        harness.fault(Fault::answering(Endpoint::Token, 400, &refusal));
        harness.open("/login").await;
        harness.sign_in().await;
        assert_eq!(harness.is_refused().await, "token.invalid_grant");
        harness.arrives_at("/dashboard").await;
    });
}

#[test]
fn after_a_login_that_failed_the_next_one_ends_where_that_one_was_begun() {
    run(async |harness: &Harness| {
        let refusal = json!({ "error": "invalid_grant" }).to_string();
        harness.fault(Fault {
            times: Some(1),
            ..Fault::answering(Endpoint::Token, 400, &refusal)
        });
        harness.open("/dashboard?tab=2").await;
        harness.tab.press("Log in").await;
        harness.sign_in().await;
        assert_eq!(harness.is_refused().await, "token.invalid_grant");
        harness.tab.press("Log in").await;
        harness.is_signed_in().await;
        harness.arrives_at("/dashboard?tab=2").await;
    });
}

#[test]
fn what_an_address_says_of_a_login_is_not_repeated() {
    run(async |harness: &Harness| {
        harness.open("/dashboard?login_error=you_have_won").await;
        assert_eq!(harness.is_refused().await, "callback.failed");
        harness.arrives_at("/dashboard").await;
        assert!(!harness.tab.text().await.contains("you_have_won"));
        // It ends no session.
        harness.log_in().await;
        harness
            .open("/dashboard?login_error=token.invalid_grant")
            .await;
        harness.is_signed_in().await;
        assert_eq!(
            short_code(&harness.tab.alert().await),
            "token.invalid_grant"
        );
    });
}

#[test]
fn a_session_that_has_ended_is_noticed_when_its_time_is_up() {
    let short = Setup::default().backend(json!({ "session_idle_s": 3 }));
    short.run(async |harness: &Harness| {
        harness.log_in().await;
        let alert = harness.tab.alert().await;
        assert_eq!(short_code(&alert), "session.expired");
        assert!(!harness.tab.text().await.contains(DEMO_USER));
    });
}

#[test]
fn a_session_that_has_ended_is_noticed_at_the_next_call_and_the_next_look() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        assert_eq!(harness.tab.eval(END_SESSION).await, true);
        harness.tab.press("Call protected API").await;
        assert_eq!(short_code(&harness.tab.alert().await), "session.expired");
        // The provider still knows the person.
        harness.tab.press("Log in").await;
        harness.is_signed_in().await;
        assert_eq!(harness.tab.eval(END_SESSION).await, true);
        harness.is_looked_at_again().await;
        assert_eq!(short_code(&harness.tab.alert().await), "session.expired");
    });
}

#[test]
fn a_server_that_is_out_of_reach_ends_no_session_and_can_be_asked_again() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.blocks(&["*/auth/session*"]).await;
        harness.is_looked_at_again().await;
        assert_eq!(
            short_code(&harness.tab.alert().await),
            "backend.unreachable"
        );
        harness.is_signed_in().await;
        harness.open("/dashboard").await;
        assert_eq!(
            short_code(&harness.tab.alert().await),
            "backend.unreachable"
        );
        harness.blocks(&[]).await;
        harness.tab.press("Try again").await;
        harness.is_signed_in().await;
        harness.blocks(&["*/auth/logout"]).await;
        harness.tab.press("Log out").await;
        harness.tab.says("You are still logged in").await;
        harness.is_signed_in().await;
    });
}

#[test]
fn a_place_without_a_backend_says_so() {
    Setup::default()
        .backend(json!({}))
        .config("backend", "/nowhere")
        .run(async |harness: &Harness| {
            harness.open("/dashboard").await;
            assert_eq!(short_code(&harness.tab.alert().await), "backend.malformed");
        });
}

/// The codes, verifiers and refresh tokens that the provider was sent.
fn secrets(harness: &Harness) -> Vec<(String, String)> {
    const SECRET: [&str; 4] = ["code", "code_verifier", "refresh_token", "token"];
    let log = harness.pool.log().into_iter();
    log.filter(|entry| entry.path.starts_with("/oauth2/"))
        .flat_map(|entry| entry.form)
        .filter(|(name, _)| SECRET.contains(&name.as_str()))
        .collect()
}

#[test]
fn no_token_code_or_verifier_is_in_anything_that_the_browser_sees() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let stores_signed_in = harness.tab.stores().await;
        calls_the_api(harness).await;
        harness.tab.unfold().await;
        let page = harness
            .tab
            .eval("return document.documentElement.outerHTML + location.href")
            .await
            .to_string();
        harness.tab.reload().await;
        harness.is_signed_in().await;
        harness.log_out().await;
        let stores = harness.tab.stores().await;

        let secrets = secrets(harness);
        for name in ["code", "code_verifier", "token"] {
            assert!(secrets.iter().any(|(known, _)| known == name), "{name}");
        }
        let clean = |text: &str, place: &str| {
            assert!(!text.contains("eyJ"), "a token in {place}");
            for (name, secret) in &secrets {
                assert!(!text.contains(secret), "a {name} in {place}");
            }
        };
        clean(&page, "the page");
        stores_signed_in
            .iter()
            .chain(&stores)
            .for_each(|store| clean(store, "a store"));
        assert_eq!(stores_signed_in, ["{}", "{}", ""]);

        let exchanges = harness.backend().exchanges();
        assert!(exchanges.len() >= 6, "{exchanges:?}");
        for exchange in &exchanges {
            clean(&exchange.rest, &exchange.request_line);
        }
        for request in harness.tab.requests().await {
            let url = request.url.as_str();
            let is_to_site = url.starts_with(&harness.at("/"));
            let is_of_site = request.headers.get("origin") == Some(&harness.at(""));
            assert!(is_to_site || !is_of_site, "a request to {url}");
            clean(&format!("{:?}{}", request.headers, request.body), url);
            // The redirect with the code is the browser's own; no script sees it (RFC 6749 §4.1.2).
            let is_callback = url.starts_with(&harness.at("/auth/callback?"));
            if !is_callback {
                clean(url, "an address");
            }
        }
        for url in harness.tab.history().await {
            clean(&url, "the history");
        }
    });
}
