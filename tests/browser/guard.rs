//! The dashboard while nobody is signed in.

use end_to_end::browser::{BACK_ACROSS_OPENER_POLICY, Role, not_in_webkit};
use end_to_end::harness::{Harness, run};

#[test]
fn stays_at_its_address_and_offers_log_in() {
    run(async |harness: &Harness| {
        harness.open("/dashboard?tab=2&x=a%20b").await;
        harness.tab.sees(Role::Control, "Log in").await;
        harness.arrives_at("/dashboard?tab=2&x=a%20b").await;
        let links =
            "return [...document.querySelectorAll('main a')].map(a => a.getAttribute('href'))";
        assert_eq!(
            harness.tab.eval(links).await,
            serde_json::json!(["/login?return_to=%2Fdashboard%3Ftab%3D2%26x%3Da%2520b"])
        );
        assert!(!harness.tab.has(Role::Button, "Call protected API").await);
        assert_eq!(harness.received("GET", "/oauth2/authorize"), 0);
    });
}

#[test]
fn after_the_login_the_page_that_was_asked_for_is_shown() {
    run(async |harness: &Harness| {
        harness.open("/dashboard?tab=2&x=a%20b").await;
        harness.tab.press("Log in").await;
        harness.sign_in().await;
        harness.is_signed_in().await;
        harness.arrives_at("/dashboard?tab=2&x=a%20b").await;
    });
}

#[test]
fn a_person_who_turns_back_at_the_login_form_is_still_signed_out() {
    run(async |harness: &Harness| {
        not_in_webkit(BACK_ACROSS_OPENER_POLICY);
        harness.open("/dashboard").await;
        harness.tab.press("Log in").await;
        harness.at_login_form().await;
        harness.tab.back().await;
        harness.arrives_at("/dashboard").await;
        harness.tab.press("Log in").await;
        harness.at_login_form().await;
    });
}
