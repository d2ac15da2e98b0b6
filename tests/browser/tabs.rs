//! Several tabs of one browser.

use end_to_end::browser::time::HASTE;
use end_to_end::browser::{Role, Window};
use end_to_end::scene::{Scene, Setup, play, short_code};
use end_to_end::session::Tokens;
use local_cognito::{DEMO_USER, Endpoint, Fault};

/// A browser without Web Locks.
const NO_LOCKS: &str = "Object.defineProperty(Navigator.prototype, 'locks', {value: undefined});";

/// Signs in, in a tab of its own, by the provider's cookie; looks at that tab.
pub(crate) async fn sign_in_again(scene: &Scene) -> Window {
    let window = scene.tab.open_another().await;
    scene.open("/login").await;
    scene.is_signed_in().await;
    window
}

/// Logs in, with refresh tokens that work once, and duplicates the tab; looks at the duplicate.
/// Returns both tabs and the tokens that they share.
async fn log_in_and_duplicate(scene: &Scene) -> (Window, Window, Tokens) {
    scene.rotates(0);
    scene.log_in().await;
    let first = scene.tab.window().await;
    let second = scene.tab.duplicate().await;
    scene.is_signed_in().await;
    (first, second, scene.tokens().await)
}

#[test]
fn a_duplicated_tab_is_signed_in_and_does_not_burn_the_others_refresh_token() {
    play(async |scene: &Scene| {
        let (first, second, before) = log_in_and_duplicate(scene).await;
        scene.renew_now(2).await;
        let renewed = scene.tokens().await;
        assert_ne!(renewed, before);
        scene.tab.turn_to(&first).await;
        scene.keeps_another_access_token_than(&before).await;
        assert_eq!(scene.tokens().await, renewed);
        scene.renew_now(3).await;
        scene.is_signed_in().await;
        scene.tab.turn_to(&second).await;
        scene.keeps_another_access_token_than(&renewed).await;
        scene.renew_now(4).await;
        scene.is_signed_in().await;
        assert!(!scene.tab.has(Role::Alert, "").await);
    });
}

#[test]
fn two_tabs_whose_tokens_end_at_the_same_time_renew_once() {
    play(async |scene: &Scene| {
        scene.rotates(0);
        scene.log_in().await;
        let first = scene.tab.window().await;
        scene.lets_the_kept_session_grow_old().await;
        let before = scene.tokens().await;
        scene.fault(Fault {
            delay_ms: 1500,
            ..Fault::at(Endpoint::Token)
        });
        let second = scene.tab.duplicate().await;
        scene.tab.turn_to(&first).await;
        scene.tab.reload().await;
        scene.keeps_another_access_token_than(&before).await;
        let renewed = scene.tokens().await;
        scene.tab.turn_to(&second).await;
        scene.keeps_another_access_token_than(&before).await;
        assert_eq!(scene.tokens().await, renewed);
        scene.is_signed_in().await;
        assert_eq!(scene.received("POST", "/oauth2/token"), 2);
        scene.tab.press("Call protected API").await;
        scene.tab.sees(Role::Region, "Response").await;
    });
}

#[test]
fn a_tab_that_waited_for_one_that_failed_renews_by_itself() {
    play(async |scene: &Scene| {
        let (first, second, before) = log_in_and_duplicate(scene).await;
        scene.fault(Fault {
            times: Some(1),
            delay_ms: 1500,
            status: Some(503),
            ..Fault::at(Endpoint::Token)
        });
        for window in [&first, &second] {
            scene.tab.turn_to(window).await;
            scene.tab.press("Renew now").await;
        }
        for window in [&second, &first] {
            scene.tab.turn_to(window).await;
            scene.keeps_another_access_token_than(&before).await;
            scene.tab.no_longer_sees(Role::Alert, "").await;
            scene.is_signed_in().await;
        }
        assert_eq!(scene.received("POST", "/oauth2/token"), 3);
    });
}

#[test]
fn a_refusal_that_comes_after_another_tabs_success_ends_nothing() {
    let no_locks = Setup::default().script(NO_LOCKS);
    no_locks.play(async |scene: &Scene| {
        let (first, second, before) = log_in_and_duplicate(scene).await;
        scene.tab.eval(NO_LOCKS).await;
        let after = |delay_ms| Fault {
            times: Some(1),
            delay_ms,
            ..Fault::at(Endpoint::Token)
        };
        scene.pool.set_faults(vec![after(1500), after(2500)]);
        for window in [&first, &second] {
            scene.tab.turn_to(window).await;
            scene.tab.press("Renew now").await;
        }
        scene.keeps_another_access_token_than(&before).await;
        let renewed = scene.tokens().await;
        scene.answered("POST", "/oauth2/token", 400).await;
        // The first press may still take part in the renewal that was refused.
        for _ in 0..2 {
            scene.tab.press("Renew now").await;
            scene.tab.says("by itself, before the time is up").await;
        }
        scene.keeps_another_access_token_than(&renewed).await;
        scene.is_signed_in().await;
    });
}

