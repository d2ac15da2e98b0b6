//! A program that does not start: told by the page itself.

use end_to_end::harness::{Harness, Setup, run};

#[test]
fn a_program_that_cannot_be_loaded_is_told() {
    run(async |harness: &Harness| {
        for part in ["*.wasm", "*app*.js"] {
            harness.blocks(&[part]).await;
            harness.open("/dashboard").await;
            let alert = harness.tab.alert().await;
            assert!(alert.contains("could not be loaded"), "{alert}");
            harness.blocks(&[]).await;
            harness.tab.reload().await;
            harness.tab.says("You are signed out").await;
        }
    });
}

#[test]
fn a_browser_without_web_assembly_is_told() {
    let without = Setup::default().script("delete window.WebAssembly;");
    without.run(async |harness: &Harness| {
        harness.open("/").await;
        let alert = harness.tab.alert().await;
        assert!(alert.contains("WebAssembly"), "{alert}");
    });
}
