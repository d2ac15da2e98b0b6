//! The landing page's own program: it begins a login, and leaves everything else to the app.

use std::collections::BTreeMap;

use crate::landing::held_back;
use crate::sleep::TRIES;
use end_to_end::browser::time::{BY_HAND, LONGEST_MS};
use end_to_end::browser::{BACK_ACROSS_OPENER_POLICY, Role, not_in_webkit};
use end_to_end::harness::{Harness, Setup, run};
use serde_json::{Value, json};

/// How many bytes of each of the app's files that this page has loaded came over the network: none of what the
/// cache had.
const APP_FILES: &str = "const sizes = Object.fromEntries(performance.getEntriesByType('resource')
    .filter(entry => entry.name.includes('/leptos-cognito-app-'))
    .map(entry => [entry.name, entry.transferSize]))";

/// Of the app, only the first part of its WebAssembly and the glue come ahead.
const FIRST_ALONE: &str = "{
    const fetched = window.fetch;
    let asked = 0;
    window.fetch = (...all) => {
        const isMore = location.pathname === '/' && /leptos-cognito-app-.*[.]wasm/.test(all[0]) && asked++;
        return isMore ? new Promise(() => {}) : fetched(...all);
    };
}";

/// The first of the app's files that is fetched ahead stays on its way.
const STAYS_ON_ITS_WAY: &str = "{
    const fetched = window.fetch;
    window.fetch = (...all) => {
        const isFirst = location.pathname === '/' && !window.isOnItsWay && /leptos-cognito-app-/.test(all[0]);
        window.isOnItsWay ||= isFirst;
        return isFirst ? new Promise(() => {}) : fetched(...all);
    };
}";

/// A visitor who has asked for small pages; and what the page asks for.
const SAVES_DATA: &str =
    "Object.defineProperty(Navigator.prototype, 'connection', { value: { saveData: true } });
    const fetched = window.fetch;
    window.asked = [];
    window.fetch = (...all) => {
        asked.push(String(all[0]));
        return fetched(...all);
    };";

/// The page has been painted, and what waited for that has had its turn.
const PAINTED: &str =
    "return new Promise(painted => requestAnimationFrame(() => requestAnimationFrame(
    () => setTimeout(painted, 0, true))))";

#[test]
fn a_click_is_held_until_the_program_is_there() {
    held_back().run(async |harness: &Harness| {
        harness.open("/").await;
        harness.tab.press("Log in").await;
        harness
            .tab
            .sees(Role::Status, "Opening the login page")
            .await;
        harness.tab.press("Log in").await;
        harness.arrives_at("/").await;
        harness.tab.eval("goOn()").await;
        harness.at_login_form().await;
        assert_eq!(harness.received("GET", "/oauth2/authorize"), 1);
        assert!(!asked_for(harness, "/login").await);
    });
}

#[test]
fn a_click_for_another_tab_is_the_browsers() {
    // Heard after the page's own listener, and kept from opening anything.
    let script = "let held = [];
        addEventListener('click', event => {
            held.push(event.defaultPrevented);
            event.preventDefault();
        });
        const click = options => document.querySelector('main a[href=\"/login\"]').dispatchEvent(
            new MouseEvent('click', { bubbles: true, cancelable: true, ...options }));
        for (const key of ['ctrlKey', 'metaKey', 'shiftKey', 'altKey']) click({ [key]: true });
        click({ button: 1 });
        click({});
        return held";
    held_back().run(async |harness: &Harness| {
        harness.open("/").await;
        harness.tab.sees(Role::Control, "Log in").await;
        let held = harness.tab.eval(script).await;
        assert_eq!(held, json!([false, false, false, false, false, true]));
    });
}

#[test]
fn what_the_page_itself_has_dealt_with_is_not_held() {
    let script = "const link = document.querySelector('main a[href=\"/login\"]');
        link.addEventListener('click', event => event.preventDefault());
        link.click();
        return document.querySelector('.way-in [role=status]')";
    held_back().run(async |harness: &Harness| {
        harness.open("/").await;
        harness.tab.sees(Role::Control, "Log in").await;
        assert_eq!(harness.tab.eval(script).await, Value::Null);
    });
}

