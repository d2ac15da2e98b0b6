//! Time that passes while nobody looks: sleep, tabs in the background, pages that were left.

use end_to_end::browser::time::SLEEP;
use end_to_end::browser::{BACK_ACROSS_OPENER_POLICY, Role, needs_chromium, not_in_webkit};
use end_to_end::harness::{Harness, Setup, run, short_code};
use local_cognito::{DEMO_USER, Endpoint, Fault, Settings};
use serde_json::json;

use crate::log_out_elsewhere::logs_out_in_another_tab;

/// How often a page is left at most: a browser may give up one that it keeps.
pub(crate) const TRIES: usize = 3;

/// The others, driven as here, load the page of somebody who is signed in anew.
const KEPT: &str = "back/forward cache";

/// Goes to another site and back; whether the page is as it was left.
async fn leaves_and_returns(harness: &Harness) -> bool {
    let script = "window.isAsLeft = true;
        addEventListener('pageshow', event => { window.restored = event.persisted });
        return null";
    harness.tab.eval(script).await;
    let elsewhere = format!("{}/error", harness.pool.origin());
    harness.tab.goto(&elsewhere).await;
    harness.tab.back().await;
    let is_here = format!(
        "return location.href.startsWith('{}') && document.readyState === 'complete'",
        harness.at("/")
    );
    harness.tab.becomes(&is_here).await;
    let is_as_left = harness.tab.eval("return window.isAsLeft === true").await == true;
    if is_as_left {
        harness.tab.becomes("return window.restored").await;
    }
    is_as_left
}

#[test]
fn coming_back_to_the_tab_renews() {
    Setup::default()
        .script(SLEEP)
        .run(async |harness: &Harness| {
            harness.log_in().await;
            let before = harness.tokens().await;
            harness.sleeps().await;
            harness.is_looked_at_again().await;
            harness.keeps_another_access_token_than(&before).await;
            harness.is_signed_in().await;
            harness.tab.no_longer_sees(Role::Alert, "").await;
            assert_eq!(harness.received("POST", "/oauth2/token"), 2);
        });
}

#[test]
fn an_answer_that_waited_while_the_device_slept_renews_the_session() {
    // As if the site, too, were asked after the sleep only.
    let site_agrees = "{
        const send = fetch.bind(window);
        window.fetch = async request => {
            const answer = await send(request);
            if (!answer.url.endsWith('/config.json')) return answer;
            const headers = new Headers(answer.headers);
            headers.set('date', new Date(Date.now()).toUTCString());
            return new Response(await answer.text(), { headers });
        };
    }";
    let setup = Setup::default().script([SLEEP, site_agrees].concat());
    setup.run(async |harness: &Harness| {
        harness.log_in().await;
        let before = harness.tokens().await;
        harness.begins_renewal_that_is_held().await;
        harness
            .tab
            .eval("passes(20 * 60 * 1000); return null")
            .await;
        harness.lets_go();
        harness.keeps_another_access_token_than(&before).await;
        harness.is_signed_in().await;
        // Counted from when it was asked for.
        harness.tab.says("39 min").await;
        assert_eq!(harness.received("POST", "/oauth2/revoke"), 0);
    });
}

#[test]
fn a_page_that_becomes_hidden_begins_no_renewal() {
    Setup::default()
        .script(SLEEP)
        .run(async |harness: &Harness| {
            harness.log_in().await;
            harness.sleeps().await;
            let hide = "Object.defineProperty(document, 'hidden', { get: () => true, configurable: true });
                return null";
            harness.tab.eval(hide).await;
            harness.is_looked_at_again().await;
            let later = "return new Promise(later => setTimeout(later, 500, true))";
            harness.tab.becomes(later).await;
            assert_eq!(harness.received("POST", "/oauth2/token"), 1);
            harness.tab.eval("delete document.hidden; return null").await;
            harness.is_looked_at_again().await;
            harness.is_signed_in().await;
            harness.wait_until_received("POST", "/oauth2/token", 2).await;
        });
}

#[test]
fn a_page_from_the_back_forward_cache_renews() {
    Setup::default()
        .script(SLEEP)
        .run(async |harness: &Harness| {
            needs_chromium(KEPT);
            harness.log_in().await;
            for _ in 0..TRIES {
                let before = harness.tokens().await;
                harness.sleeps().await;
                if leaves_and_returns(harness).await {
                    harness.keeps_another_access_token_than(&before).await;
                    harness.is_signed_in().await;
                    return;
                }
                harness.is_signed_in().await;
            }
            panic!("the browser gives up every page that is left");
        });
}

