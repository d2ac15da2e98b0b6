//! Back, Forward and Reload, at every point of the flow.

use end_to_end::browser::time::{BY_HAND, LONGEST_MS};
use end_to_end::browser::{BACK_ACROSS_OPENER_POLICY, Role, not_in_webkit};
use end_to_end::harness::{Harness, Setup, held, run, short_code};
use local_cognito::{Endpoint, Fault};

#[test]
fn at_the_login_form() {
    run(async |harness: &Harness| {
        not_in_webkit(BACK_ACROSS_OPENER_POLICY);
        harness.begin_login().await;
        harness.tab.back().await;
        harness.arrives_at("/").await;
        harness.tab.sees(Role::Control, "Log in").await;
        harness.tab.forward().await;
        harness.at_login_form().await;
        harness.tab.reload().await;
        harness.sign_in().await;
        harness.is_signed_in().await;
        assert_eq!(harness.received("POST", "/oauth2/token"), 1);
    });
}

#[test]
fn while_signed_in() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.open("/").await;
        harness.tab.sees(Role::Control, "Open dashboard").await;
        harness.tab.back().await;
        harness.is_signed_in().await;
        harness.renew_now(2).await;
        harness.tab.forward().await;
        harness.tab.sees(Role::Control, "Open dashboard").await;
        harness.tab.reload().await;
        harness.tab.press("Open dashboard").await;
        harness.is_signed_in().await;
        harness.renew_now(3).await;
    });
}

#[test]
fn while_a_code_is_exchanged() {
    run(async |harness: &Harness| {
        harness.fault(Fault {
            times: Some(1),
            ..held(Endpoint::Token)
        });
        harness.begin_login().await;
        harness.sign_in().await;
        harness.tab.sees(Role::Status, "Signing you in").await;
        harness.tab.reload().await;
        harness.tab.sees(Role::Control, "Log in").await;
        assert_eq!(harness.received("POST", "/oauth2/token"), 1);
        harness.tab.press("Log in").await;
        harness.is_signed_in().await;
    });
}

#[test]
fn while_a_session_is_renewed() {
    run(async |harness: &Harness| {
        harness.rotates(60);
        harness.log_in().await;
        let before = harness.tokens().await;
        harness.fault(Fault {
            times: Some(1),
            ..held(Endpoint::Token)
        });
        harness.tab.press("Renew now").await;
        harness
            .wait_until_received("POST", "/oauth2/token", 2)
            .await;
        harness.tab.reload().await;
        harness.is_signed_in().await;
        harness.renew_now(3).await;
        harness.keeps_another_access_token_than(&before).await;
        harness.is_signed_in().await;
    });
}

#[test]
fn to_another_site_and_back() {
    let script = "addEventListener('pageshow', event => { window.restored = event.persisted });";
    Setup::default()
        .script(script)
        .run(async |harness: &Harness| {
            not_in_webkit(BACK_ACROSS_OPENER_POLICY);
            harness.log_in().await;
            let elsewhere = format!("{}/error", harness.pool.origin());
            for _ in 0..2 {
                harness.tab.goto(&elsewhere).await;
                harness.tab.back().await;
                harness.is_signed_in().await;
                eprintln!(
                    "restored: {}",
                    harness.tab.eval("return window.restored").await
                );
            }
            harness.renew_now(2).await;
            harness.tab.press("Call protected API").await;
            harness.tab.sees(Role::Region, "Response").await;
        });
}

#[test]
fn after_log_out() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.log_out().await;
        for _ in 0..2 {
            harness.tab.back().await;
            harness.tab.sees(Role::Control, "Log in").await;
            harness.keeps_no_token().await;
            harness.tab.forward().await;
            harness.tab.sees(Role::Control, "Log in").await;
        }
        assert_eq!(harness.received("POST", "/oauth2/token"), 1);
    });
}

#[test]
fn after_a_session_has_ended() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.fault(Fault::answering(
            Endpoint::Token,
            400,
            "{\"error\":\"invalid_grant\"}",
        ));
        harness.tab.press("Renew now").await;
        harness.is_refused().await;
        harness.tab.reload().await;
        harness.tab.sees(Role::Control, "Log in").await;
        harness.keeps_no_token().await;
    });
}

#[test]
fn a_login_page_that_does_not_open_is_told() {
    Setup::default()
        .script(BY_HAND)
        .run(async |harness: &Harness| {
            harness.fault(Fault {
                status: Some(204),
                ..Fault::at(Endpoint::Authorize)
            });
            harness.open("/login").await;
            harness
                .wait_until_received("GET", "/oauth2/authorize", 1)
                .await;
            harness.tab.elapse(LONGEST_MS).await;
            assert_eq!(short_code(&harness.tab.alert().await), "browser.navigation");
            harness.pool.set_faults(Vec::new());
            harness.tab.press("Log in").await;
            harness.sign_in().await;
            harness.is_signed_in().await;
        });
}

#[test]
fn a_log_out_page_that_does_not_open_is_told() {
    Setup::default()
        .script(BY_HAND)
        .run(async |harness: &Harness| {
            harness.log_in().await;
            harness.fault(Fault {
                status: Some(204),
                ..Fault::at(Endpoint::Logout)
            });
            harness.tab.press("Log out").await;
            harness.wait_until_received("GET", "/logout", 1).await;
            harness.tab.elapse(LONGEST_MS).await;
            let alert = harness.tab.alert().await;
            assert!(alert.contains("signed out here"), "{alert}");
            // What one person has seen is not for the next.
            assert!(!harness.tab.has(Role::Region, "How this login went").await);
            assert_eq!(harness.is_refused().await, "browser.navigation");
        });
}

#[test]
fn what_was_to_be_said_is_said_after_the_configuration_was_tried_again() {
    let proxied = Setup::default().config_from_pool();
    proxied.run(async |harness: &Harness| {
        let state = harness.begin_login().await;
        harness.fault(Fault {
            status: Some(503),
            ..Fault::at(Endpoint::Config)
        });
        let callback = format!("/dashboard?error=access_denied&state={state}");
        harness.open(&callback).await;
        assert_eq!(short_code(&harness.tab.alert().await), "config.status");
        harness.pool.set_faults(Vec::new());
        harness.tab.press("Try again").await;
        harness.tab.sees(Role::Alert, "cancelled or refused").await;
        assert_eq!(harness.is_refused().await, "callback.access_denied");
    });
}
