//! What is shown of the API's answer beside its status and body.

use crate::api_answers::api;
use crate::clipboard::READABLE;
use end_to_end::browser::Role;
use end_to_end::scene::{Scene, Setup, play};

#[test]
fn the_request_and_the_headers_are_shown() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.tab.press("Call protected API").await;
        scene.tab.sees(Role::Region, "Response").await;
        scene.tab.unfold().await;
        let response = scene.tab.sees(Role::Region, "Response").await;
        let request = format!("GET {}/prod/awesomeapi", scene.pool.origin());
        for part in [&request, "content-type", "application/json", " ms"] {
            assert!(response.contains(part), "{part} in {response}");
        }
    });
}

#[test]
fn the_body_is_copied_as_it_is_shown() {
    Setup::default()
        .script(READABLE)
        .play(async |scene: &Scene| {
            scene.log_in().await;
            scene.tab.press("Call protected API").await;
            scene.tab.press("Copy body").await;
            scene.tab.says("It is on the clipboard.").await;
            let same = "return copied == document.querySelector('pre').textContent
            && copied.includes('Hello From Protected Resource')";
            assert_eq!(scene.tab.eval(same).await, true);
        });
}

#[test]
fn a_long_body_is_folded_until_somebody_wants_it() {
    let height = "return document.querySelector('#body').getBoundingClientRect().height";
    play(async |scene: &Scene| {
        scene.log_in().await;
        let lines: String = (1..=300).map(|line| format!("line {line}\n")).collect();
        scene.fault(api(200, &lines));
        scene.tab.press("Call protected API").await;
        scene.tab.sees(Role::Region, "Response").await;
        let folded = scene.tab.eval(height).await.as_f64().unwrap();
        scene.tab.press("Show all of the body").await;
        scene
            .tab
            .becomes("return document.activeElement.id == 'body'")
            .await;
        let whole = scene.tab.eval(height).await.as_f64().unwrap();
        assert!(whole > folded + 100.0, "{folded} then {whole}");
        assert!(scene.tab.text().await.contains("line 300"));
    });
}

#[test]
fn an_empty_body_is_told() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.fault(api(200, ""));
        scene.tab.press("Call protected API").await;
        let response = scene.tab.sees(Role::Region, "Response").await;
        assert!(response.contains("The body is empty."), "{response}");
    });
}

#[test]
fn a_token_that_the_api_repeats_is_not_shown() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        let kept = "return JSON.parse(sessionStorage['leptos-cognito.session']).access_token";
        let token = scene.tab.eval(kept).await.as_str().unwrap().to_owned();
        let echo = format!("{{\"authorization\":\"Bearer {token}\",\"again\":\"{token}\"}}");
        scene.fault(api(200, &echo));
        scene.tab.press("Call protected API").await;
        let response = scene.tab.sees(Role::Region, "Response").await;
        assert!(
            response.contains("\"authorization\": \"Bearer •••\""),
            "{response}"
        );
        let shown = "return document.documentElement.outerHTML.includes('eyJ')";
        assert_eq!(scene.tab.eval(shown).await, false);
    });
}

#[test]
fn a_refusal_names_the_scopes_that_the_token_has_not() {
    let scope = "awesomeapi-resource-server/awesomeapi.read";
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.fault(api(403, "{}"));
        scene.tab.press("Call protected API").await;
        let response = scene.tab.sees(Role::Region, "Response").await;
        assert!(!response.contains("lacks"), "{response}");
        // As if the provider had granted less than was asked for.
        let less = format!(
            "const key = 'leptos-cognito.session', kept = JSON.parse(sessionStorage[key]);
            kept.scope = kept.scope.replace('{scope}', '').trim();
            sessionStorage[key] = JSON.stringify(kept)"
        );
        scene.tab.eval(&less).await;
        scene.tab.reload().await;
        scene.tab.press("Call protected API").await;
        let response = scene.tab.sees(Role::Region, "Response").await;
        let lack = format!("The access token lacks these scopes: {scope}");
        assert!(response.contains(&lack), "{response}");
    });
}
