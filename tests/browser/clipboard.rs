//! What is copied: on the clipboard, and nowhere else.

use end_to_end::browser::Role;
use end_to_end::harness::{Harness, Setup, run, short_code};

const COPIED: &str = "It is on the clipboard.";

/// `copied` is what was last written to the clipboard.
pub(crate) const READABLE: &str = "Object.defineProperty(navigator, 'clipboard', {value: {
    writeText: async text => { window.copied = text },
}});";

#[test]
fn the_access_token_and_the_commands_are_copied() {
    let readable = Setup::default().script(READABLE);
    readable.run(async |harness: &Harness| {
        harness.log_in().await;
        harness.tab.press("Copy access token").await;
        harness.tab.says(COPIED).await;
        let own = "const kept = JSON.parse(sessionStorage['leptos-cognito.session']);
            return kept.access_token == window.copied";
        assert_eq!(harness.tab.eval(own).await, true);
        harness.tab.press("Copy as curl").await;
        let commands = "const { access_token, refresh_token } =
                JSON.parse(sessionStorage['leptos-cognito.session']);
            return window.copied.includes('authorization: Bearer ' + access_token)
                && !window.copied.includes(refresh_token)
                && window.copied.includes('code_verifier=CODE_VERIFIER')";
        harness.tab.becomes(commands).await;
        let shown = "return document.documentElement.outerHTML.includes('eyJ')";
        assert_eq!(harness.tab.eval(shown).await, false);
    });
}

#[test]
fn the_headers_of_the_site_allow_it() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        for what in ["Copy access token", "Copy as curl"] {
            harness.tab.press(what).await;
            harness.tab.says(COPIED).await;
            assert!(!harness.tab.has(Role::Alert, "").await);
        }
    });
}

#[test]
fn a_clipboard_that_is_refused_or_missing_is_told() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        for script in [
            "Clipboard.prototype.writeText = async () => { throw new Error('no') };",
            "Clipboard.prototype.writeText = () => { throw new Error('no') };",
            "Object.defineProperty(navigator, 'clipboard', {value: undefined});",
        ] {
            harness.open("/dashboard").await;
            harness.is_signed_in().await;
            harness.tab.eval(script).await;
            harness.tab.press("Copy access token").await;
            assert_eq!(short_code(&harness.tab.alert().await), "clipboard.refused");
        }
    });
}
