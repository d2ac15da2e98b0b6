//! What comes back to `/dashboard`, honest or not.

use end_to_end::harness::{Harness, run, short_code};

#[test]
fn a_code_without_any_pending_login_is_refused() {
    run(async |harness: &Harness| {
        harness.open("/dashboard?code=abc&state=def").await;
        assert_eq!(harness.is_refused().await, "callback.state_unknown");
        harness.exchanged_nothing();
    });
}

#[test]
fn a_refused_callback_does_not_spoil_the_pending_login() {
    run(async |harness: &Harness| {
        harness.begin_login().await;
        let form = harness.tab.url().await;
        harness.open("/dashboard?code=abc&state=another").await;
        harness.is_refused().await;
        harness.tab.goto(form.as_str()).await;
        harness.sign_in().await;
        harness.is_signed_in().await;
    });
}

#[test]
fn a_replayed_callback_keeps_the_session_and_says_so() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let callback = callback_of(harness).await;
        harness.tab.goto(&callback).await;
        harness.is_signed_in().await;
        assert_eq!(
            short_code(&harness.tab.alert().await),
            "callback.state_unknown"
        );
        harness.arrives_at("/dashboard").await;
        assert_eq!(harness.received("POST", "/oauth2/token"), 1);
    });
}

#[test]
fn a_replayed_callback_after_log_out_signs_nobody_in() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let callback = callback_of(harness).await;
        harness.log_out().await;
        harness.tab.goto(&callback).await;
        assert_eq!(harness.is_refused().await, "callback.state_unknown");
        assert_eq!(harness.received("POST", "/oauth2/token"), 1);
    });
}

#[test]
fn a_hostile_link_while_signed_in_keeps_the_session() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        for query in [
            "code=abc&state=def",
            "code=abc",
            "error=access_denied&state=def",
            "code=a&code=b&state=def",
        ] {
            harness.open(&format!("/dashboard?{query}")).await;
            harness.is_signed_in().await;
            harness.tab.alert().await;
            harness.arrives_at("/dashboard").await;
        }
        assert_eq!(harness.received("POST", "/oauth2/token"), 1);
        assert_eq!(harness.received("POST", "/oauth2/revoke"), 0);
    });
}

#[test]
fn a_denied_login_is_told_in_the_providers_words_as_text() {
    run(async |harness: &Harness| {
        let state = harness.begin_login().await;
        let words = "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%20not%20invited";
        let path =
            format!("/dashboard?error_description={words}&error=access_denied&state={state}");
        harness.open(&path).await;
        let alert = harness.tab.alert().await;
        assert!(
            alert.contains("<img src=x onerror=alert(1)> not invited"),
            "{alert}"
        );
        let images = harness
            .tab
            .eval("return document.querySelectorAll('img[src=x]').length")
            .await;
        assert_eq!(images, 0);
        assert_ne!(harness.is_refused().await, "callback.state_unknown");
        harness.exchanged_nothing();
    });
}

#[test]
fn a_denied_login_is_over() {
    run(async |harness: &Harness| {
        let state = harness.begin_login().await;
        let path = format!("/dashboard?error=access_denied&state={state}");
        harness.open(&path).await;
        harness.is_refused().await;
        harness.open(&path).await;
        assert_eq!(harness.is_refused().await, "callback.state_unknown");
        harness
            .open(&format!("/dashboard?code=abc&state={state}"))
            .await;
        assert_eq!(harness.is_refused().await, "callback.state_unknown");
        harness.exchanged_nothing();
    });
}

#[test]
fn an_error_of_a_foreign_login_is_not_taken_for_the_providers_word() {
    run(async |harness: &Harness| {
        harness.begin_login().await;
        harness
            .open("/dashboard?error=access_denied&error_description=call+0800&state=foreign")
            .await;
        let alert = harness.tab.alert().await;
        assert!(!alert.contains("0800"), "{alert}");
        assert_eq!(harness.is_refused().await, "callback.state_unknown");
    });
}

#[test]
fn of_two_logins_begun_in_one_tab_the_earlier_may_come_back_too() {
    run(async |harness: &Harness| {
        harness.begin_login().await;
        let first_form = harness.tab.url().await;
        harness.begin_login().await;
        harness.tab.goto(first_form.as_str()).await;
        harness.sign_in().await;
        harness.is_signed_in().await;
    });
}

#[test]
fn a_second_login_of_this_tab_replaces_the_session_and_revokes_its_refresh_token() {
    run(async |harness: &Harness| {
        harness.begin_login().await;
        let first_form = harness.tab.url().await;
        harness.begin_login().await;
        harness.sign_in().await;
        harness.is_signed_in().await;
        let [before, ..] = harness.tab.stores().await;
        harness.tab.goto(first_form.as_str()).await;
        harness.sign_in().await;
        harness.is_signed_in().await;
        let [after, ..] = harness.tab.stores().await;
        assert_ne!(before, after);
        assert_eq!(harness.received("POST", "/oauth2/token"), 2);
        harness
            .wait_until_received("POST", "/oauth2/revoke", 1)
            .await;
    });
}

/// The address that the provider sent the browser back to.
async fn callback_of(harness: &Harness) -> String {
    let requests = harness.tab.requests().await;
    let callback = requests
        .iter()
        .find(|r| r.is_navigation && r.url.as_str().contains("code="));
    callback.expect("a callback was loaded").url.to_string()
}

#[test]
fn a_slash_at_the_end_of_the_path_hides_no_answer() {
    run(async |harness: &Harness| {
        harness.open("/dashboard/?code=c&state=unknown").await;
        assert_eq!(harness.is_refused().await, "callback.state_unknown");
        harness.arrives_at("/dashboard").await;
    });
}
