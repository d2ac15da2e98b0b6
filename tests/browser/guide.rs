//! `/guide.html`, which alerts and the timeline link to, and the web app manifest.

use end_to_end::agent::Agent;
use end_to_end::browser::Role;
use end_to_end::harness::{Harness, run};
use serde_json::{Value, json};

#[test]
fn it_looks_like_the_app_and_leads_back() {
    run(async |harness: &Harness| {
        harness.open("/guide.html").await;
        let dressed = "return [...document.styleSheets].some(sheet => sheet.cssRules.length > 20)";
        assert_eq!(harness.tab.eval(dressed).await, true);
        harness.tab.press("Back to the app").await;
        harness.arrives_at("/").await;
        harness.tab.sees(Role::Control, "Log in").await;
    });
}

#[test]
fn an_address_with_a_step_or_a_code_shows_its_entry() {
    run(async |harness: &Harness| {
        for id in ["id_token", "callback.state_unknown", "user_info.signed_out"] {
            harness.open(&format!("/guide.html#{id}")).await;
            shows(harness, id).await;
        }
        harness.tab.press("authorize").await;
        harness.arrives_at("/guide.html#authorize").await;
        shows(harness, "authorize").await;
    });
}

async fn shows(harness: &Harness, id: &str) {
    let script = format!(
        "const entry = document.querySelector(':target');
        const {{ top, bottom }} = entry.getBoundingClientRect();
        return entry.id === '{id}' && top > -1 && bottom <= innerHeight"
    );
    harness.tab.becomes(&script).await;
}

#[test]
fn the_manifest_is_read_without_an_error_and_its_icon_is_there() {
    run(async |harness: &Harness| {
        harness.open("/").await;
        let read = harness.tab.devtools("Page.getAppManifest", json!({})).await;
        assert_eq!(read["url"], harness.at("/manifest.webmanifest"));
        assert_eq!(read["errors"], json!([]));
        let text = read["data"].as_str().expect("a text");
        let manifest: Value = serde_json::from_str(text).expect("JSON");
        let icon = manifest["icons"][0]["src"].as_str().expect("an address");
        let icon = Agent::default().get(&harness.at(icon)).await;
        assert_eq!(icon.status, 200);
        assert_eq!(icon.header("content-type"), "image/svg+xml");
    });
}

#[test]
fn what_keeps_its_name_is_asked_for_again() {
    run(async |harness: &Harness| {
        for (name, kind) in [
            ("/guide.html", "text/html; charset=utf-8"),
            ("/manifest.webmanifest", "application/manifest+json"),
            ("/main.css", "text/css; charset=utf-8"),
            ("/icon.svg", "image/svg+xml"),
        ] {
            let reply = Agent::default().get(&harness.at(name)).await;
            assert_eq!(reply.header("content-type"), kind);
            assert_eq!(reply.header("cache-control"), "no-cache");
        }
    });
}
