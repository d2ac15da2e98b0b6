//! What does not depend on who is signed in.

use serde_json::json;

use super::{FETCHED_AHEAD, State};
use crate::scene::Scene;

pub(super) fn states() -> Vec<State> {
    vec![
        State::new("guide", |scene| Box::pin(scene.open("/guide.html"))),
        State::new("guide-entry", |scene| {
            Box::pin(scene.open("/guide.html#callback.state_unknown"))
        }),
        State::new("not-found", |scene| {
            Box::pin(async move {
                scene.open("/nowhere").await;
                scene.tab.says("Page not found").await;
            })
        }),
        State::new("configuration-misspelt", |scene| {
            Box::pin(opens_with_alert(scene, "/"))
        })
        .with(|setup| setup.config("clientid", "x")),
        State::new("configuration-out-of-reach", |scene| {
            Box::pin(async move {
                scene.blocks(&["*/config.json"]).await;
                opens_with_alert(scene, "/").await;
            })
        }),
        State::new("without-program", |scene| {
            Box::pin(without_program(scene, "/"))
        }),
        State::new("without-program-elsewhere", |scene| {
            Box::pin(without_program(scene, "/dashboard"))
        }),
        State::new("without-web-assembly", |scene| {
            Box::pin(async move {
                scene.blocks(&[FETCHED_AHEAD]).await;
                let without = "delete window.WebAssembly;";
                scene.tab.before_every_page(without).await;
                opens_with_alert(scene, "/").await;
            })
        }),
        State::new("without-java-script", |scene| {
            Box::pin(without_java_script(scene, "/"))
        }),
        State::new("without-java-script-elsewhere", |scene| {
            Box::pin(without_java_script(scene, "/dashboard"))
        }),
    ]
}

async fn without_program(scene: &Scene, path: &str) {
    scene.blocks(&["*.wasm"]).await;
    opens_with_alert(scene, path).await;
}

async fn without_java_script(scene: &Scene, path: &str) {
    scene.blocks(&[FETCHED_AHEAD]).await;
    let command = "Emulation.setScriptExecutionDisabled";
    scene.tab.devtools(command, json!({ "value": true })).await;
    scene.open(path).await;
    // Scripts look at the page, and what is shown without them is hidden as soon as they can.
    scene.tab.devtools(command, json!({ "value": false })).await;
    let script = "for (const shown of document.querySelectorAll('noscript')) {
            shown.replaceWith(...shown.childNodes);
        }
        return null";
    scene.tab.eval(script).await;
    scene.tab.says("JavaScript").await;
}

async fn opens_with_alert(scene: &Scene, path: &str) {
    scene.open(path).await;
    scene.tab.alert().await;
}
