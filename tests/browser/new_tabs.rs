//! A new tab of the site, while another one is signed in.

use end_to_end::browser::Role;
use end_to_end::harness::{Harness, Setup, run, short_code};
use local_cognito::DEMO_USER;

/// Opens `path` in a tab of its own, with an empty session storage, and looks at it.
async fn open_in_new_tab(harness: &Harness, path: &str) {
    harness.tab.open_another().await;
    harness.open(path).await;
}

/// Nobody logged in a second time.
fn logged_in_once(harness: &Harness) {
    assert_eq!(harness.received("GET", "/oauth2/authorize"), 1);
    assert_eq!(harness.received("POST", "/oauth2/token"), 1);
}

#[test]
fn the_guard_takes_over_the_session() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let of_first = harness.tokens().await;
        open_in_new_tab(harness, "/dashboard").await;
        harness.is_signed_in().await;
        assert_eq!(harness.tokens().await, of_first);
        logged_in_once(harness);
        harness.tab.press("Call protected API").await;
        harness.tab.says("Hello From Protected Resource").await;
    });
}

#[test]
fn the_landing_page_and_the_login_page_find_it_too() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        open_in_new_tab(harness, "/").await;
        harness.tab.sees(Role::Control, "Open dashboard").await;
        open_in_new_tab(harness, "/login").await;
        harness.is_signed_in().await;
        logged_in_once(harness);
    });
}

#[test]
fn it_stays_when_the_first_tab_is_closed_and_renews_by_itself() {
    run(async |harness: &Harness| {
        harness.rotates(0);
        harness.log_in().await;
        let first = harness.tab.window().await;
        open_in_new_tab(harness, "/dashboard").await;
        harness.is_signed_in().await;
        let second = harness.tab.window().await;
        harness.tab.turn_to(&first).await;
        harness.tab.leave_window().await;
        harness.tab.turn_to(&second).await;
        harness.renew_now(2).await;
        harness.tab.reload().await;
        harness.is_signed_in().await;
    });
}

#[test]
fn both_renew_one_refresh_token_one_at_a_time() {
    run(async |harness: &Harness| {
        harness.rotates(0);
        harness.log_in().await;
        let first = harness.tab.window().await;
        let before = harness.tokens().await;
        open_in_new_tab(harness, "/dashboard").await;
        harness.is_signed_in().await;
        harness.renew_now(2).await;
        let renewed = harness.tokens().await;
        harness.tab.turn_to(&first).await;
        harness.keeps_another_access_token_than(&before).await;
        assert_eq!(harness.tokens().await, renewed);
        harness.renew_now(3).await;
        harness.is_signed_in().await;
    });
}

/// Opens `path` while nobody is signed in, then logs in in another tab, and turns back to the first.
async fn log_in_elsewhere(harness: &Harness, path: &str) {
    harness.open(path).await;
    harness.tab.sees(Role::Control, "Log in").await;
    let first = harness.tab.window().await;
    harness.tab.open_another().await;
    harness.log_in().await;
    harness.tab.turn_to(&first).await;
}

#[test]
fn log_in_in_a_tab_that_was_opened_before_takes_over_the_session() {
    run(async |harness: &Harness| {
        log_in_elsewhere(harness, "/dashboard?a=1").await;
        harness.tab.press("Log in").await;
        harness.is_signed_in().await;
        harness.arrives_at("/dashboard?a=1").await;
        logged_in_once(harness);
        harness.tab.press("Call protected API").await;
        harness.tab.says("Hello From Protected Resource").await;
    });
}

#[test]
fn log_in_on_a_landing_page_that_was_opened_before_takes_over_the_session() {
    run(async |harness: &Harness| {
        log_in_elsewhere(harness, "/").await;
        harness.tab.press("Log in").await;
        harness.is_signed_in().await;
        harness.arrives_at("/dashboard").await;
        logged_in_once(harness);
    });
}

#[test]
fn log_in_goes_where_the_cancelled_login_was_to_end() {
    run(async |harness: &Harness| {
        harness.open("/login?return_to=%2Fnowhere%3Fa%3D1").await;
        harness.at_login_form().await;
        let state = end_to_end::agent::query(&harness.tab.url().await, "state").unwrap();
        let cancelled = format!("/dashboard?error=access_denied&state={state}");
        log_in_elsewhere(harness, &cancelled).await;
        harness.tab.press("Log in").await;
        harness.arrives_at("/nowhere?a=1").await;
        assert_eq!(harness.received("POST", "/oauth2/token"), 1);
        harness.open("/dashboard").await;
        harness.is_signed_in().await;
        assert_eq!(harness.received("GET", "/oauth2/authorize"), 2);
    });
}

