//! Parameters that others append to an address: campaigns, social networks, Facebook's login.

use end_to_end::browser::Role;
use end_to_end::harness::{Harness, Setup, run};

const APPENDED: &str = "utm_source=a&fbclid=b&utm_source=c&gclid=%zz#_=_";

#[test]
fn they_disturb_no_page() {
    run(async |harness: &Harness| {
        for (path, words) in [
            ("/", "Sign in once"),
            ("/nowhere", "Page not found"),
            ("/dashboard", "You are signed out"),
        ] {
            let path = format!("{path}?{APPENDED}");
            harness.open(&path).await;
            harness.tab.says(words).await;
            harness.arrives_at(&path).await;
            assert!(!harness.tab.has(Role::Alert, "").await, "{path}");
        }
        for (path, button) in [("/login", "Sign in"), ("/signup", "Sign up")] {
            harness.open(&format!("{path}?{APPENDED}")).await;
            let left = "return !document.querySelector('#main')";
            harness.tab.becomes(left).await;
            harness.tab.sees(Role::Button, button).await;
        }
    });
}

#[test]
fn they_disturb_no_answer_of_a_login() {
    let append = "if (location.search.includes('code=') && !location.hash) {
        history.replaceState(null, '', location.href.replace('?', '?utm_source=a&') + '&fbclid=b#_=_');
    }";
    let setup = Setup::default().script(append);
    setup.run(async |harness: &Harness| {
        harness.log_in().await;
        harness.arrives_at("/dashboard").await;
        assert!(!harness.tab.has(Role::Alert, "").await);
    });
}