#[test]
fn tabs_with_logins_of_their_own_renew_each_their_own() {
    let separate = Setup::default().config("tabs", "separate");
    separate.play(async |scene: &Scene| {
        scene.rotates(0);
        scene.log_in().await;
        let first = scene.tab.window().await;
        let of_first = scene.tokens().await;
        sign_in_again(scene).await;
        assert_ne!(scene.tokens().await.refresh_token, of_first.refresh_token);
        scene.renew_now(3).await;
        scene.tab.turn_to(&first).await;
        assert_eq!(scene.tokens().await, of_first);
        scene.renew_now(4).await;
        scene.is_signed_in().await;
    });
}

#[test]
fn a_login_under_way_in_two_ends_well_in_both() {
    play(async |scene: &Scene| {
        let first = scene.tab.window().await;
        let of_first = scene.begin_login().await;
        let second = scene.tab.open_another().await;
        let of_second = scene.begin_login().await;
        assert_ne!(of_first, of_second);
        for window in [&first, &second] {
            scene.tab.turn_to(window).await;
            scene.sign_in().await;
            scene.is_signed_in().await;
        }
        scene.tab.turn_to(&first).await;
        scene.tab.reload().await;
        scene.is_signed_in().await;
        assert_eq!(scene.received("POST", "/oauth2/token"), 2);
    });
}

#[test]
fn an_answer_that_comes_back_in_another_tab_is_refused() {
    play(async |scene: &Scene| {
        scene.begin_login().await;
        let form = scene.tab.url().await;
        scene.tab.open_another().await;
        scene.tab.goto(form.as_str()).await;
        scene.sign_in().await;
        assert_eq!(scene.is_refused().await, "callback.state_unknown");
        scene.exchanged_nothing();
        scene.tab.press("Log in").await;
        scene.is_signed_in().await;
    });
}

#[test]
fn what_another_page_of_this_site_says_on_the_channel_is_not_believed() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        let before = scene.tokens().await;
        let script = "const name = await (async () => {
                const key = 'leptos-cognito.session';
                const { audience } = JSON.parse(sessionStorage[key]);
                const parts = [audience.issuer, audience.domain, audience.client_id];
                const bytes = new TextEncoder().encode(parts.join('\\n'));
                const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
                const text = btoa(String.fromCharCode(...hash));
                return 'leptos-cognito.' +
                    text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
            })();
            const channel = new BroadcastChannel(name);
            for (const message of [null, 5, '', '{', '{}', '[]', {replaces: 'x'},
                '{\"replaces\":\"leptos-cognito.x\",\"session\":{}}']) {
                channel.postMessage(message);
            }
            channel.close();
            return name";
        let name = scene.tab.eval(script).await;
        assert!(name.as_str().unwrap().starts_with("leptos-cognito."));
        scene.renew_now(2).await;
        scene.keeps_another_access_token_than(&before).await;
        scene.is_signed_in().await;
    });
}

#[test]
fn somebody_else_who_signs_in_replaces_the_first() {
    play(async |scene: &Scene| {
        scene.begin_login().await;
        let form = scene.tab.url().await;
        scene.begin_login().await;
        scene.sign_in().await;
        scene.is_signed_in().await;
        scene.tab.press("Call protected API").await;
        scene.tab.sees(Role::Region, "Response").await;
        scene.tab.press("Load profile").await;
        scene.tab.says("Profile").await;
        let other = serde_json::json!({"sub": "other", "email": "other@example.com"});
        let other = local_cognito::Tampering {
            claims: serde_json::from_value(other).unwrap(),
            ..local_cognito::Tampering::default()
        };
        scene.fault(Fault {
            id_token: other.clone(),
            access_token: other,
            ..Fault::at(Endpoint::Token)
        });
        scene.tab.goto(form.as_str()).await;
        scene.sign_in().await;
        scene.tab.says("other@example.com").await;
        let text = scene.tab.text().await;
        for of_the_first in [DEMO_USER, "Hello From Protected Resource", "Profile"] {
            assert!(!text.contains(of_the_first), "{text}");
        }
        scene.wait_until_received("POST", "/oauth2/revoke", 1).await;
        scene.tab.reload().await;
        scene.tab.says("other@example.com").await;
    });
}

#[test]
fn the_end_of_a_session_in_one_is_the_end_of_its_duplicate_too() {
    play(async |scene: &Scene| {
        let (first, ..) = log_in_and_duplicate(scene).await;
        scene.fault(Fault {
            status: Some(400),
            body: Some("{\"error\":\"invalid_grant\"}".to_owned()),
            ..Fault::at(Endpoint::Token)
        });
        for _ in 0..2 {
            scene.tab.press("Renew now").await;
            let alert = scene.tab.alert().await;
            assert_eq!(short_code(&alert), "session.expired");
            scene.tab.turn_to(&first).await;
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
    let held = Setup::default().script([HELD, HASTE].concat());
    held.play(async |scene: &Scene| {
        scene.log_in().await;
        let before = scene.tokens().await;
        scene.tab.press("Renew now").await;
        scene.keeps_another_access_token_than(&before).await;
        assert_eq!(scene.tab.eval("return window.held").await, true);
        scene.is_signed_in().await;
    });
}
