//! Several tabs of one browser.

use end_to_end::browser::time::BY_HAND;
use end_to_end::browser::{Role, Window};
use end_to_end::harness::{Harness, Setup, held, run, short_code};
use end_to_end::session::Tokens;
use local_cognito::{DEMO_USER, Endpoint, Fault};

/// A browser without Web Locks.
const NO_LOCKS: &str = "Object.defineProperty(Navigator.prototype, 'locks', {value: undefined});";

/// What this page sends waits for `goOn`, however long that takes.
const SENDS_NOTHING_YET: &str = "const go = new Promise(resolve => { window.goOn = resolve });
    const send = window.fetch;
    window.fetch = async (...all) => { await go; return send(...all) };
    const timer = window.setTimeout.bind(window);
    window.setTimeout = (then, ms, ...more) => ms >= 1000 ? 0 : timer(then, ms, ...more);
    return null";

/// Waits until a tab waits for another one's renewal.
async fn waits_for_its_turn(harness: &Harness) {
    let waits = "return navigator.locks.query().then(({ pending }) => pending.length == 1)";
    harness.tab.becomes(waits).await;
}

/// Signs in, in a tab of its own, by the provider's cookie; looks at that tab.
pub(crate) async fn sign_in_again(harness: &Harness) -> Window {
    let window = harness.tab.open_another().await;
    harness.open("/login").await;
    harness.is_signed_in().await;
    window
}

/// Logs in, with refresh tokens that work once, and duplicates the tab; looks at the duplicate.
/// Returns both tabs and the tokens that they share.
async fn log_in_and_duplicate(harness: &Harness) -> (Window, Window, Tokens) {
    harness.rotates(0);
    harness.log_in().await;
    let first = harness.tab.window().await;
    let second = harness.tab.duplicate().await;
    harness.is_signed_in().await;
    (first, second, harness.tokens().await)
}

#[test]
fn a_duplicated_tab_is_signed_in_and_does_not_burn_the_others_refresh_token() {
    run(async |harness: &Harness| {
        let (first, second, before) = log_in_and_duplicate(harness).await;
        harness.renew_now(2).await;
        let renewed = harness.tokens().await;
        assert_ne!(renewed, before);
        harness.tab.turn_to(&first).await;
        harness.keeps_another_access_token_than(&before).await;
        assert_eq!(harness.tokens().await, renewed);
        harness.renew_now(3).await;
        harness.is_signed_in().await;
        harness.tab.turn_to(&second).await;
        harness.keeps_another_access_token_than(&renewed).await;
        harness.renew_now(4).await;
        harness.is_signed_in().await;
        assert!(!harness.tab.has(Role::Alert, "").await);
    });
}

#[test]
fn two_tabs_whose_tokens_end_at_the_same_time_renew_once() {
    run(async |harness: &Harness| {
        harness.rotates(0);
        harness.log_in().await;
        let first = harness.tab.window().await;
        harness.lets_the_kept_session_grow_old().await;
        let before = harness.tokens().await;
        harness.holds(Endpoint::Token);
        let second = harness.tab.duplicate().await;
        harness
            .wait_until_received("POST", "/oauth2/token", 2)
            .await;
        harness.tab.turn_to(&first).await;
        harness.tab.reload().await;
        waits_for_its_turn(harness).await;
        harness.lets_go();
        harness.keeps_another_access_token_than(&before).await;
        let renewed = harness.tokens().await;
        harness.tab.turn_to(&second).await;
        harness.keeps_another_access_token_than(&before).await;
        assert_eq!(harness.tokens().await, renewed);
        harness.is_signed_in().await;
        assert_eq!(harness.received("POST", "/oauth2/token"), 2);
        harness.tab.press("Call protected API").await;
        harness.tab.sees(Role::Region, "Response").await;
    });
}

