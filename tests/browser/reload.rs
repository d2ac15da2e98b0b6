//! A reload while somebody is signed in: what is seen before the configuration is there, and what
//! becomes of it then.

use end_to_end::browser::Role;
use end_to_end::harness::{Harness, Setup, held};
use local_cognito::{DEMO_USER, Endpoint, Fault};

/// A harness whose configuration can be changed, or come late.
fn proxied(body: impl AsyncFnOnce(&Harness)) {
    Setup::default().config_from_pool().run(body);
}

/// Loads the page anew, which waits for its configuration.
async fn reload_without_configuration(harness: &Harness) {
    harness.config_fault(held(Endpoint::Config));
    harness.tab.reload().await;
}

#[test]
fn the_stored_session_is_shown_before_the_configuration_is_there() {
    proxied(async |harness: &Harness| {
        harness.log_in().await;
        let asked = harness.received("GET", "/config.json");
        reload_without_configuration(harness).await;
        harness.tab.says(DEMO_USER).await;
        // What is asked for meanwhile waits for it.
        harness.tab.press("Call protected API").await;
        harness.tab.sees(Role::Status, "Calling").await;
        assert_eq!(harness.received("GET", "/prod/awesomeapi"), 0);
        harness.lets_go();
        harness.tab.sees(Role::Region, "Response").await;
        assert!(harness.received("GET", "/config.json") > asked);
        harness.is_signed_in().await;
    });
}

#[test]
fn a_log_out_before_the_configuration_is_there_is_a_whole_one() {
    proxied(async |harness: &Harness| {
        harness.log_in().await;
        reload_without_configuration(harness).await;
        harness.tab.press("Log out").await;
        harness.tab.sees(Role::Status, "").await;
        assert_eq!(harness.received("POST", "/oauth2/revoke"), 0);
        harness.lets_go();
        harness
            .wait_until_received("POST", "/oauth2/revoke", 1)
            .await;
        harness.arrives_at("/").await;
        harness.keeps_no_token().await;
    });
}

#[test]
fn a_session_of_another_client_goes_as_soon_as_the_configuration_is_there() {
    proxied(async |harness: &Harness| {
        harness.log_in().await;
        let mut other = harness.pool.app_config();
        other["client_id"] = "another".into();
        let changed = Fault {
            body: Some(other.to_string()),
            ..Fault::at(Endpoint::Config)
        };
        harness.config_fault(Fault {
            held: true,
            ..changed.clone()
        });
        harness.tab.reload().await;
        harness.tab.says(DEMO_USER).await;
        harness.fault(changed);
        harness.tab.says("You are signed out").await;
        harness.keeps_no_token().await;
        assert_eq!(harness.received("POST", "/oauth2/revoke"), 0);
    });
}
