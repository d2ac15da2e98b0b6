//! What becomes of a session between page loads.

use crate::id_token::claiming;
use end_to_end::browser::Role;
use end_to_end::harness::{Harness, run};
use serde_json::json;

#[test]
fn a_reload_keeps_it_without_asking_the_provider() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.tab.reload().await;
        harness.is_signed_in().await;
        assert_eq!(harness.received("POST", "/oauth2/token"), 1);
        assert_eq!(harness.received("GET", "/oauth2/authorize"), 1);
    });
}

#[test]
fn the_landing_page_then_offers_the_dashboard_and_log_out() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.open("/").await;
        harness.tab.sees(Role::Control, "Open dashboard").await;
        assert!(harness.tab.has(Role::Button, "Log out").await);
        assert!(!harness.tab.has(Role::Control, "Log in").await);
        harness.tab.press("Open dashboard").await;
        harness.is_signed_in().await;
    });
}

#[test]
fn back_after_the_login_replays_nothing_and_signs_nobody_out() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        for _ in 0..harness.tab.history().await.len() {
            if harness.tab.url().await.as_str() == harness.at("/") {
                break;
            }
            harness.tab.back().await;
        }
        harness.arrives_at("/").await;
        harness.tab.sees(Role::Control, "Open dashboard").await;
        harness.tab.press("Open dashboard").await;
        harness.is_signed_in().await;
        assert_eq!(harness.received("POST", "/oauth2/token"), 1);
    });
}

#[test]
fn its_panel_shows_scopes_and_time_left() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let panel = harness.tab.sees(Role::Region, "Session").await;
        assert!(panel.contains("openid"), "{panel}");
        assert!(panel.contains(local_cognito::API_SCOPE), "{panel}");
    });
}

#[test]
fn its_time_left_counts_down_and_is_not_read_out() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let script = "const terms = [...document.querySelectorAll('dt')];
            const left = terms.find(term => term.textContent == 'Time left').nextSibling;
            window.first ??= left.textContent;
            return left.textContent != window.first && !left.closest('[aria-live], [role], output')";
        harness.tab.becomes(script).await;
        let panel = harness.tab.sees(Role::Region, "Session").await;
        assert!(panel.contains("59 min"), "{panel}");
    });
}

#[test]
fn its_panel_shows_the_claims_of_both_tokens_with_times_as_dates() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.tab.unfold().await;
        let script =
            "return [...document.querySelectorAll('details')].map(folded => folded.innerText)";
        let claims = harness.tab.eval(script).await;
        let year = harness
            .tab
            .eval("return String(new Date().getFullYear())")
            .await;
        for (i, of) in ["ID token", "access token"].into_iter().enumerate() {
            let text = claims[i].as_str().unwrap();
            assert!(text.contains(of), "{text}");
            for name in ["sub", "iss", "exp", "iat", "auth_time", "token_use"] {
                assert!(text.contains(name), "{name}: {text}");
            }
            assert!(text.contains(year.as_str().unwrap()), "{text}");
            assert!(!text.contains("eyJ"));
        }
    });
}

/// Some providers write 0 for a time that they do not know.
#[test]
fn a_time_that_the_provider_does_not_know_is_no_date() {
    run(async |harness: &Harness| {
        harness.fault(claiming(json!({"auth_time": 0})));
        harness.log_in().await;
        harness.tab.unfold().await;
        let script = "return [...document.querySelectorAll('dt')]
            .find(claim => claim.textContent == 'auth_time').nextElementSibling.textContent";
        assert_eq!(harness.tab.eval(script).await, "0");
    });
}

#[test]
fn broken_storage_is_a_signed_out_session() {
    run(async |harness: &Harness| {
        for broken in ["{", "null", "[]", "{}", "\\u0000", "{\"access_token\":5}"] {
            harness.log_in().await;
            let script = format!(
                "for (const k of Object.keys(sessionStorage)) sessionStorage[k] = '{broken}'"
            );
            harness.tab.eval(&script).await;
            harness.tab.reload().await;
            harness.tab.sees(Role::Control, "Log in").await;
            harness.tab.eval("sessionStorage.clear()").await;
            harness.open("/dashboard").await;
            harness.pool.reset();
        }
    });
}

#[test]
fn a_stored_session_of_another_client_is_not_used() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let client = harness.pool.client_id();
        let script = format!(
            "for (const k of Object.keys(sessionStorage)) \
             sessionStorage[k] = sessionStorage[k].replaceAll('{client}', 'another')"
        );
        harness.tab.eval(&script).await;
        let [session, ..] = harness.tab.stores().await;
        assert!(
            session.contains("another"),
            "the client is kept beside the tokens"
        );
        harness.tab.reload().await;
        harness.tab.sees(Role::Control, "Log in").await;
    });
}