#[test]
fn a_tab_that_waited_for_one_that_failed_renews_by_itself() {
    run(async |harness: &Harness| {
        let (first, second, before) = log_in_and_duplicate(harness).await;
        harness.fault(Fault {
            times: Some(1),
            status: Some(503),
            ..held(Endpoint::Token)
        });
        for window in [&first, &second] {
            harness.tab.turn_to(window).await;
            harness.tab.press("Renew now").await;
        }
        waits_for_its_turn(harness).await;
        harness.lets_go();
        for window in [&second, &first] {
            harness.tab.turn_to(window).await;
            harness.keeps_another_access_token_than(&before).await;
            harness.tab.no_longer_sees(Role::Alert, "").await;
            harness.is_signed_in().await;
        }
        assert_eq!(harness.received("POST", "/oauth2/token"), 3);
    });
}

#[test]
fn a_refusal_that_comes_after_another_tabs_success_ends_nothing() {
    let no_locks = Setup::default().script(NO_LOCKS);
    no_locks.run(async |harness: &Harness| {
        let (first, second, before) = log_in_and_duplicate(harness).await;
        harness.tab.eval(NO_LOCKS).await;
        harness.tab.eval(SENDS_NOTHING_YET).await;
        for window in [&second, &first] {
            harness.tab.turn_to(window).await;
            harness.tab.press("Renew now").await;
        }
        harness.keeps_another_access_token_than(&before).await;
        harness.tab.turn_to(&second).await;
        harness.keeps_another_access_token_than(&before).await;
        let renewed = harness.tokens().await;
        harness.tab.eval("goOn()").await;
        harness.answered("POST", "/oauth2/token", 400).await;
        // The first press may still take part in the renewal that was refused.
        for _ in 0..2 {
            harness.tab.press("Renew now").await;
            harness.tab.says("by itself, before the time is up").await;
        }
        harness.keeps_another_access_token_than(&renewed).await;
        harness.is_signed_in().await;
    });
}

#[test]
fn tabs_with_logins_of_their_own_renew_each_their_own() {
    let separate = Setup::default().config("tabs", "separate");
    separate.run(async |harness: &Harness| {
        harness.rotates(0);
        harness.log_in().await;
        let first = harness.tab.window().await;
        let of_first = harness.tokens().await;
        sign_in_again(harness).await;
        assert_ne!(harness.tokens().await.refresh_token, of_first.refresh_token);
        harness.renew_now(3).await;
        harness.tab.turn_to(&first).await;
        assert_eq!(harness.tokens().await, of_first);
        harness.renew_now(4).await;
        harness.is_signed_in().await;
    });
}

#[test]
fn a_login_under_way_in_two_ends_well_in_both() {
    run(async |harness: &Harness| {
        let first = harness.tab.window().await;
        let of_first = harness.begin_login().await;
        let second = harness.tab.open_another().await;
        let of_second = harness.begin_login().await;
        assert_ne!(of_first, of_second);
        for window in [&first, &second] {
            harness.tab.turn_to(window).await;
            harness.sign_in().await;
            harness.is_signed_in().await;
        }
        harness.tab.turn_to(&first).await;
        harness.tab.reload().await;
        harness.is_signed_in().await;
        assert_eq!(harness.received("POST", "/oauth2/token"), 2);
    });
}

#[test]
fn an_answer_that_comes_back_in_another_tab_is_refused() {
    run(async |harness: &Harness| {
        harness.begin_login().await;
        let form = harness.tab.url().await;
        harness.tab.open_another().await;
        harness.tab.goto(form.as_str()).await;
        harness.sign_in().await;
        assert_eq!(harness.is_refused().await, "callback.state_unknown");
        harness.exchanged_nothing();
        harness.tab.press("Log in").await;
        harness.is_signed_in().await;
    });
}

