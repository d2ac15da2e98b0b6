//! Where the keyboard goes on: at the heading after a navigation, at the alert after a failure.

use end_to_end::scene::{Scene, play};
use local_cognito::{Endpoint, Fault};

const AT_HEADING: &str = "return document.activeElement === document.querySelector('main h1')";
const AT_ALERT: &str =
    "return document.activeElement === document.querySelector('main [role=alert]')";
const AT_START: &str = "return document.activeElement === document.body";

#[test]
fn a_link_to_another_page_leads_to_its_heading() {
    play(async |scene: &Scene| {
        scene.open("/nowhere").await;
        scene.tab.says("Page not found").await;
        assert_eq!(scene.tab.eval(AT_START).await, true);
        scene.tab.press("Go to the start page").await;
        scene.arrives_at("/").await;
        scene.tab.becomes(AT_HEADING).await;
        scene.tab.back().await;
        scene.arrives_at("/nowhere").await;
        scene.tab.becomes(AT_HEADING).await;
    });
}

#[test]
fn a_failed_login_leads_to_the_alert() {
    play(async |scene: &Scene| {
        scene
            .open("/dashboard?error=access_denied&state=unknown")
            .await;
        scene.tab.alert().await;
        scene.tab.becomes(AT_ALERT).await;
    });
}

#[test]
fn a_failed_call_leads_to_the_alert() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.fault(Fault {
            drop: true,
            ..Fault::at(Endpoint::Api)
        });
        scene.tab.press("Call protected API").await;
        scene.tab.alert().await;
        scene.tab.becomes(AT_ALERT).await;
    });
}

#[test]
fn each_failure_leads_to_its_own_alert() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.pool.set_faults(vec![
            Fault {
                drop: true,
                ..Fault::at(Endpoint::Api)
            },
            Fault {
                status: Some(500),
                ..Fault::at(Endpoint::UserInfo)
            },
        ]);
        scene.tab.press("Call protected API").await;
        scene.tab.becomes(AT_ALERT).await;
        scene.tab.press("Load profile").await;
        let at_second = "const alerts = document.querySelectorAll('main [role=alert]');
            return alerts.length == 2 && document.activeElement === alerts[1]";
        scene.tab.becomes(at_second).await;
    });
}

#[test]
fn what_fails_in_the_background_takes_it_from_nobody() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.fault(Fault {
            drop: true,
            ..Fault::at(Endpoint::Token)
        });
        scene.tab.press("Renew now").await;
        scene.tab.alert().await;
        let at_button = "return document.activeElement.textContent == 'Renew now'";
        scene.tab.becomes(at_button).await;
    });
}
