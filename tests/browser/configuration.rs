//! `/config.json` that is wrong: every address names the key and the cure, and nothing is done.

use end_to_end::browser::Role;
use end_to_end::harness::{Harness, Setup, short_code};
use local_cognito::{Endpoint, Fault};
use serde_json::json;

#[test]
fn it_is_told_at_every_address() {
    let paths = [
        "/",
        "/login",
        "/signup",
        "/dashboard",
        "/nowhere",
        "/dashboard?code=a&state=b",
    ];
    let setup = Setup::default().config("client_id", json!(null));
    setup.run(async |harness: &Harness| {
        for path in paths {
            harness.open(path).await;
            let alert = harness.tab.alert().await;
            assert!(alert.contains("client_id"), "{path}: {alert}");
            assert_eq!(short_code(&alert), "config.missing_key");
            assert!(!harness.tab.has(Role::Control, "Log in").await, "{path}");
        }
        assert!(harness.pool.log().is_empty(), "the provider was asked");
    });
}

#[test]
fn a_client_secret_is_refused_and_not_shown() {
    Setup::default()
        .config("client_secret", "hunter2")
        .run(async |harness: &Harness| {
            harness.open("/").await;
            let alert = harness.tab.alert().await;
            assert!(alert.contains("client_secret"), "{alert}");
            assert!(!harness.tab.text().await.contains("hunter2"));
            assert!(harness.pool.log().is_empty());
        });
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let proxied = Setup::default().config_from_pool();
    proxied.run(async |harness: &Harness| {
        harness.fault(Fault {
            body: Some(format!("\u{feff}{}", harness.pool.app_config())),
            ..Fault::at(Endpoint::Config)
        });
        harness.log_in().await;
        harness.tab.press("Call protected API").await;
        harness.tab.says("Hello From Protected Resource").await;
    });
}

#[test]
fn a_mistake_is_told_to_somebody_who_is_signed_in_and_nothing_else_is_done() {
    let proxied = Setup::default().config_from_pool();
    proxied.run(async |harness: &Harness| {
        harness.log_in().await;
        let asked = || {
            let log = harness.pool.log();
            log.iter().filter(|e| e.path != "/config.json").count()
        };
        let before = asked();
        harness.config_fault(Fault {
            body: Some("{\"clientid\": \"x\"}".to_owned()),
            ..Fault::at(Endpoint::Config)
        });
        for path in ["/dashboard", "/", "/login"] {
            harness.open(path).await;
            let alert = harness.tab.sees(Role::Alert, "clientid").await;
            assert!(alert.contains("client_id"), "{alert}");
            assert!(!harness.tab.has(Role::Button, "Log out").await, "{path}");
        }
        assert_eq!(asked(), before, "the provider was asked");
    });
}

#[test]
fn a_server_error_can_be_tried_again() {
    Setup::default()
        .config_from_pool()
        .run(async |harness: &Harness| {
            harness.fault(Fault {
                status: Some(500),
                ..Fault::at(Endpoint::Config)
            });
            harness.open("/").await;
            harness.tab.alert().await;
            harness.pool.set_faults(Vec::new());
            harness.tab.press("Try again").await;
            harness.tab.sees(Role::Control, "Log in").await;
        });
}

#[test]
fn a_server_error_while_a_login_comes_back_signs_nobody_in_halfway() {
    Setup::default()
        .config_from_pool()
        .run(async |harness: &Harness| {
            harness.begin_login().await;
            // The first request is the one that the page's policy is made from.
            let for_the_policy = Fault {
                times: Some(1),
                ..Fault::at(Endpoint::Config)
            };
            let busy = Fault {
                status: Some(503),
                ..Fault::at(Endpoint::Config)
            };
            harness.pool.set_faults(vec![for_the_policy, busy]);
            harness.sign_in().await;
            harness.tab.alert().await;
            harness.arrives_at("/dashboard").await;
            harness.keeps_no_token().await;
            harness.pool.set_faults(Vec::new());
            harness.tab.press("Try again").await;
            harness.tab.sees(Role::Control, "Log in").await;
        });
}
