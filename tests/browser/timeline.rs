//! The timeline of the login: every step, and no secret.

use end_to_end::browser::Role;
use end_to_end::harness::{Harness, Setup, run, short_code};
use local_cognito::{Endpoint, Fault};
use serde_json::json;

const TIMELINE: &str = "How this login went";

/// What it says with everything unfolded.
async fn unfolded(harness: &Harness) -> String {
    harness.tab.unfold().await;
    harness.tab.sees(Role::Region, TIMELINE).await
}

#[test]
fn each_step_shows_its_request_its_answer_and_how_long_it_took() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let timeline = unfolded(harness).await;
        let origin = harness.pool.origin();
        for part in [
            "Authorize",
            &format!("GET {origin}/oauth2/authorize"),
            "code_challenge_method=S256",
            "Token",
            &format!("POST {origin}/oauth2/token"),
            "grant_type=authorization_code",
            "expires_in=3600",
            "Keys",
            "jwks.json",
            "ID token",
            "done",
            "signature=valid",
            " ms",
        ] {
            assert!(timeline.contains(part), "{part} in {timeline}");
        }
        let explained = "return [...document.querySelectorAll('a[target=_blank]')]
            .map(a => a.getAttribute('href')).sort().join(' ')";
        assert_eq!(
            harness.tab.eval(explained).await,
            "/guide.html#authorize /guide.html#id_token /guide.html#keys /guide.html#token"
        );
    });
}

#[test]
fn no_secret_is_in_it() {
    let recorded = Setup::default().script(
        "const all = window.fetch;
        window.fetch = (request, ...more) => {
            if (String(request.url ?? request).endsWith('/oauth2/token')) {
                request.clone().text().then(form => { window.sent = new URLSearchParams(form) });
            }
            return all(request, ...more);
        };",
    );
    recorded.run(async |harness: &Harness| {
        let state = harness.begin_login().await;
        harness.sign_in().await;
        harness.is_signed_in().await;
        unfolded(harness).await;
        let html = "return document.documentElement.outerHTML";
        let html = harness.tab.eval(html).await.as_str().unwrap().to_owned();
        for name in ["code", "code_verifier"] {
            let value = harness
                .tab
                .eval(&format!("return sent.get('{name}')"))
                .await;
            let value = value.as_str().unwrap().to_owned();
            assert!(value.len() > 8 && !html.contains(&value), "{name} is shown");
        }
        assert!(!html.contains(&state), "the state is shown");
        assert!(!html.contains("eyJ"), "a token is shown");
    });
}

/// What it says after a login that `fault` let fail, the code of the alert included.
async fn names_the_code(harness: &Harness, fault: Fault) -> String {
    harness.fault(fault);
    harness.open("/").await;
    harness.tab.press("Log in").await;
    harness.sign_in().await;
    let code = short_code(&harness.tab.alert().await);
    let timeline = harness.tab.sees(Role::Region, TIMELINE).await;
    assert!(timeline.contains(&code), "{code} in {timeline}");
    timeline
}

#[test]
fn the_step_that_failed_is_open_and_names_the_code() {
    run(async |harness: &Harness| {
        let refusal = Fault::answering(Endpoint::Token, 400, "{\"error\":\"invalid_client\"}");
        let timeline = names_the_code(harness, refusal).await;
        assert!(timeline.contains("Authorize"), "{timeline}");
        assert!(!timeline.contains("signature=valid"), "{timeline}");
    });
}

#[test]
fn a_refused_login_shows_what_the_provider_answered() {
    run(async |harness: &Harness| {
        let state = harness.begin_login().await;
        let refusal = "error=access_denied&error_description=No%20thanks";
        harness
            .open(&format!("/dashboard?{refusal}&state={state}"))
            .await;
        harness.tab.alert().await;
        let timeline = harness.tab.sees(Role::Region, TIMELINE).await;
        assert!(timeline.contains("error=access_denied"), "{timeline}");
        assert!(
            timeline.contains("error_description=No thanks"),
            "{timeline}"
        );
        assert!(!timeline.contains("POST "), "{timeline}");
    });
}

#[test]
fn an_answer_of_another_issuer_is_a_step_that_failed() {
    run(async |harness: &Harness| {
        let state = harness.begin_login().await;
        let answer = format!("/dashboard?code=c&state={state}&iss=https://evil.example");
        harness.open(&answer).await;
        harness.tab.alert().await;
        let timeline = harness.tab.sees(Role::Region, TIMELINE).await;
        for part in [
            "failed",
            "iss=https://evil.example",
            "callback.other_issuer",
        ] {
            assert!(timeline.contains(part), "{part} in {timeline}");
        }
        assert!(!timeline.contains("done"), "{timeline}");
    });
}

#[test]
fn tokens_that_make_no_session_are_a_step_that_failed() {
    run(async |harness: &Harness| {
        let without_id_token = Fault {
            answer: serde_json::from_value(json!({ "id_token": null })).unwrap(),
            ..Fault::at(Endpoint::Token)
        };
        let timeline = names_the_code(harness, without_id_token).await;
        assert!(timeline.contains("failed"), "{timeline}");
    });
}

#[test]
fn a_code_that_the_provider_repeats_is_not_shown() {
    run(async |harness: &Harness| {
        let state = harness.begin_login().await;
        let refusal =
            r#"{"error":"invalid_grant","error_description":"code s3cr3t-c0de is spent"}"#;
        harness.fault(Fault::answering(Endpoint::Token, 400, refusal));
        let answer = format!("/dashboard?code=s3cr3t-c0de&state={state}");
        harness.open(&answer).await;
        let alert = harness.tab.alert().await;
        assert!(alert.contains("code ••• is spent"), "{alert}");
        let html = "return document.documentElement.outerHTML.includes('s3cr3t-c0de')";
        assert_eq!(harness.tab.eval(html).await, false);
    });
}

#[test]
fn a_page_without_a_login_has_none() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.tab.sees(Role::Region, TIMELINE).await;
        harness.tab.reload().await;
        harness.is_signed_in().await;
        assert!(!harness.tab.has(Role::Region, TIMELINE).await);
    });
}
