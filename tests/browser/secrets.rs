//! Where tokens, codes and verifiers are to be found: in session storage, and nowhere else.

use end_to_end::browser::Role;
use end_to_end::harness::{Harness, run};

/// Asserts that no token is in the page, in an address, in the history or in a store that outlives
/// the tab.
async fn keeps_its_secrets(harness: &Harness) {
    let page = harness
        .tab
        .eval("return document.documentElement.outerHTML + location.href + document.title")
        .await;
    assert!(!page.as_str().unwrap().contains("eyJ"), "in the page");
    for url in harness.tab.history().await {
        assert!(!url.contains("eyJ"), "in the history");
        let own = url.starts_with(&harness.at("/"));
        assert!(!own || !url.contains("code="), "a code in the history");
    }
    let [_, local, cookies] = harness.tab.stores().await;
    assert!(!local.contains("eyJ") && cookies.is_empty());
    let elsewhere = "return (await indexedDB.databases()).length + (await caches.keys()).length";
    assert_eq!(harness.tab.eval(elsewhere).await, 0);
}

#[test]
fn they_stay_there_at_every_step() {
    run(async |harness: &Harness| {
        harness.rotates(0);
        harness.log_in().await;
        keeps_its_secrets(harness).await;
        harness.renew_now(2).await;
        harness.tab.press("Load profile").await;
        harness.tab.says("Profile").await;
        harness.tab.press("Call protected API").await;
        harness.tab.sees(Role::Region, "Response").await;
        keeps_its_secrets(harness).await;
        harness.log_out().await;
        keeps_its_secrets(harness).await;
        harness.keeps_no_token().await;
        for request in harness.tab.requests().await {
            let address = request.url.as_str();
            assert!(!address.contains("eyJ"), "in an address");
            assert!(!address.contains("refresh_token"), "in an address");
        }
    });
}

#[test]
fn local_storage_has_nothing_but_the_time_of_the_last_log_out() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.renew_now(2).await;
        let [_, local, _] = harness.tab.stores().await;
        assert_eq!(local, "{}");
        harness.log_out().await;
        let values = harness
            .tab
            .eval("return Object.entries(localStorage)")
            .await;
        let values = values.as_array().unwrap();
        assert_eq!(values.len(), 1, "{values:?}");
        let time: u64 = values[0][1].as_str().unwrap().parse().unwrap();
        let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_millis();
        assert!(now.abs_diff(time.into()) < 60_000, "{time}");
    });
}

#[test]
fn a_token_answer_is_kept_by_no_cache() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.renew_now(2).await;
        let requests = harness.tab.requests().await;
        let mut renewals = requests.iter().filter(|r| r.url.path() == "/oauth2/token");
        assert!(renewals.all(|r| {
            r.headers
                .get("cache-control")
                .is_none_or(|c| c == "no-cache")
        }));
        let script = "return performance.getEntriesByType('resource')
            .filter(entry => entry.name.includes('/oauth2/') && entry.name.includes('?')).length";
        assert_eq!(harness.tab.eval(script).await, 0);
    });
}
