//! The landing page before the program has loaded, and when it takes over.

use end_to_end::browser::Role;
use end_to_end::scene::{Scene, Setup, play};
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
        for (const entry of list.getEntries()) window.shifts.push(entry.value);
    }).observe({ type: 'layout-shift', buffered: true });";

/// A page whose programs wait for `goOn`.
pub(crate) fn held_back() -> Setup {
    Setup::default().script(HELD_BACK)
}

const PLACES: &str = "return JSON.stringify(['h1', '.lead', 'a', 'ol'].map(part =>
    document.querySelector('main ' + part).getBoundingClientRect()))";

#[test]
fn it_is_there_before_the_program_and_stays_in_place() {
    held_back().play(async |scene: &Scene| {
        stays_in_place(scene).await;
        let narrow = json!({"width": 320, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        let resize = "Emulation.setDeviceMetricsOverride";
        scene.tab.devtools(resize, narrow).await;
        stays_in_place(scene).await;
    });
}

async fn stays_in_place(scene: &Scene) {
    scene.open("/").await;
    scene.tab.sees(Role::Control, "Log in").await;
    assert!(!scene.tab.has(Role::Status, "").await);
    let before = scene.tab.eval(PLACES).await;
    scene.tab.eval("goOn()").await;
    scene.tab.sees(Role::Control, "Sign up").await;
    assert_eq!(scene.tab.eval(PLACES).await, before);
    let shifts = scene.tab.eval("return shifts").await;
    assert_eq!(shifts, Value::Array(Vec::new()));
}

#[test]
fn the_focus_stays_where_it_was() {
    held_back().play(async |scene: &Scene| {
        scene.open("/").await;
        scene.tab.sees(Role::Control, "Log in").await;
        scene
            .tab
            .eval("document.querySelector('main a').focus(); goOn()")
            .await;
        scene.tab.sees(Role::Control, "Sign up").await;
        let focused = "return document.activeElement.textContent == 'Log in'";
        scene.tab.becomes(focused).await;
    });
}

#[test]
fn no_other_page_shows_it() {
    held_back().play(async |scene: &Scene| {
        for path in ["/dashboard", "/nowhere", "/login?return_to=/"] {
            scene.open(path).await;
            scene
                .tab
                .becomes("return document.readyState == 'complete'")
                .await;
            let words = scene.tab.text().await;
            assert!(!words.contains("Sign in once"), "{path}: {words}");
            assert!(!scene.tab.has(Role::Control, "Log in").await, "{path}");
        }
    });
}

#[test]
fn it_does_not_offer_a_login_to_somebody_who_is_signed_in() {
    held_back().play(async |scene: &Scene| {
        scene.open("/").await;
        scene.tab.eval("goOn()").await;
        scene.tab.press("Log in").await;
        scene.sign_in().await;
        scene.tab.becomes("return window.goOn !== undefined").await;
        scene.tab.eval("goOn()").await;
        scene.is_signed_in().await;
        scene.open("/").await;
        scene
            .tab
            .becomes("return document.readyState == 'complete'")
            .await;
        assert!(!scene.tab.has(Role::Control, "Log in").await);
        scene.tab.eval("goOn()").await;
        scene.tab.sees(Role::Control, "Open dashboard").await;
        assert!(scene.tab.text().await.contains("Sign in once"));
    });
}

#[test]
fn it_is_as_before_when_a_person_comes_back_to_it() {
    play(async |scene: &Scene| {
        scene.open("/nowhere").await;
        for _ in 0..2 {
            scene.tab.press("Go to the start page").await;
            scene.arrives_at("/").await;
            scene.tab.sees(Role::Control, "Sign up").await;
            let ways = "return document.querySelectorAll('main a').length";
            assert_eq!(scene.tab.eval(ways).await, 2);
            scene.tab.back().await;
            scene.arrives_at("/nowhere").await;
        }
    });
}