#[test]
fn a_page_from_the_back_forward_cache_that_keeps_nothing_is_signed_out() {
    let memory = Setup::default().config("storage", "memory");
    memory.run(async |harness: &Harness| {
        not_in_webkit(BACK_ACROSS_OPENER_POLICY);
        for _ in 0..TRIES {
            harness.log_in().await;
            let is_as_left = leaves_and_returns(harness).await;
            harness.tab.sees(Role::Control, "Log in").await;
            assert!(!harness.tab.text().await.contains(DEMO_USER));
            if is_as_left {
                return;
            }
        }
        panic!("the browser gives up every page that is left");
    });
}

#[test]
fn a_page_from_the_back_forward_cache_learns_that_the_person_has_signed_out() {
    run(async |harness: &Harness| {
        needs_chromium(KEPT);
        harness.log_in().await;
        harness
            .tab
            .eval("addEventListener('pageshow', () => { window.shown = true }); return null")
            .await;
        let elsewhere = format!("{}/error", harness.pool.origin());
        harness.tab.goto(&elsewhere).await;
        logs_out_in_another_tab(harness).await;
        harness.tab.back().await;
        harness.tab.becomes("return window.shown").await;
        assert_eq!(harness.is_refused().await, "session.signed_out_elsewhere");
    });
}

#[test]
fn coming_back_again_and_again_asks_the_provider_nothing() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        for _ in 0..20 {
            harness.is_looked_at_again().await;
        }
        harness
            .tab
            .eval("dispatchEvent(new Event('online')); return null")
            .await;
        harness.renew_now(2).await;
    });
}

#[test]
fn a_refresh_token_that_has_ended_meanwhile_is_told() {
    Setup::default()
        .script(SLEEP)
        .run(async |harness: &Harness| {
            harness.pool.set_settings(Settings {
                refresh_token_lifetime_s: 3600,
                ..Settings::default()
            });
            harness.log_in().await;
            harness.sleeps().await;
            harness.is_looked_at_again().await;
            assert_eq!(harness.is_refused().await, "session.expired");
        });
}

#[test]
fn a_reload_with_an_access_token_that_has_ended_renews() {
    run(async |harness: &Harness| {
        harness.rotates(0);
        harness.log_in().await;
        harness.lets_the_kept_session_grow_old().await;
        let before = harness.tokens().await;
        harness.tab.reload().await;
        harness.is_signed_in().await;
        harness.keeps_another_access_token_than(&before).await;
        harness.tab.press("Call protected API").await;
        let response = harness.tab.sees(Role::Region, "Response").await;
        assert!(response.contains("200"), "{response}");
        assert_eq!(harness.received("POST", "/oauth2/token"), 2);
    });
}

#[test]
fn a_reload_without_a_refresh_token_is_signed_out() {
    run(async |harness: &Harness| {
        harness.fault(Fault {
            answer: serde_json::from_value(json!({"refresh_token": null})).unwrap(),
            ..Fault::at(Endpoint::Token)
        });
        harness.log_in().await;
        harness.lets_the_kept_session_grow_old().await;
        harness.tab.reload().await;
        harness.tab.sees(Role::Control, "Log in").await;
        harness.keeps_no_token().await;
    });
}

/// Logs in, and reloads when the access token has ended and nothing can renew it.
async fn reloads_during_an_outage(harness: &Harness) {
    harness.log_in().await;
    harness.lets_the_kept_session_grow_old().await;
    harness.fault(Fault {
        status: Some(503),
        ..Fault::at(Endpoint::Token)
    });
    harness.tab.reload().await;
    let notice = "could not be renewed yet";
    harness.tab.sees(Role::Alert, notice).await;
}

#[test]
fn a_reload_during_an_outage_loses_no_session() {
    run(async |harness: &Harness| {
        reloads_during_an_outage(harness).await;
        harness.is_signed_in().await;
        harness.pool.set_faults(Vec::new());
        harness.tab.press("Renew now").await;
        harness.tab.no_longer_sees(Role::Alert, "").await;
        harness.tab.press("Call protected API").await;
        harness.tab.sees(Role::Region, "Response").await;
    });
}

#[test]
fn a_call_during_an_outage_does_not_say_that_nobody_is_signed_in() {
    run(async |harness: &Harness| {
        reloads_during_an_outage(harness).await;
        harness.tab.press("Call protected API").await;
        let failed = harness.tab.sees(Role::Alert, "api.").await;
        assert!(!failed.contains("Nobody is signed in"), "{failed}");
        assert_ne!(short_code(&failed), "api.signed_out");
        harness.is_signed_in().await;
    });
}