#[test]
fn where_the_program_does_not_come_the_app_is_asked() {
    let never = format!("{BY_HAND} const fetched = window.fetch;
        window.fetch = (...all) => String(all[0]).includes('/login') ? new Promise(() => {{}}) : fetched(...all);");
    Setup::default()
        .script(never)
        .run(async |harness: &Harness| {
            harness.open("/").await;
            harness.tab.press("Log in").await;
            harness
                .tab
                .sees(Role::Status, "Opening the login page")
                .await;
            // The configuration has come, which is waited for no longer.
            let read = "return !!document.querySelector('link[rel=preconnect]')";
            harness.tab.becomes(read).await;
            harness.tab.elapse(LONGEST_MS).await;
            harness.at_login_form().await;
            assert!(asked_for(harness, "/login").await);
        });
}

#[test]
fn where_the_program_cannot_be_loaded_the_app_takes_its_place() {
    run(async |harness: &Harness| {
        for part in ["*/login-*.wasm", "*/login-*.js"] {
            harness.blocks(&[part]).await;
            harness.open("/").await;
            harness.tab.sees(Role::Control, "Sign up").await;
            harness.tab.press("Log in").await;
            harness.at_login_form().await;
        }
    });
}

#[test]
fn an_issuer_alone_is_the_apps() {
    let issuer_alone = Setup::default().config("domain", Value::Null);
    issuer_alone.run(async |harness: &Harness| {
        harness.open("/").await;
        harness
            .tab
            .becomes("return !document.getElementById('shell')")
            .await;
        harness.tab.press("Log in").await;
        harness.sign_in().await;
        harness.is_signed_in().await;
    });
}

#[test]
fn tokens_that_are_kept_in_memory_make_no_difference() {
    let memory = Setup::default().config("storage", "memory");
    memory.run(async |harness: &Harness| {
        harness.log_in().await;
        harness.keeps_no_token().await;
        assert!(!asked_for(harness, "/login").await);
    });
}

#[test]
fn sign_up_is_offered_where_the_configuration_offers_it() {
    let off = Setup::default().config("sign_up", false);
    off.run(async |harness: &Harness| {
        harness.open("/").await;
        harness
            .tab
            .becomes("return document.querySelectorAll('main a').length == 1")
            .await;
        assert!(
            harness
                .tab
                .eval("return !!document.getElementById('shell')")
                .await
                == true
        );
    });
}

#[test]
fn the_page_can_be_used_again_when_a_person_comes_back_to_it() {
    run(async |harness: &Harness| {
        not_in_webkit(BACK_ACROSS_OPENER_POLICY);
        for _ in 0..2 {
            harness.begin_login().await;
            harness.tab.back().await;
            harness.arrives_at("/").await;
            harness.tab.no_longer_sees(Role::Status, "").await;
            harness.tab.press("Log in").await;
            harness.at_login_form().await;
        }
    });
}

#[test]
fn a_page_that_is_shown_again_shows_who_signed_in_since() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.tab.eval("history.go(-2)").await;
        harness.arrives_at("/").await;
        harness.tab.sees(Role::Control, "Open dashboard").await;
    });
}

#[test]
fn the_configuration_is_fetched_once_a_page() {
    let proxied = Setup::default().config_from_pool();
    proxied.run(async |harness: &Harness| {
        not_in_webkit("fetch, which takes what is preloaded");
        let fetched = || harness.received("GET", "/config.json");
        harness.open("/").await;
        harness.tab.sees(Role::Control, "Sign up").await;
        let of_landing = fetched();
        harness.tab.press("Log in").await;
        harness.sign_in().await;
        harness.is_signed_in().await;
        let of_callback = fetched() - of_landing;
        harness.tab.reload().await;
        harness.is_signed_in().await;
        let of_reload = fetched() - of_landing - of_callback;
        // The site asks for it once more with each document, for the policy.
        assert_eq!([of_landing, of_callback, of_reload], [2, 2, 2]);
    });
}

#[test]
fn the_apps_files_are_fetched_ahead_and_are_there_when_the_login_comes_back() {
    run(async |harness: &Harness| {
        not_in_webkit("sizes, which are 0 for what the cache had");
        harness.open("/").await;
        let all = format!(
            "{APP_FILES}; return Object.keys(sizes).length ===
                document.querySelectorAll('#app-js, [id|=app-wasm]').length"
        );
        harness.tab.becomes(&all).await;
        let ahead = app_files(harness).await;
        assert!(ahead.values().all(|size| *size > 0), "{ahead:?}");
        harness.tab.press("Log in").await;
        harness.sign_in().await;
        harness.is_signed_in().await;
        let then = app_files(harness).await;
        assert!(then.keys().eq(ahead.keys()), "{then:?}");
        assert!(then.values().all(|size| *size == 0), "{then:?}");
    });
}

