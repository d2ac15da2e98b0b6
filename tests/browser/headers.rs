//! The headers under which all of this was tested are the production ones.

use end_to_end::browser::Role;
use end_to_end::harness::{Harness, run};

#[test]
fn the_pages_are_served_under_the_strict_policy() {
    run(async |harness: &Harness| {
        let reply = harness.get("/dashboard").await;
        let policy = reply.header("content-security-policy");
        for directive in [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ] {
            assert!(
                policy.split("; ").any(|d| d == directive),
                "{directive}: {policy}"
            );
        }
        assert_eq!(reply.header("referrer-policy"), "no-referrer");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
    });
}

#[test]
fn nothing_is_loaded_from_anywhere_else() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        for request in harness.tab.requests().await {
            let url = request.url.as_str();
            let known = url.starts_with(&harness.at("/")) || url.starts_with(harness.pool.origin());
            assert!(known || request.url.scheme() == "data", "{url}");
        }
    });
}

#[test]
fn every_file_is_fetched_once() {
    run(async |harness: &Harness| {
        harness.open("/").await;
        harness.tab.sees(Role::Control, "Log in").await;
        let mut fetched = Vec::new();
        for request in harness.tab.requests().await {
            let path = request.url.path().to_owned();
            // The manifest names the page's icon, which then comes from the browser's cache.
            if path.ends_with(".svg") {
                continue;
            }
            assert!(!fetched.contains(&path), "{path} is fetched twice");
            fetched.push(path);
        }
    });
}
