//! Browsers that withhold what a login needs: told in an alert, never a crash.

use end_to_end::browser::Role;
use end_to_end::harness::{Harness, Setup, short_code};

/// Asserts that trying to log in ends in an alert, and that every page still shows something.
fn login_is_an_alert(script: &'static str, code: &str) {
    Setup::default()
        .script(script)
        .run(async |harness: &Harness| {
            for path in [
                "/",
                "/dashboard",
                "/nowhere",
                "/dashboard?code=a&state=b",
                "/login",
            ] {
                harness.open(path).await;
                if path == "/nowhere" {
                    harness.tab.says("Page not found").await;
                } else if path == "/login" {
                    assert_eq!(short_code(&harness.tab.alert().await), code);
                } else {
                    if !harness.tab.has(Role::Alert, "").await {
                        harness.tab.press("Log in").await;
                    }
                    harness.tab.alert().await;
                }
            }
            assert_eq!(harness.received("GET", "/oauth2/authorize"), 0);
            harness.exchanged_nothing();
        });
}

#[test]
fn session_storage_that_may_not_be_touched() {
    login_is_an_alert(
        "Object.defineProperty(window, 'sessionStorage', {get() { throw new DOMException('no', 'SecurityError') }});
         Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }});",
        "storage.blocked",
    );
}

#[test]
fn session_storage_that_is_not_there() {
    login_is_an_alert(
        "Object.defineProperty(window, 'sessionStorage', {value: null});",
        "storage.blocked",
    );
}

#[test]
fn session_storage_that_is_full() {
    login_is_an_alert(
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') };",
        "storage.blocked",
    );
}

#[test]
fn no_web_crypto() {
    login_is_an_alert(
        "Object.defineProperty(window, 'crypto', {value: undefined});",
        "browser.insecure_context",
    );
}

#[test]
fn local_storage_alone_is_not_needed() {
    let script = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }});";
    Setup::default()
        .script(script)
        .run(async |harness: &Harness| {
            harness.open("/").await;
            harness.tab.press("Log in").await;
            harness.sign_in().await;
            harness.is_signed_in().await;
        });
}

/// Asserts that a session goes on, and is renewed, without what the script takes away.
fn is_not_needed(script: &'static str) {
    Setup::default()
        .script(script)
        .run(async |harness: &Harness| {
            harness.rotates(0);
            harness.log_in().await;
            harness.renew_now(2).await;
            harness.renew_now(3).await;
            harness.is_signed_in().await;
            harness.log_out().await;
        });
}

#[test]
fn web_locks_are_not_needed() {
    is_not_needed("Object.defineProperty(Navigator.prototype, 'locks', {value: undefined});");
}

#[test]
fn web_locks_that_are_refused_are_not_needed() {
    is_not_needed(
        "LockManager.prototype.request = () => Promise.reject(new DOMException('no', 'SecurityError'));",
    );
}

#[test]
fn a_broadcast_channel_is_not_needed() {
    is_not_needed("delete window.BroadcastChannel;");
}