#[test]
fn what_another_page_of_this_site_says_on_the_channel_is_not_believed() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let before = harness.tokens().await;
        let script = "return (async () => {
            const key = 'leptos-cognito.session';
            const { audience } = JSON.parse(sessionStorage[key]);
            const parts = [audience.issuer, audience.domain, audience.client_id];
            const bytes = new TextEncoder().encode(parts.join('\\n'));
            const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
            const text = btoa(String.fromCharCode(...hash));
            const name = 'leptos-cognito.' +
                text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
            const channel = new BroadcastChannel(name);
            for (const message of [null, 5, '', '{', '{}', '[]', {replaces: 'x'},
                '{\"replaces\":\"leptos-cognito.x\",\"session\":{}}']) {
                channel.postMessage(message);
            }
            channel.close();
            return name;
        })()";
        let name = harness.tab.eval(script).await;
        assert!(name.as_str().unwrap().starts_with("leptos-cognito."));
        harness.renew_now(2).await;
        harness.keeps_another_access_token_than(&before).await;
        harness.is_signed_in().await;
    });
}

#[test]
fn somebody_else_who_signs_in_replaces_the_first() {
    run(async |harness: &Harness| {
        harness.begin_login().await;
        let form = harness.tab.url().await;
        harness.begin_login().await;
        harness.sign_in().await;
        harness.is_signed_in().await;
        harness.tab.press("Call protected API").await;
        harness.tab.sees(Role::Region, "Response").await;
        harness.tab.press("Load profile").await;
        harness.tab.says("Profile").await;
        let other = serde_json::json!({"sub": "other", "email": "other@example.com"});
        let other = local_cognito::Tampering {
            claims: serde_json::from_value(other).unwrap(),
            ..local_cognito::Tampering::default()
        };
        harness.fault(Fault {
            id_token: other.clone(),
            access_token: other,
            ..Fault::at(Endpoint::Token)
        });
        harness.tab.goto(form.as_str()).await;
        harness.sign_in().await;
        harness.tab.says("other@example.com").await;
        let text = harness.tab.text().await;
        for of_the_first in [DEMO_USER, "Hello From Protected Resource", "Profile"] {
            assert!(!text.contains(of_the_first), "{text}");
        }
        harness
            .wait_until_received("POST", "/oauth2/revoke", 1)
            .await;
        harness.tab.reload().await;
        harness.tab.says("other@example.com").await;
    });
}

#[test]
fn the_end_of_a_session_in_one_is_the_end_of_its_duplicate_too() {
    run(async |harness: &Harness| {
        let (first, ..) = log_in_and_duplicate(harness).await;
        harness.fault(Fault::answering(
            Endpoint::Token,
            400,
            "{\"error\":\"invalid_grant\"}",
        ));
        for _ in 0..2 {
            harness.tab.press("Renew now").await;
            let alert = harness.tab.alert().await;
            assert_eq!(short_code(&alert), "session.expired");
            harness.tab.turn_to(&first).await;
        }
    });
}

/// Another page of this site that holds the lock of a renewal and never lets go.
const HELD: &str = "{
    const request = LockManager.prototype.request;
    LockManager.prototype.request = async function (name, ...more) {
        if (!window.held) {
            window.held = true;
            await new Promise(held => request.call(this, name, () => {
                held();
                return new Promise(() => {});
            }));
        }
        return request.call(this, name, ...more);
    };
}";

#[test]
fn a_lock_that_is_never_released_holds_up_no_renewal_for_ever() {
    let held = Setup::default().script([HELD, BY_HAND].concat());
    held.run(async |harness: &Harness| {
        harness.log_in().await;
        let before = harness.tokens().await;
        harness.tab.press("Renew now").await;
        waits_for_its_turn(harness).await;
        // Longer than the lock is waited for, and not as long as the answer of the provider.
        harness.tab.elapse(10_000).await;
        harness.keeps_another_access_token_than(&before).await;
        assert_eq!(harness.tab.eval("return window.held").await, true);
        harness.is_signed_in().await;
    });
}
