//! A browser that translates the page: it puts an element of its own in the place of every text, and in the
//! place of each that comes later.

use end_to_end::browser::Role;
use end_to_end::harness::{Harness, Setup};
use local_cognito::{Endpoint, Fault};

/// As Chromium and Google's translation do; the words stay, so that a test still finds them.
const TRANSLATES: &str = "{
    const translate = root => {
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        const texts = [];
        while (walker.nextNode()) texts.push(walker.currentNode);
        for (const text of texts) {
            const parent = text.parentElement;
            if (!text.data.trim() || !parent || parent.closest('font, script, style, textarea, title')) continue;
            const [outer, inner] = [document.createElement('font'), document.createElement('font')];
            inner.textContent = text.data;
            outer.append(inner);
            parent.replaceChild(outer, text);
        }
    };
    new MutationObserver(() => translate(document.body ?? document.documentElement))
        .observe(document, { childList: true, subtree: true, characterData: true });
}";

/// What stands beside this word in the session's panel.
fn beside(term: &str) -> String {
    format!(
        "[...document.querySelectorAll('dt')].find(term => term.textContent == '{term}')
            .nextElementSibling.textContent"
    )
}

#[test]
fn what_changes_goes_on_changing() {
    Setup::default()
        .script(TRANSLATES)
        .run(async |harness: &Harness| {
            harness.log_in().await;
            let is_translated = "return document.querySelectorAll('dd font').length > 2";
            harness.tab.becomes(is_translated).await;
            let left = beside("Time left");
            harness
                .tab
                .becomes(&format!("window.first ??= {left}; return {left} != first"))
                .await;

            harness.holds(Endpoint::Token);
            harness.tab.press("Renew now").await;
            let renewal = beside("Renewal");
            harness
                .tab
                .becomes(&format!("return {renewal}.includes('under way')"))
                .await;
            harness.lets_go();
            harness
                .tab
                .becomes(&format!("return {renewal}.includes('by itself')"))
                .await;
        });
}

#[test]
fn each_answer_takes_the_place_of_the_one_before() {
    Setup::default()
        .script(TRANSLATES)
        .run(async |harness: &Harness| {
            harness.log_in().await;
            for (status, code) in [(500, "api.server_error"), (404, "api.not_found")] {
                harness.fault(Fault::answering(Endpoint::Api, status, "{}"));
                harness.tab.press("Call protected API").await;
                harness.tab.sees(Role::Alert, code).await;
            }
            harness.pool.set_faults(Vec::new());
            harness.tab.press("Call protected API").await;
            harness.tab.no_longer_sees(Role::Alert, "").await;
            let response = harness.tab.sees(Role::Region, "Response").await;
            assert!(
                response.contains("Hello From Protected Resource"),
                "{response}"
            );
            harness.log_out().await;
            assert!(!harness.tab.text().await.contains("Call protected API"));
        });
}
