//! What becomes of a session between page loads.

use end_to_end::browser::Role;
use end_to_end::scene::{Scene, play};

#[test]
fn a_reload_keeps_it_without_asking_the_provider() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.tab.reload().await;
        scene.is_signed_in().await;
        assert_eq!(scene.received("POST", "/oauth2/token"), 1);
        assert_eq!(scene.received("GET", "/oauth2/authorize"), 1);
    });
}

#[test]
fn the_landing_page_then_offers_the_dashboard_and_log_out() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.open("/").await;
        scene.tab.sees(Role::Control, "Open dashboard").await;
        assert!(scene.tab.has(Role::Button, "Log out").await);
        assert!(!scene.tab.has(Role::Control, "Log in").await);
        scene.tab.press("Open dashboard").await;
        scene.is_signed_in().await;
    });
}

#[test]
fn back_after_the_login_replays_nothing_and_signs_nobody_out() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        for _ in 0..scene.tab.history().await.len() {
            if scene.tab.url().await.as_str() == scene.at("/") {
                break;
            }
            scene.tab.back().await;
        }
        scene.arrives_at("/").await;
        scene.tab.sees(Role::Control, "Open dashboard").await;
        scene.tab.press("Open dashboard").await;
        scene.is_signed_in().await;
        assert_eq!(scene.received("POST", "/oauth2/token"), 1);
    });
}

#[test]
fn its_panel_shows_scopes_and_time_left() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        let panel = scene.tab.sees(Role::Region, "Session").await;
        assert!(panel.contains("openid"), "{panel}");
        assert!(panel.contains(local_cognito::API_SCOPE), "{panel}");
    });
}

#[test]
fn broken_storage_is_a_signed_out_session() {
    play(async |scene: &Scene| {
        for broken in ["{", "null", "[]", "{}", "\\u0000", "{\"access_token\":5}"] {
            scene.log_in().await;
            let script = format!(
                "for (const k of Object.keys(sessionStorage)) sessionStorage[k] = '{broken}'"
            );
            scene.tab.eval(&script).await;
            scene.tab.reload().await;
            scene.tab.sees(Role::Control, "Log in").await;
            scene.tab.eval("sessionStorage.clear()").await;
            scene.open("/dashboard").await;
            scene.pool.reset();
        }
    });
}

#[test]
fn a_stored_session_of_another_client_is_not_used() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        let client = scene.pool.client_id();
        let script = format!(
            "for (const k of Object.keys(sessionStorage)) \
             sessionStorage[k] = sessionStorage[k].replaceAll('{client}', 'another')"
        );
        scene.tab.eval(&script).await;
        let [session, ..] = scene.tab.stores().await;
        assert!(
            session.contains("another"),
            "the client is kept beside the tokens"
        );
        scene.tab.reload().await;
        scene.tab.sees(Role::Control, "Log in").await;
    });
}
