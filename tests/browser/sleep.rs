//! Time that passes while nobody looks: sleep, tabs in the background, pages that were left.

use end_to_end::browser::Role;
use end_to_end::browser::time::SLEEP;
use end_to_end::scene::{Scene, Setup, play, short_code};
use local_cognito::{DEMO_USER, Endpoint, Fault, Settings};
use serde_json::json;

use crate::log_out_elsewhere::logs_out_in_another_tab;

/// Goes to another site and back, to the page as it was left.
async fn leaves_and_returns(scene: &Scene) {
    let script = "addEventListener('pageshow', event => { window.restored = event.persisted });
                  return null";
    scene.tab.eval(script).await;
    let elsewhere = format!("{}/error", scene.pool.origin());
    scene.tab.goto(&elsewhere).await;
    scene.tab.back().await;
    scene.tab.becomes("return window.restored").await;
}

#[test]
fn coming_back_to_the_tab_renews() {
    Setup::default().script(SLEEP).play(async |scene: &Scene| {
        scene.log_in().await;
        let before = scene.tokens().await;
        scene.sleeps().await;
        scene.is_looked_at_again().await;
        scene.keeps_another_access_token_than(&before).await;
        scene.is_signed_in().await;
        scene.tab.no_longer_sees(Role::Alert, "").await;
        assert_eq!(scene.received("POST", "/oauth2/token"), 2);
    });
}

#[test]
fn a_page_from_the_back_forward_cache_renews() {
    Setup::default().script(SLEEP).play(async |scene: &Scene| {
        scene.log_in().await;
        let before = scene.tokens().await;
        scene.sleeps().await;
        leaves_and_returns(scene).await;
        scene.keeps_another_access_token_than(&before).await;
        scene.is_signed_in().await;
    });
}

#[test]
fn a_page_from_the_back_forward_cache_that_keeps_nothing_is_signed_out() {
    let memory = Setup::default().config("storage", "memory");
    memory.play(async |scene: &Scene| {
        scene.log_in().await;
        leaves_and_returns(scene).await;
        scene.tab.sees(Role::Control, "Log in").await;
        assert!(!scene.tab.text().await.contains(DEMO_USER));
    });
}

#[test]
fn a_page_from_the_back_forward_cache_learns_that_the_person_has_signed_out() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene
            .tab
            .eval("addEventListener('pageshow', () => { window.shown = true }); return null")
            .await;
        let elsewhere = format!("{}/error", scene.pool.origin());
        scene.tab.goto(&elsewhere).await;
        logs_out_in_another_tab(scene).await;
        scene.tab.back().await;
        scene.tab.becomes("return window.shown").await;
        assert_eq!(scene.is_refused().await, "session.signed_out_elsewhere");
    });
}

#[test]
fn coming_back_again_and_again_asks_the_provider_nothing() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        for _ in 0..20 {
            scene.is_looked_at_again().await;
        }
        scene
            .tab
            .eval("dispatchEvent(new Event('online')); return null")
            .await;
        scene.renew_now(2).await;
    });
}

#[test]
fn a_refresh_token_that_has_ended_meanwhile_is_told() {
    Setup::default().script(SLEEP).play(async |scene: &Scene| {
        scene.pool.set_settings(Settings {
            refresh_token_lifetime_s: 3600,
            ..Settings::default()
        });
        scene.log_in().await;
        scene.sleeps().await;
        scene.is_looked_at_again().await;
        assert_eq!(scene.is_refused().await, "session.expired");
    });
}

#[test]
fn a_reload_with_an_access_token_that_has_ended_renews() {
    play(async |scene: &Scene| {
        scene.rotates(0);
        scene.log_in().await;
        scene.lets_the_kept_session_grow_old().await;
        let before = scene.tokens().await;
        scene.tab.reload().await;
        scene.is_signed_in().await;
        scene.keeps_another_access_token_than(&before).await;
        scene.tab.press("Call protected API").await;
        let response = scene.tab.sees(Role::Region, "Response").await;
        assert!(response.contains("200"), "{response}");
        assert_eq!(scene.received("POST", "/oauth2/token"), 2);
    });
}

#[test]
fn a_reload_without_a_refresh_token_is_signed_out() {
    play(async |scene: &Scene| {
        scene.fault(Fault {
            answer: serde_json::from_value(json!({"refresh_token": null})).unwrap(),
            ..Fault::at(Endpoint::Token)
        });
        scene.log_in().await;
        scene.lets_the_kept_session_grow_old().await;
        scene.tab.reload().await;
        scene.tab.sees(Role::Control, "Log in").await;
        scene.keeps_no_token().await;
    });
}

/// Logs in, and reloads when the access token has ended and nothing can renew it.
async fn reloads_during_an_outage(scene: &Scene) {
    scene.log_in().await;
    scene.lets_the_kept_session_grow_old().await;
    scene.fault(Fault {
        status: Some(503),
        ..Fault::at(Endpoint::Token)
    });
    scene.tab.reload().await;
    let notice = "could not be renewed yet";
    scene.tab.sees(Role::Alert, notice).await;
}

#[test]
fn a_reload_during_an_outage_loses_no_session() {
    play(async |scene: &Scene| {
        reloads_during_an_outage(scene).await;
        scene.is_signed_in().await;
        scene.pool.set_faults(Vec::new());
        scene.tab.press("Renew now").await;
        scene.tab.no_longer_sees(Role::Alert, "").await;
        scene.tab.press("Call protected API").await;
        scene.tab.sees(Role::Region, "Response").await;
    });
}

#[test]
fn a_call_during_an_outage_does_not_say_that_nobody_is_signed_in() {
    play(async |scene: &Scene| {
        reloads_during_an_outage(scene).await;
        scene.tab.press("Call protected API").await;
        let failed = scene.tab.sees(Role::Alert, "api.").await;
        assert!(!failed.contains("Nobody is signed in"), "{failed}");
        assert_ne!(short_code(&failed), "api.signed_out");
        scene.is_signed_in().await;
    });
}