#[test]
fn sign_up_is_for_another_account() {
    run(async |harness: &Harness| {
        log_in_elsewhere(harness, "/").await;
        harness.tab.press("Sign up").await;
        harness.tab.sees(Role::Button, "Sign up").await;
        let url = harness.tab.url().await;
        assert!(url.as_str().starts_with(harness.pool.origin()), "{url}");
    });
}

#[test]
fn after_a_log_out_elsewhere_log_in_asks_the_provider() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let first = harness.tab.window().await;
        open_in_new_tab(harness, "/dashboard").await;
        harness.is_signed_in().await;
        let second = harness.tab.window().await;
        harness.tab.turn_to(&first).await;
        harness.log_out().await;
        harness.tab.turn_to(&second).await;
        assert_eq!(harness.is_refused().await, "session.signed_out_elsewhere");
        harness.tab.press("Log in").await;
        harness.at_login_form().await;
    });
}

#[test]
fn log_out_there_signs_out_the_first() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let first = harness.tab.window().await;
        open_in_new_tab(harness, "/dashboard").await;
        harness.is_signed_in().await;
        harness.log_out().await;
        harness.tab.turn_to(&first).await;
        assert_eq!(harness.is_refused().await, "session.signed_out_elsewhere");
    });
}

#[test]
fn after_a_log_out_a_new_tab_is_signed_out() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.log_out().await;
        open_in_new_tab(harness, "/dashboard").await;
        harness.tab.sees(Role::Control, "Log in").await;
        harness.keeps_no_token().await;
    });
}

#[test]
fn separate_tabs_hand_nothing_on() {
    let separate = Setup::default().config("tabs", "separate");
    separate.run(async |harness: &Harness| {
        harness.log_in().await;
        open_in_new_tab(harness, "/dashboard").await;
        harness.tab.sees(Role::Control, "Log in").await;
        harness.keeps_no_token().await;
    });
}

#[test]
fn tokens_that_are_only_in_memory_are_not_handed_on() {
    let memory = Setup::default().config("storage", "memory");
    memory.run(async |harness: &Harness| {
        harness.log_in().await;
        open_in_new_tab(harness, "/dashboard").await;
        harness.tab.sees(Role::Control, "Log in").await;
        harness.keeps_no_token().await;
    });
}

#[test]
fn a_callback_that_was_not_begun_there_keeps_the_session_and_says_so() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        open_in_new_tab(harness, "/dashboard?code=stolen&state=unknown").await;
        harness.is_signed_in().await;
        harness.arrives_at("/dashboard").await;
        let alert = harness.tab.alert().await;
        assert_eq!(short_code(&alert), "callback.state_unknown");
        logged_in_once(harness);
    });
}

#[test]
fn a_tab_that_is_refused_asks_the_others_before_it_gives_up() {
    run(async |harness: &Harness| {
        harness.rotates(0);
        harness.log_in().await;
        let first = harness.tab.window().await;
        let [kept, ..] = harness.tab.stores().await;
        open_in_new_tab(harness, "/dashboard").await;
        harness.is_signed_in().await;
        harness.renew_now(2).await;
        let renewed = harness.tokens().await;
        // The first tab as a browser brings it back that had discarded it before the renewal.
        harness.tab.turn_to(&first).await;
        harness.open("/guide.html").await;
        let script = format!("Object.assign(sessionStorage, {kept}); return null");
        harness.tab.eval(&script).await;
        harness.open("/dashboard").await;
        harness.is_signed_in().await;
        harness.tab.press("Renew now").await;
        harness.answered("POST", "/oauth2/token", 400).await;
        harness.tab.says("by itself, before the time is up").await;
        assert_eq!(harness.tokens().await, renewed);
        assert!(harness.tab.text().await.contains(DEMO_USER));
    });
}

#[test]
fn where_nobody_is_signed_in_nobody_waits_for_an_answer() {
    let asked = "const post = BroadcastChannel.prototype.postMessage;
        window.asked = 0;
        BroadcastChannel.prototype.postMessage = function (message) {
            window.asked += String(message).includes('wants') ? 1 : 0;
            return post.call(this, message);
        };";
    let setup = Setup::default().script(asked);
    setup.run(async |harness: &Harness| {
        harness.open("/dashboard").await;
        harness.tab.sees(Role::Control, "Log in").await;
        assert_eq!(harness.tab.eval("return window.asked").await, 0);
    });
}
