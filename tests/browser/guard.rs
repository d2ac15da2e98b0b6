//! The dashboard while nobody is signed in.

use end_to_end::browser::Role;
use end_to_end::scene::{Scene, play};

#[test]
fn stays_at_its_address_and_offers_log_in() {
    play(async |scene: &Scene| {
        scene.open("/dashboard?tab=2&x=a%20b").await;
        scene.tab.sees(Role::Control, "Log in").await;
        scene.arrives_at("/dashboard?tab=2&x=a%20b").await;
        assert!(!scene.tab.has(Role::Button, "Call protected API").await);
        assert_eq!(scene.received("GET", "/oauth2/authorize"), 0);
    });
}

#[test]
fn after_the_login_the_page_that_was_asked_for_is_shown() {
    play(async |scene: &Scene| {
        scene.open("/dashboard?tab=2&x=a%20b").await;
        scene.tab.press("Log in").await;
        scene.sign_in().await;
        scene.is_signed_in().await;
        scene.arrives_at("/dashboard?tab=2&x=a%20b").await;
    });
}

#[test]
fn a_person_who_turns_back_at_the_login_form_is_still_signed_out() {
    play(async |scene: &Scene| {
        scene.open("/dashboard").await;
        scene.tab.press("Log in").await;
        scene.at_login_form().await;
        scene.tab.back().await;
        scene.arrives_at("/dashboard").await;
        scene.tab.press("Log in").await;
        scene.at_login_form().await;
    });
}
