//! A new tab of the site, while another one is signed in.

use end_to_end::browser::Role;
use end_to_end::scene::{Scene, Setup, play, short_code};
use local_cognito::DEMO_USER;

/// Opens `path` in a tab of its own, with an empty session storage, and looks at it.
async fn open_in_new_tab(scene: &Scene, path: &str) {
    scene.tab.open_another().await;
    scene.open(path).await;
}

/// Nobody logged in a second time.
fn logged_in_once(scene: &Scene) {
    assert_eq!(scene.received("GET", "/oauth2/authorize"), 1);
    assert_eq!(scene.received("POST", "/oauth2/token"), 1);
}

#[test]
fn the_guard_takes_over_the_session() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        let of_first = scene.tokens().await;
        open_in_new_tab(scene, "/dashboard").await;
        scene.is_signed_in().await;
        assert_eq!(scene.tokens().await, of_first);
        logged_in_once(scene);
        scene.tab.press("Call protected API").await;
        scene.tab.says("Hello From Protected Resource").await;
    });
}

#[test]
fn the_landing_page_and_the_login_page_find_it_too() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        open_in_new_tab(scene, "/").await;
        scene.tab.sees(Role::Control, "Open dashboard").await;
        open_in_new_tab(scene, "/login").await;
        scene.is_signed_in().await;
        logged_in_once(scene);
    });
}

#[test]
fn it_stays_when_the_first_tab_is_closed_and_renews_by_itself() {
    play(async |scene: &Scene| {
        scene.rotates(0);
        scene.log_in().await;
        let first = scene.tab.window().await;
        open_in_new_tab(scene, "/dashboard").await;
        scene.is_signed_in().await;
        let second = scene.tab.window().await;
        scene.tab.turn_to(&first).await;
        scene.tab.leave_window().await;
        scene.tab.turn_to(&second).await;
        scene.renew_now(2).await;
        scene.tab.reload().await;
        scene.is_signed_in().await;
    });
}

#[test]
fn both_renew_one_refresh_token_one_at_a_time() {
    play(async |scene: &Scene| {
        scene.rotates(0);
        scene.log_in().await;
        let first = scene.tab.window().await;
        let before = scene.tokens().await;
        open_in_new_tab(scene, "/dashboard").await;
        scene.is_signed_in().await;
        scene.renew_now(2).await;
        let renewed = scene.tokens().await;
        scene.tab.turn_to(&first).await;
        scene.keeps_another_access_token_than(&before).await;
        assert_eq!(scene.tokens().await, renewed);
        scene.renew_now(3).await;
        scene.is_signed_in().await;
    });
}

#[test]
fn log_out_there_signs_out_the_first() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        let first = scene.tab.window().await;
        open_in_new_tab(scene, "/dashboard").await;
        scene.is_signed_in().await;
        scene.log_out().await;
        scene.tab.turn_to(&first).await;
        assert_eq!(scene.is_refused().await, "session.signed_out_elsewhere");
    });
}

#[test]
fn after_a_log_out_a_new_tab_is_signed_out() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.log_out().await;
        open_in_new_tab(scene, "/dashboard").await;
        scene.tab.sees(Role::Control, "Log in").await;
        scene.keeps_no_token().await;
    });
}

#[test]
fn separate_tabs_hand_nothing_on() {
    let separate = Setup::default().config("tabs", "separate");
    separate.play(async |scene: &Scene| {
        scene.log_in().await;
        open_in_new_tab(scene, "/dashboard").await;
        scene.tab.sees(Role::Control, "Log in").await;
        scene.keeps_no_token().await;
    });
}

#[test]
fn tokens_that_are_only_in_memory_are_not_handed_on() {
    let memory = Setup::default().config("storage", "memory");
    memory.play(async |scene: &Scene| {
        scene.log_in().await;
        open_in_new_tab(scene, "/dashboard").await;
        scene.tab.sees(Role::Control, "Log in").await;
        scene.keeps_no_token().await;
    });
}

#[test]
fn a_callback_that_was_not_begun_there_keeps_the_session_and_says_so() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        open_in_new_tab(scene, "/dashboard?code=stolen&state=unknown").await;
        scene.is_signed_in().await;
        scene.arrives_at("/dashboard").await;
        let alert = scene.tab.alert().await;
        assert_eq!(short_code(&alert), "callback.state_unknown");
        logged_in_once(scene);
    });
}

#[test]
fn a_tab_that_is_refused_asks_the_others_before_it_gives_up() {
    play(async |scene: &Scene| {
        scene.rotates(0);
        scene.log_in().await;
        let first = scene.tab.window().await;
        let [kept, ..] = scene.tab.stores().await;
        open_in_new_tab(scene, "/dashboard").await;
        scene.is_signed_in().await;
        scene.renew_now(2).await;
        let renewed = scene.tokens().await;
        // The first tab as a browser brings it back that had discarded it before the renewal.
        scene.tab.turn_to(&first).await;
        scene.tab.goto("about:blank").await;
        scene.open("/manifest.webmanifest").await;
        let script = format!("Object.assign(sessionStorage, {kept}); return null");
        scene.tab.eval(&script).await;
        scene.open("/dashboard").await;
        scene.is_signed_in().await;
        scene.tab.press("Renew now").await;
        scene.answered("POST", "/oauth2/token", 400).await;
        scene.tab.says("by itself, before the time is up").await;
        assert_eq!(scene.tokens().await, renewed);
        assert!(scene.tab.text().await.contains(DEMO_USER));
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
    setup.play(async |scene: &Scene| {
        scene.open("/dashboard").await;
        scene.tab.sees(Role::Control, "Log in").await;
        assert_eq!(scene.tab.eval("return window.asked").await, 0);
    });
}
