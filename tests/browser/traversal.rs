//! Back, Forward and Reload, at every point of the flow.

use end_to_end::browser::Role;
use end_to_end::browser::time::HASTE;
use end_to_end::scene::{Scene, Setup, play, short_code};
use local_cognito::{Endpoint, Fault};

#[test]
fn at_the_login_form() {
    play(async |scene: &Scene| {
        scene.begin_login().await;
        scene.tab.back().await;
        scene.arrives_at("/").await;
        scene.tab.sees(Role::Control, "Log in").await;
        scene.tab.forward().await;
        scene.at_login_form().await;
        scene.tab.reload().await;
        scene.sign_in().await;
        scene.is_signed_in().await;
        assert_eq!(scene.received("POST", "/oauth2/token"), 1);
    });
}

#[test]
fn while_signed_in() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.open("/").await;
        scene.tab.sees(Role::Control, "Open dashboard").await;
        scene.tab.back().await;
        scene.is_signed_in().await;
        scene.renew_now(2).await;
        scene.tab.forward().await;
        scene.tab.sees(Role::Control, "Open dashboard").await;
        scene.tab.reload().await;
        scene.tab.press("Open dashboard").await;
        scene.is_signed_in().await;
        scene.renew_now(3).await;
    });
}

#[test]
fn while_a_code_is_exchanged() {
    play(async |scene: &Scene| {
        scene.fault(Fault {
            delay_ms: 3000,
            times: Some(1),
            ..Fault::at(Endpoint::Token)
        });
        scene.begin_login().await;
        scene.sign_in().await;
        scene.tab.sees(Role::Status, "Signing you in").await;
        scene.tab.reload().await;
        scene.tab.sees(Role::Control, "Log in").await;
        assert_eq!(scene.received("POST", "/oauth2/token"), 1);
        scene.tab.press("Log in").await;
        scene.is_signed_in().await;
    });
}

#[test]
fn while_a_session_is_renewed() {
    play(async |scene: &Scene| {
        scene.rotates(60);
        scene.log_in().await;
        let before = scene.tokens().await;
        scene.fault(Fault {
            delay_ms: 1500,
            times: Some(1),
            ..Fault::at(Endpoint::Token)
        });
        scene.tab.press("Renew now").await;
        scene.wait_until_received("POST", "/oauth2/token", 2).await;
        scene.tab.reload().await;
        scene.is_signed_in().await;
        scene.renew_now(3).await;
        scene.keeps_another_access_token_than(&before).await;
        scene.is_signed_in().await;
    });
}

#[test]
fn to_another_site_and_back() {
    let script = "addEventListener('pageshow', event => { window.restored = event.persisted });";
    Setup::default().script(script).play(async |scene: &Scene| {
        scene.log_in().await;
        let elsewhere = format!("{}/error", scene.pool.origin());
        for _ in 0..2 {
            scene.tab.goto(&elsewhere).await;
            scene.tab.back().await;
            scene.is_signed_in().await;
            eprintln!(
                "restored: {}",
                scene.tab.eval("return window.restored").await
            );
        }
        scene.renew_now(2).await;
        scene.tab.press("Call protected API").await;
        scene.tab.sees(Role::Region, "Response").await;
    });
}

#[test]
fn after_log_out() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.log_out().await;
        for _ in 0..2 {
            scene.tab.back().await;
            scene.tab.sees(Role::Control, "Log in").await;
            scene.keeps_no_token().await;
            scene.tab.forward().await;
            scene.tab.sees(Role::Control, "Log in").await;
        }
        assert_eq!(scene.received("POST", "/oauth2/token"), 1);
    });
}

#[test]
fn after_a_session_has_ended() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.fault(Fault {
            status: Some(400),
            body: Some("{\"error\":\"invalid_grant\"}".to_owned()),
            ..Fault::at(Endpoint::Token)
        });
        scene.tab.press("Renew now").await;
        scene.is_refused().await;
        scene.tab.reload().await;
        scene.tab.sees(Role::Control, "Log in").await;
        scene.keeps_no_token().await;
    });
}

#[test]
fn a_login_page_that_does_not_open_is_told() {
    Setup::default().script(HASTE).play(async |scene: &Scene| {
        scene.fault(Fault {
            status: Some(204),
            ..Fault::at(Endpoint::Authorize)
        });
        scene.open("/").await;
        scene.tab.press("Log in").await;
        assert_eq!(short_code(&scene.tab.alert().await), "browser.navigation");
        scene.pool.set_faults(Vec::new());
        scene.tab.press("Log in").await;
        scene.sign_in().await;
        scene.is_signed_in().await;
    });
}

#[test]
fn a_log_out_page_that_does_not_open_is_told() {
    Setup::default().script(HASTE).play(async |scene: &Scene| {
        scene.log_in().await;
        scene.fault(Fault {
            status: Some(204),
            ..Fault::at(Endpoint::Logout)
        });
        scene.tab.press("Log out").await;
        let alert = scene.tab.alert().await;
        assert!(alert.contains("signed out here"), "{alert}");
        // What one person has seen is not for the next.
        assert!(!scene.tab.has(Role::Region, "How this login went").await);
        assert_eq!(scene.is_refused().await, "browser.navigation");
    });
}

#[test]
fn what_was_to_be_said_is_said_after_the_configuration_was_tried_again() {
    let proxied = Setup::default().config_from_pool();
    proxied.play(async |scene: &Scene| {
        let state = scene.begin_login().await;
        scene.fault(Fault {
            status: Some(503),
            ..Fault::at(Endpoint::Config)
        });
        let callback = format!("/dashboard?error=access_denied&state={state}");
        scene.open(&callback).await;
        assert_eq!(short_code(&scene.tab.alert().await), "config.status");
        scene.pool.set_faults(Vec::new());
        scene.tab.press("Try again").await;
        scene.tab.sees(Role::Alert, "cancelled or refused").await;
        assert_eq!(scene.is_refused().await, "callback.access_denied");
    });
}
