//! What is shown of the API's answer beside its status and body.

use crate::clipboard::READABLE;
use end_to_end::browser::Role;
use end_to_end::harness::{Harness, Setup, run};
use local_cognito::{Endpoint, Fault};

#[test]
fn the_request_and_the_headers_are_shown() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.tab.press("Call protected API").await;
        harness.tab.sees(Role::Region, "Response").await;
        harness.tab.unfold().await;
        let response = harness.tab.sees(Role::Region, "Response").await;
        let request = format!("GET {}/prod/awesomeapi", harness.pool.origin());
        for part in [&request, "content-type", "application/json", " ms"] {
            assert!(response.contains(part), "{part} in {response}");
        }
    });
}

#[test]
fn the_body_is_copied_as_it_is_shown() {
    Setup::default()
        .script(READABLE)
        .run(async |harness: &Harness| {
            harness.log_in().await;
            harness.tab.press("Call protected API").await;
            harness.tab.press("Copy body").await;
            harness.tab.says("It is on the clipboard.").await;
            let same = "return copied == document.querySelector('pre').textContent
            && copied.includes('Hello From Protected Resource')";
            assert_eq!(harness.tab.eval(same).await, true);
        });
}

#[test]
fn a_long_body_is_folded_until_somebody_wants_it() {
    let height = "return document.querySelector('#body').getBoundingClientRect().height";
    run(async |harness: &Harness| {
        harness.log_in().await;
        let lines: String = (1..=300).map(|line| format!("line {line}\n")).collect();
        harness.fault(Fault::answering(Endpoint::Api, 200, &lines));
        harness.tab.press("Call protected API").await;
        harness.tab.sees(Role::Region, "Response").await;
        let folded = harness.tab.eval(height).await.as_f64().unwrap();
        harness.tab.press("Show all of the body").await;
        harness
            .tab
            .becomes("return document.activeElement.id == 'body'")
            .await;
        let whole = harness.tab.eval(height).await.as_f64().unwrap();
        assert!(whole > folded + 100.0, "{folded} then {whole}");
        assert!(harness.tab.text().await.contains("line 300"));
    });
}

#[test]
fn an_empty_body_is_told() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.fault(Fault::answering(Endpoint::Api, 200, ""));
        harness.tab.press("Call protected API").await;
        let response = harness.tab.sees(Role::Region, "Response").await;
        assert!(response.contains("The body is empty."), "{response}");
    });
}

#[test]
fn a_token_that_the_api_repeats_is_not_shown() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let kept = "return JSON.parse(sessionStorage['leptos-cognito.session']).access_token";
        let token = harness.tab.eval(kept).await.as_str().unwrap().to_owned();
        let echo = format!("{{\"authorization\":\"Bearer {token}\",\"again\":\"{token}\"}}");
        harness.fault(Fault::answering(Endpoint::Api, 200, &echo));
        harness.tab.press("Call protected API").await;
        let response = harness.tab.sees(Role::Region, "Response").await;
        assert!(
            response.contains("\"authorization\": \"Bearer •••\""),
            "{response}"
        );
        let shown = "return document.documentElement.outerHTML.includes('eyJ')";
        assert_eq!(harness.tab.eval(shown).await, false);
    });
}

#[test]
fn a_refusal_names_the_scopes_that_the_token_has_not() {
    let scope = "awesomeapi-resource-server/awesomeapi.read";
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.fault(Fault::answering(Endpoint::Api, 403, "{}"));
        harness.tab.press("Call protected API").await;
        let response = harness.tab.sees(Role::Region, "Response").await;
        assert!(!response.contains("lacks"), "{response}");
        // As if the provider had granted less than was asked for.
        let less = format!(
            "const key = 'leptos-cognito.session', kept = JSON.parse(sessionStorage[key]);
            kept.scope = kept.scope.replace('{scope}', '').trim();
            sessionStorage[key] = JSON.stringify(kept)"
        );
        harness.tab.eval(&less).await;
        harness.tab.reload().await;
        harness.tab.press("Call protected API").await;
        let response = harness.tab.sees(Role::Region, "Response").await;
        let lack = format!("The access token lacks these scopes: {scope}");
        assert!(response.contains(&lack), "{response}");
    });
}
