//! What does not depend on who is signed in.

use serde_json::json;

use super::State;
use crate::scene::Scene;

pub(super) fn states() -> Vec<State> {
    vec![
        State::new("not-found", |scene| {
            Box::pin(async move {
                scene.open("/nowhere").await;
                scene.tab.says("Page not found").await;
            })
        }),
        State::new("configuration-misspelt", |scene| {
            Box::pin(opens_with_alert(scene))
        })
        .with(|setup| setup.config("clientid", "x")),
        State::new("configuration-out-of-reach", |scene| {
            Box::pin(async move {
                scene.blocks(&["*/config.json"]).await;
                opens_with_alert(scene).await;
            })
        }),
        State::new("without-program", |scene| {
            Box::pin(async move {
                scene.blocks(&["*.wasm"]).await;
                opens_with_alert(scene).await;
            })
        }),
        State::new("without-web-assembly", |scene| {
            Box::pin(async move {
                let without = "delete window.WebAssembly;";
                scene.tab.before_every_page(without).await;
                opens_with_alert(scene).await;
            })
        }),
        State::new("without-java-script", |scene| {
            Box::pin(async move {
                let without = json!({ "value": true });
                let command = "Emulation.setScriptExecutionDisabled";
                scene.tab.devtools(command, without).await;
                scene.open("/").await;
                scene.tab.says("JavaScript").await;
            })
        }),
    ]
}

async fn opens_with_alert(scene: &Scene) {
    scene.open("/").await;
    scene.tab.alert().await;
}
