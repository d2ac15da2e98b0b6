//! What does not depend on who is signed in.

use serde_json::json;

use super::{FETCHED_AHEAD, State};
use crate::harness::Harness;

pub(super) fn states() -> Vec<State> {
    vec![
        State::new("guide", |harness| Box::pin(harness.open("/guide.html"))),
        State::new("guide-entry", |harness| {
            Box::pin(harness.open("/guide.html#callback.state_unknown"))
        }),
        State::new("not-found", |harness| {
            Box::pin(async move {
                harness.open("/nowhere").await;
                harness.tab.says("Page not found").await;
            })
        }),
        State::new("configuration-misspelt", |harness| {
            Box::pin(opens_with_alert(harness, "/"))
        })
        .with(|setup| setup.config("clientid", "x")),
        State::new("configuration-out-of-reach", |harness| {
            Box::pin(async move {
                harness.blocks(&["*/config.json"]).await;
                opens_with_alert(harness, "/").await;
            })
        }),
        State::new("without-program", |harness| {
            Box::pin(without_program(harness, "/"))
        }),
        State::new("without-program-elsewhere", |harness| {
            Box::pin(without_program(harness, "/dashboard"))
        }),
        State::new("without-web-assembly", |harness| {
            Box::pin(async move {
                harness.blocks(&[FETCHED_AHEAD]).await;
                let without = "delete window.WebAssembly;";
                harness.tab.before_every_page(without).await;
                opens_with_alert(harness, "/").await;
            })
        }),
        State::new("without-java-script", |harness| {
            Box::pin(without_java_script(harness, "/"))
        }),
        State::new("without-java-script-elsewhere", |harness| {
            Box::pin(without_java_script(harness, "/dashboard"))
        }),
    ]
}

async fn without_program(harness: &Harness, path: &str) {
    harness.blocks(&["*.wasm"]).await;
    opens_with_alert(harness, path).await;
}

async fn without_java_script(harness: &Harness, path: &str) {
    harness.blocks(&[FETCHED_AHEAD]).await;
    let command = "Emulation.setScriptExecutionDisabled";
    harness
        .tab
        .devtools(command, json!({ "value": true }))
        .await;
    harness.open(path).await;
    // Scripts look at the page, and what is shown without them is hidden as soon as they can.
    harness
        .tab
        .devtools(command, json!({ "value": false }))
        .await;
    let script = "for (const shown of document.querySelectorAll('noscript')) {
            shown.replaceWith(...shown.childNodes);
        }
        return null";
    harness.tab.eval(script).await;
    harness.tab.says("JavaScript").await;
}

async fn opens_with_alert(harness: &Harness, path: &str) {
    harness.open(path).await;
    harness.tab.alert().await;
}