#[test]
fn what_has_come_before_the_visitor_leaves_is_not_loaded_again() {
    let first_alone = Setup::default().script(FIRST_ALONE);
    first_alone.run(async |harness: &Harness| {
        not_in_webkit("sizes, which are 0 for what the cache had");
        harness.open("/").await;
        let two = format!("{APP_FILES}; return Object.keys(sizes).length === 2");
        harness.tab.becomes(&two).await;
        let ahead = app_files(harness).await;
        harness.tab.press("Log in").await;
        harness.sign_in().await;
        harness.is_signed_in().await;
        let then = app_files(harness).await;
        let from_cache = names(&then, |size| size == 0);
        assert!(from_cache.into_iter().eq(ahead.keys()), "{then:?}");
        assert!(then.len() > 2, "{then:?}");
    });
}

#[test]
fn what_is_left_comes_while_the_visitor_logs_in() {
    let stays = Setup::default().script(STAYS_ON_ITS_WAY);
    stays.run(async |harness: &Harness| {
        // A browser may give up a page that it keeps, and what that has asked for.
        for _ in 0..TRIES {
            let nothing = json!({});
            harness
                .tab
                .devtools("Network.clearBrowserCache", nothing)
                .await;
            harness.open("/").await;
            harness.tab.becomes("return window.isOnItsWay").await;
            harness.tab.press("Log in").await;
            harness.sign_in().await;
            harness.is_signed_in().await;
            let sizes = app_files(harness).await;
            if let [first] = names(&sizes, |size| size > 0)[..] {
                assert!(first.ends_with(".wasm") && sizes.len() == 3, "{sizes:?}");
                return;
            }
            harness.log_out().await;
        }
        panic!("all of the app is loaded after the login");
    });
}

#[test]
fn a_visitor_who_saves_data_loads_the_small_program_alone() {
    let saves = Setup::default().script(SAVES_DATA);
    saves.run(async |harness: &Harness| {
        harness.open("/").await;
        harness.tab.sees(Role::Control, "Sign up").await;
        harness.tab.becomes(PAINTED).await;
        let programs = "return ['/login-', '/leptos-cognito-app-'].map(
            program => asked.some(file => file.includes(program)))";
        assert_eq!(harness.tab.eval(programs).await, json!([true, false]));
        harness.tab.press("Log in").await;
        harness.sign_in().await;
        harness.is_signed_in().await;
    });
}

#[test]
fn the_connections_that_are_needed_next_are_opened_ahead() {
    let script = "return [...document.querySelectorAll('link[rel=preconnect]')].map(
        link => [link.href, link.crossOrigin !== null])";
    run(async |harness: &Harness| {
        harness.open("/").await;
        harness.tab.sees(Role::Control, "Sign up").await;
        let pool = harness.pool.origin();
        assert_eq!(
            harness.tab.eval(script).await,
            json!([[format!("{pool}/"), false]])
        );
        harness.tab.press("Log in").await;
        harness.sign_in().await;
        harness.is_signed_in().await;
        let [token, keys] = [
            format!("{pool}/oauth2/token"),
            format!("{}/.well-known/jwks.json", harness.pool.issuer()),
        ];
        assert_eq!(
            harness.tab.eval(script).await,
            json!([[token, true], [keys, true]])
        );
    });
}

/// The app's files that this page has loaded, and how many bytes of each came over the network.
async fn app_files(harness: &Harness) -> BTreeMap<String, u64> {
    let files = harness
        .tab
        .eval(&format!("{APP_FILES}; return sizes"))
        .await;
    serde_json::from_value(files).expect("names and sizes")
}

/// Whether the browser was sent to this page of the site.
async fn asked_for(harness: &Harness, path: &str) -> bool {
    let requests = harness.tab.requests().await;
    let own = harness.at(path);
    requests
        .iter()
        .any(|request| request.is_navigation && request.url.as_str() == own)
}

fn names(files: &BTreeMap<String, u64>, holds: fn(u64) -> bool) -> Vec<&String> {
    let those = files.iter().filter(|(_, size)| holds(**size));
    those.map(|(name, _)| name).collect()
}
