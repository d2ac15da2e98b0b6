//! The landing page before the program has loaded, and when it takes over.

use end_to_end::browser::Role;
use end_to_end::browser::time::BY_HAND;
use end_to_end::harness::{Harness, Setup, run};
use serde_json::{Value, json};

/// Holds the programs back until `window.goOn` is called, and remembers every shift of the layout.
const HELD_BACK: &str = "
    const go = new Promise(resolve => { window.goOn = resolve });
    const fetched = window.fetch;
    window.fetch = async (...all) => {
        if (String(all[0]).endsWith('.wasm')) await go;
        return fetched(...all);
    };
    window.shifts = [];
    new PerformanceObserver(list => {
        for (const { value, sources } of list.getEntries()) {
            window.shifts.push([value, ...sources.map(({ node }) => node?.outerHTML ?? node?.textContent)]);
        }
    }).observe({ type: 'layout-shift', buffered: true });";

/// A page whose programs wait for `goOn`.
pub(crate) fn held_back() -> Setup {
    Setup::default().script(HELD_BACK)
}

const PLACES: &str = "return JSON.stringify(['h1', '.lead', 'a', 'ol'].map(part =>
    document.querySelector('main ' + part).getBoundingClientRect()))";

/// The middle of the link "Log in".
const LINK: &str =
    "const link = document.querySelector('main a[href=\"/login\"]').getBoundingClientRect();
    return [link.x + link.width / 2, link.y + link.height / 2]";

#[test]
fn it_is_there_before_the_program_and_stays_in_place() {
    held_back().run(async |harness: &Harness| {
        stays_in_place(harness).await;
        let narrow = json!({"width": 320, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        let resize = "Emulation.setDeviceMetricsOverride";
        harness.tab.devtools(resize, narrow).await;
        stays_in_place(harness).await;
    });
}

async fn stays_in_place(harness: &Harness) {
    harness.open("/").await;
    harness.tab.sees(Role::Control, "Log in").await;
    assert!(!harness.tab.has(Role::Status, "").await);
    let before = harness.tab.eval(PLACES).await;
    harness.tab.eval("goOn()").await;
    harness.tab.sees(Role::Control, "Sign up").await;
    assert_eq!(harness.tab.eval(PLACES).await, before);
    let shifts = harness.tab.eval("return shifts").await;
    assert_eq!(shifts, Value::Array(Vec::new()));
}

#[test]
fn the_focus_stays_where_it_was() {
    held_back().run(async |harness: &Harness| {
        harness.open("/").await;
        harness.tab.sees(Role::Control, "Log in").await;
        harness
            .tab
            .eval("document.querySelector('main a').focus(); goOn()")
            .await;
        harness.tab.sees(Role::Control, "Sign up").await;
        let focused = "return document.activeElement.textContent == 'Log in'";
        harness.tab.becomes(focused).await;
    });
}

#[test]
fn no_other_page_shows_it() {
    held_back().run(async |harness: &Harness| {
        for path in ["/dashboard", "/nowhere", "/login?return_to=/"] {
            harness.open(path).await;
            harness
                .tab
                .becomes("return document.readyState == 'complete'")
                .await;
            let words = harness.tab.text().await;
            assert!(!words.contains("Sign in once"), "{path}: {words}");
            assert!(!harness.tab.has(Role::Control, "Log in").await, "{path}");
        }
    });
}

#[test]
fn it_does_not_offer_a_login_to_somebody_who_is_signed_in() {
    held_back().run(async |harness: &Harness| {
        harness.open("/").await;
        harness.tab.eval("goOn()").await;
        harness.tab.press("Log in").await;
        harness.sign_in().await;
        harness
            .tab
            .becomes("return window.goOn !== undefined")
            .await;
        harness.tab.eval("goOn()").await;
        harness.is_signed_in().await;
        harness.open("/").await;
        harness
            .tab
            .becomes("return document.readyState == 'complete'")
            .await;
        assert!(!harness.tab.has(Role::Control, "Log in").await);
        harness.tab.eval("goOn()").await;
        harness.tab.sees(Role::Control, "Open dashboard").await;
        assert!(harness.tab.text().await.contains("Sign in once"));
    });
}

#[test]
fn it_is_as_before_when_a_person_comes_back_to_it() {
    run(async |harness: &Harness| {
        harness.open("/nowhere").await;
        for _ in 0..2 {
            harness.tab.press("Go to the start page").await;
            harness.arrives_at("/").await;
            harness.tab.sees(Role::Control, "Sign up").await;
            let ways = "return document.querySelectorAll('main a').length";
            assert_eq!(harness.tab.eval(ways).await, 2);
            harness.tab.back().await;
            harness.arrives_at("/nowhere").await;
        }
    });
}

#[test]
fn a_press_that_has_begun_is_a_click_although_the_app_takes_the_place_of_the_page() {
    let counts = "{
        const compile = WebAssembly.compileStreaming;
        window.compiled = 0;
        WebAssembly.compileStreaming = async (...all) => {
            const module = await compile.apply(WebAssembly, all);
            // What follows has its turn before it counts.
            setTimeout(() => { window.compiled += 1 }, 500);
            return module;
        };
    }";
    // Of such a configuration the landing page's own program can make nothing.
    let setup = Setup::default()
        .script(format!("{BY_HAND} {HELD_BACK} {counts}"))
        .config("domain", Value::Null);
    setup.run(async |harness: &Harness| {
        harness.open("/").await;
        harness.tab.sees(Role::Control, "Log in").await;
        let at = harness.tab.eval(LINK).await;
        let mouse = async |kind: &str| {
            let event = json!({
                "type": kind, "x": at[0], "y": at[1], "button": "left", "clickCount": 1,
            });
            harness
                .tab
                .devtools("Input.dispatchMouseEvent", event)
                .await;
        };
        mouse("mousePressed").await;
        harness.tab.eval("goOn()").await;
        harness.tab.becomes("return compiled == 2").await;
        mouse("mouseReleased").await;
        harness.arrives_at("/login").await;
    });
}
