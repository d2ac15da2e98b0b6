//! Log out in one tab: the end of the session in all of them.

use end_to_end::browser::Role;
use end_to_end::browser::time::FIVE_HOURS_AHEAD;
use end_to_end::scene::{Scene, Setup, play};
use local_cognito::{DEMO_USER, Endpoint, Fault};

use crate::tabs::sign_in_again;

/// Waits for the end that another tab brought.
async fn was_signed_out_elsewhere(scene: &Scene) {
    assert_eq!(scene.is_refused().await, "session.signed_out_elsewhere");
    scene.tab.says("You signed out in another tab.").await;
    assert!(!scene.tab.text().await.contains(DEMO_USER));
}

/// Signs in and out again in a tab of its own, and comes back to this one.
pub(crate) async fn logs_out_in_another_tab(scene: &Scene) {
    let here = scene.tab.window().await;
    sign_in_again(scene).await;
    scene.log_out().await;
    scene.tab.turn_to(&here).await;
}

#[test]
fn log_out_in_one_signs_out_a_duplicate() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        let first = scene.tab.window().await;
        scene.tab.duplicate().await;
        scene.is_signed_in().await;
        scene.log_out().await;
        scene.tab.turn_to(&first).await;
        was_signed_out_elsewhere(scene).await;
        scene.arrives_at("/dashboard").await;
    });
}

#[test]
fn log_out_in_one_signs_out_every_login_and_takes_its_refresh_token_back() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        logs_out_in_another_tab(scene).await;
        was_signed_out_elsewhere(scene).await;
        scene.wait_until_received("POST", "/oauth2/revoke", 2).await;
        scene.tab.press("Log in").await;
        scene.at_login_form().await;
    });
}

#[test]
fn a_tab_that_was_away_meanwhile_comes_back_signed_out() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        let away = format!("{}/error", scene.pool.origin());
        scene.tab.goto(&away).await;
        logs_out_in_another_tab(scene).await;
        scene.open("/dashboard").await;
        scene.tab.sees(Role::Control, "Log in").await;
        scene.keeps_no_token().await;
    });
}

#[test]
fn a_closed_tab_that_is_opened_again_after_log_out_is_signed_out() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        let [kept, ..] = scene.tab.stores().await;
        scene.log_out().await;
        // A browser gives a tab that is opened again what its session storage held.
        let script = format!("Object.assign(sessionStorage, {kept}); return null");
        scene.tab.eval(&script).await;
        scene.open("/dashboard").await;
        was_signed_out_elsewhere(scene).await;
    });
}

#[test]
fn a_login_after_log_out_elsewhere_goes_on() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.log_out().await;
        scene.log_in().await;
        scene.is_looked_at_again().await;
        scene.renew_now(3).await;
        scene.tab.reload().await;
        scene.is_signed_in().await;
        assert!(!scene.tab.has(Role::Alert, "").await);
    });
}

#[test]
fn a_log_out_noted_by_a_clock_that_was_ahead_ends_no_later_session() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.log_out().await;
        let script = "for (const key of Object.keys(localStorage)) {
                localStorage[key] = String(Number(localStorage[key]) + 5 * 3600 * 1000);
            }
            return localStorage.length";
        assert_eq!(scene.tab.eval(script).await, 1);
        scene.log_in().await;
        scene.is_looked_at_again().await;
        scene.renew_now(3).await;
        scene.is_signed_in().await;
    });
}

#[test]
fn log_out_is_seen_by_a_session_that_began_by_a_clock_that_was_ahead() {
    let ahead = Setup::default().script(FIVE_HOURS_AHEAD);
    ahead.play(async |scene: &Scene| {
        scene.log_in().await;
        // The script runs in the first tab alone.
        logs_out_in_another_tab(scene).await;
        was_signed_out_elsewhere(scene).await;
    });
}

#[test]
fn an_answer_for_the_first_is_not_shown_to_somebody_else() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.fault(Fault {
            delay_ms: 1500,
            ..Fault::at(Endpoint::Api)
        });
        scene.tab.press("Call protected API").await;
        scene.log_out().await;
        scene.open("/dashboard").await;
        scene.tab.sees(Role::Control, "Log in").await;
        assert!(!scene.tab.has(Role::Region, "Response").await);
    });
}
