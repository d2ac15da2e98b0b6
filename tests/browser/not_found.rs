//! Any other address.

use end_to_end::scene::{Scene, play};

#[test]
fn says_so_and_leads_back() {
    play(async |scene: &Scene| {
        for path in ["/nowhere", "/dashboard/deeper", "/Login"] {
            scene.open(path).await;
            scene.tab.says("Page not found").await;
            let links = "return [...document.querySelectorAll('a')].some(a => a.pathname === '/')";
            assert_eq!(scene.tab.eval(links).await, true, "{path}");
        }
        assert_eq!(scene.received("GET", "/oauth2/authorize"), 0);
    });
}

#[test]
fn a_code_at_another_address_is_not_exchanged() {
    play(async |scene: &Scene| {
        let state = scene.begin_login().await;
        scene
            .open(&format!("/nowhere?code=abc&state={state}"))
            .await;
        scene.tab.says("Page not found").await;
        scene.exchanged_nothing();
    });
}
