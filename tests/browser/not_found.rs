//! Any other address.

use end_to_end::browser::Role;
use end_to_end::harness::{Harness, run};

#[test]
fn says_so_and_leads_back() {
    run(async |harness: &Harness| {
        for path in ["/nowhere", "/dashboard/deeper", "/Login"] {
            harness.open(path).await;
            harness.tab.says("Page not found").await;
            let links = "return [...document.querySelectorAll('a')].some(a => a.pathname === '/')";
            assert_eq!(harness.tab.eval(links).await, true, "{path}");
        }
        assert_eq!(harness.received("GET", "/oauth2/authorize"), 0);
    });
}

#[test]
fn a_code_or_an_error_at_another_address_is_left_alone() {
    run(async |harness: &Harness| {
        let state = harness.begin_login().await;
        for (page, says) in [("/nowhere", "Page not found"), ("/", "Sign up")] {
            for answer in ["code=abc", "error=access_denied"] {
                let path = format!("{page}?{answer}&state={state}");
                harness.open(&path).await;
                harness.tab.says(says).await;
                harness.arrives_at(&path).await;
                assert!(!harness.tab.has(Role::Alert, "").await, "{path}");
            }
        }
        harness.exchanged_nothing();
    });
}
