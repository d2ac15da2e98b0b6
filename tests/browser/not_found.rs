//! Any other address.

use end_to_end::browser::Role;
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
fn a_code_or_an_error_at_another_address_is_left_alone() {
    play(async |scene: &Scene| {
        let state = scene.begin_login().await;
        for (page, says) in [("/nowhere", "Page not found"), ("/", "Sign up")] {
            for answer in ["code=abc", "error=access_denied"] {
                let path = format!("{page}?{answer}&state={state}");
                scene.open(&path).await;
                scene.tab.says(says).await;
                scene.arrives_at(&path).await;
                assert!(!scene.tab.has(Role::Alert, "").await, "{path}");
            }
        }
        scene.exchanged_nothing();
    });
}
