//! Where the keyboard goes on: at the heading after a navigation, at the alert after a failure.

use end_to_end::browser::Role;
use end_to_end::harness::{Harness, run};
use local_cognito::{Endpoint, Fault};

const AT_HEADING: &str = "return document.activeElement === document.querySelector('main h1')";
const AT_ALERT: &str =
    "return document.activeElement === document.querySelector('main [role=alert]')";
const AT_START: &str = "return document.activeElement === document.body";

#[test]
fn a_link_to_another_page_leads_to_its_heading() {
    run(async |harness: &Harness| {
        harness.open("/nowhere").await;
        harness.tab.says("Page not found").await;
        assert_eq!(harness.tab.eval(AT_START).await, true);
        harness.tab.press("Go to the start page").await;
        harness.arrives_at("/").await;
        harness.tab.becomes(AT_HEADING).await;
        harness.tab.back().await;
        harness.arrives_at("/nowhere").await;
        harness.tab.becomes(AT_HEADING).await;
    });
}

#[test]
fn a_failed_login_leads_to_the_alert() {
    run(async |harness: &Harness| {
        harness
            .open("/dashboard?error=access_denied&state=unknown")
            .await;
        harness.tab.alert().await;
        harness.tab.becomes(AT_ALERT).await;
    });
}

#[test]
fn a_failed_call_leads_to_the_alert() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.fault(Fault {
            drop: true,
            ..Fault::at(Endpoint::Api)
        });
        harness.tab.press("Call protected API").await;
        harness.tab.alert().await;
        harness.tab.becomes(AT_ALERT).await;
    });
}

#[test]
fn a_renewal_that_is_tried_again_keeps_the_focus() {
    const AT_BUTTON: &str = "return document.activeElement.textContent === 'Try again'";
    run(async |harness: &Harness| {
        harness.log_in().await;
        let refused = Fault {
            status: Some(503),
            ..Fault::at(Endpoint::Token)
        };
        harness.fault(refused);
        harness.tab.press("Renew now").await;
        harness.tab.alert().await;
        harness.holds(Endpoint::Token);
        harness.tab.press("Try again").await;
        harness.tab.sees(Role::Status, "Renewing the session").await;
        harness.tab.becomes(AT_BUTTON).await;
    });
}

#[test]
fn each_failure_leads_to_its_own_alert() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.pool.set_faults(vec![
            Fault {
                drop: true,
                ..Fault::at(Endpoint::Api)
            },
            Fault {
                status: Some(500),
                ..Fault::at(Endpoint::UserInfo)
            },
        ]);
        harness.tab.press("Call protected API").await;
        harness.tab.becomes(AT_ALERT).await;
        harness.tab.press("Load profile").await;
        let at_second = "const alerts = document.querySelectorAll('main [role=alert]');
            return alerts.length == 2 && document.activeElement === alerts[1]";
        harness.tab.becomes(at_second).await;
    });
}

#[test]
fn what_fails_in_the_background_takes_it_from_nobody() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.fault(Fault {
            drop: true,
            ..Fault::at(Endpoint::Token)
        });
        harness.tab.press("Renew now").await;
        harness.tab.alert().await;
        let at_button = "return document.activeElement.textContent == 'Renew now'";
        harness.tab.becomes(at_button).await;
    });
}
