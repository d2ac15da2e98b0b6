//! A program that does not start: told by the page itself.

use end_to_end::browser::Role;
use end_to_end::harness::{Harness, Setup, run, short_code};

#[test]
fn a_program_that_cannot_be_loaded_is_told() {
    run(async |harness: &Harness| {
        for part in ["*.wasm", "*app*.js"] {
            harness.blocks(&[part]).await;
            harness.open("/dashboard").await;
            let alert = harness.tab.alert().await;
            assert!(alert.contains("could not be loaded"), "{alert}");
            assert_eq!(short_code(&alert), "browser.program_missing");
            harness.blocks(&[]).await;
            harness.tab.reload().await;
            harness.tab.says("You are signed out").await;
        }
    });
}

#[test]
fn a_program_that_does_not_come_is_said_to_load_and_what_to_do_then() {
    let never = "const fetched = window.fetch;
        window.fetch = (...all) => String(all[0]).includes('.wasm') ? new Promise(() => {}) : fetched(...all);";
    let time_passes = "for (const running of document.getAnimations()) if (running.animationName == 'reveal') running.finish()";
    let setup = Setup::default().script(never);
    setup.run(async |harness: &Harness| {
        for path in ["/dashboard", "/login", "/signup", "/nowhere"] {
            harness.open(path).await;
            let status = harness.tab.sees(Role::Status, "Loading").await;
            assert!(!status.contains("reload"), "{path}: {status}");
            harness.tab.eval(time_passes).await;
            harness.tab.sees(Role::Status, "reload the page").await;
        }
    });
}

#[test]
fn a_browser_without_web_assembly_is_told() {
    let without = Setup::default().script("delete window.WebAssembly;");
    without.run(async |harness: &Harness| {
        harness.open("/").await;
        let alert = harness.tab.alert().await;
        assert!(alert.contains("WebAssembly"), "{alert}");
        assert_eq!(short_code(&alert), "browser.no_webassembly");
    });
}

#[test]
fn a_browser_that_is_too_old_is_told() {
    let old = Setup::default().script("delete AbortSignal.any;");
    old.run(async |harness: &Harness| {
        for path in ["/", "/dashboard"] {
            harness.open(path).await;
            let alert = harness.tab.alert().await;
            assert!(alert.contains("too old"), "{alert}");
            assert_eq!(short_code(&alert), "browser.too_old");
        }
    });
}

#[test]
fn a_program_that_stops_later_is_told_once() {
    // As a browser reports a trap, at the end of a promise and elsewhere. A script of the page's own: in Firefox
    // the errors of WebDriver's scripts are not of the page's types.
    let stops = "window.stops = () => {
        const error = new WebAssembly.RuntimeError('unreachable');
        dispatchEvent(new ErrorEvent('error', { error: new TypeError('of somebody else') }));
        const before = document.querySelectorAll('[role=alert]').length;
        dispatchEvent(new PromiseRejectionEvent('unhandledrejection',
            { promise: Promise.resolve(), reason: error }));
        dispatchEvent(new ErrorEvent('error', { error }));
        return [before, document.querySelectorAll('[role=alert]').length];
    };";
    let setup = Setup::default().script(stops);
    setup.run(async |harness: &Harness| {
        for (path, shown) in [("/", "Sign in once"), ("/dashboard", "You are signed out")] {
            harness.open(path).await;
            harness.tab.says(shown).await;
            let alerts = harness.tab.eval("return stops()").await;
            assert_eq!(alerts, serde_json::json!([0, 1]));
            let alert = harness.tab.alert().await;
            assert!(alert.contains("has stopped"), "{alert}");
            assert_eq!(short_code(&alert), "browser.program_stopped");
        }
    });
}
