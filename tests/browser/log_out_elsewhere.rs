//! Log out in one tab: the end of the session in all of them.

use end_to_end::browser::Role;
use end_to_end::browser::time::FIVE_HOURS_AHEAD;
use end_to_end::harness::{Harness, Setup, run};
use local_cognito::{DEMO_USER, Endpoint};

use crate::tabs::sign_in_again;

/// `localStorage` that takes nothing.
const STORES_NOTHING: &str = "{
    const write = Storage.prototype.setItem;
    Storage.prototype.setItem = function (...all) {
        if (this === localStorage) throw new DOMException('full', 'QuotaExceededError');
        write.apply(this, all);
    };
}";

/// Waits for the end that another tab brought.
async fn was_signed_out_elsewhere(harness: &Harness) {
    assert_eq!(harness.is_refused().await, "session.signed_out_elsewhere");
    harness.tab.says("You signed out in another tab.").await;
    assert!(!harness.tab.text().await.contains(DEMO_USER));
}

/// Signs in and out again in a tab of its own, and comes back to this one.
pub(crate) async fn logs_out_in_another_tab(harness: &Harness) {
    let here = harness.tab.window().await;
    sign_in_again(harness).await;
    harness.log_out().await;
    harness.tab.turn_to(&here).await;
}

#[test]
fn log_out_in_one_signs_out_a_duplicate() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let first = harness.tab.window().await;
        harness.tab.duplicate().await;
        harness.is_signed_in().await;
        harness.log_out().await;
        harness.tab.turn_to(&first).await;
        was_signed_out_elsewhere(harness).await;
        harness.arrives_at("/dashboard").await;
    });
}

#[test]
fn log_out_in_one_signs_out_every_login_and_revokes_its_refresh_token() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        logs_out_in_another_tab(harness).await;
        was_signed_out_elsewhere(harness).await;
        harness
            .wait_until_received("POST", "/oauth2/revoke", 2)
            .await;
        harness.tab.press("Log in").await;
        harness.at_login_form().await;
    });
}

#[test]
fn log_out_is_told_where_its_time_cannot_be_stored() {
    let full = Setup::default().script(STORES_NOTHING);
    full.run(async |harness: &Harness| {
        harness.log_in().await;
        let first = harness.tab.window().await;
        let second = sign_in_again(harness).await;
        harness.tab.turn_to(&first).await;
        harness.log_out().await;
        // Nobody hands the session back to this tab.
        harness.tab.sees(Role::Control, "Log in").await;
        harness.tab.turn_to(&second).await;
        was_signed_out_elsewhere(harness).await;
    });
}

#[test]
fn a_tab_that_was_away_meanwhile_comes_back_signed_out() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let away = format!("{}/error", harness.pool.origin());
        harness.tab.goto(&away).await;
        logs_out_in_another_tab(harness).await;
        harness.open("/dashboard").await;
        harness.tab.sees(Role::Control, "Log in").await;
        harness.keeps_no_token().await;
    });
}

#[test]
fn a_closed_tab_that_is_opened_again_after_log_out_is_signed_out() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let [kept, ..] = harness.tab.stores().await;
        harness.log_out().await;
        // A browser gives a tab that is opened again what its session storage held.
        let script = format!("Object.assign(sessionStorage, {kept}); return null");
        harness.tab.eval(&script).await;
        harness.open("/dashboard").await;
        was_signed_out_elsewhere(harness).await;
    });
}

#[test]
fn a_login_after_log_out_elsewhere_goes_on() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.log_out().await;
        harness.log_in().await;
        harness.is_looked_at_again().await;
        harness.renew_now(3).await;
        harness.tab.reload().await;
        harness.is_signed_in().await;
        assert!(!harness.tab.has(Role::Alert, "").await);
    });
}

#[test]
fn a_log_out_noted_by_a_clock_that_was_ahead_ends_no_later_session() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.log_out().await;
        let script = "for (const key of Object.keys(localStorage)) {
                localStorage[key] = String(Number(localStorage[key]) + 5 * 3600 * 1000);
            }
            return localStorage.length";
        assert_eq!(harness.tab.eval(script).await, 1);
        harness.log_in().await;
        harness.is_looked_at_again().await;
        harness.renew_now(3).await;
        harness.is_signed_in().await;
    });
}

#[test]
fn log_out_is_seen_by_a_session_that_began_by_a_clock_that_was_ahead() {
    let ahead = Setup::default().script(FIVE_HOURS_AHEAD);
    ahead.run(async |harness: &Harness| {
        harness.log_in().await;
        // The script runs in the first tab alone.
        logs_out_in_another_tab(harness).await;
        was_signed_out_elsewhere(harness).await;
    });
}

#[test]
fn an_answer_for_the_first_is_not_shown_to_somebody_else() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.holds(Endpoint::Api);
        harness.tab.press("Call protected API").await;
        harness
            .wait_until_received("GET", "/prod/awesomeapi", 1)
            .await;
        harness.log_out().await;
        harness.lets_go();
        harness.open("/dashboard").await;
        harness.tab.sees(Role::Control, "Log in").await;
        assert!(!harness.tab.has(Role::Region, "Response").await);
    });
}
