//! A program that does not start: told by the page itself.

use end_to_end::scene::{Scene, Setup, play};

#[test]
fn a_program_that_cannot_be_loaded_is_told() {
    play(async |scene: &Scene| {
        for part in ["*.wasm", "*app*.js"] {
            scene.blocks(&[part]).await;
            scene.open("/dashboard").await;
            let alert = scene.tab.alert().await;
            assert!(alert.contains("could not be loaded"), "{alert}");
            scene.blocks(&[]).await;
            scene.tab.reload().await;
            scene.tab.says("You are signed out").await;
        }
    });
}

#[test]
fn a_browser_without_web_assembly_is_told() {
    let without = Setup::default().script("delete window.WebAssembly;");
    without.play(async |scene: &Scene| {
        scene.open("/").await;
        let alert = scene.tab.alert().await;
        assert!(alert.contains("WebAssembly"), "{alert}");
    });
}
