//! The token request of a login that comes back leaves while the app is still loading.

use end_to_end::harness::{Harness, Setup, run, short_code};
use local_cognito::{Endpoint, Fault};
use serde_json::{Value, json};

use crate::renewal::answering;

/// Holds the app back on the redirect page, once the tab's storage has `hold`, until `goOn()` or `fail()`.
const HELD_APP: &str = "{
    const compile = WebAssembly.compileStreaming.bind(WebAssembly);
    const go = new Promise((goOn, fail) => Object.assign(window, { goOn, fail }));
    WebAssembly.compileStreaming = async source => {
        const module = await compile(source);
        if (location.pathname === '/dashboard' && sessionStorage.hold) await go;
        return module;
    };
}";

/// Counts what is posted anywhere, sent or not.
const COUNTED: &str = "{
    const fetched = window.fetch;
    window.posts = 0;
    window.fetch = (...all) => {
        if ((all[1]?.method ?? all[0].method) === 'POST') posts += 1;
        return fetched(...all);
    };
}";

/// Signs in where the app is held back then; with the `state` of the login.
async fn signs_in_held(harness: &Harness) -> String {
    harness.open("/").await;
    harness
        .tab
        .eval("sessionStorage.hold = 1; return null")
        .await;
    let state = harness.begin_login().await;
    harness.sign_in().await;
    state
}

#[test]
fn it_leaves_before_the_app_is_there_and_only_once() {
    let held = Setup::default().script(HELD_APP);
    held.run(async |harness: &Harness| {
        let state = signs_in_held(harness).await;
        harness
            .wait_until_received("POST", "/oauth2/token", 1)
            .await;
        harness.arrives_at("/dashboard").await;
        let [session, ..] = harness.tab.stores().await;
        assert!(
            !session.contains(&state),
            "the pending record is still there"
        );
        harness.tab.eval("goOn(); return null").await;
        harness.is_signed_in().await;
        assert_eq!(harness.received("POST", "/oauth2/token"), 1);
        let left = "return 'leptosCognitoEarlyRequests' in window";
        assert_eq!(harness.tab.eval(left).await, false);
    });
}

#[test]
fn tokens_that_end_while_the_app_is_loading_are_renewed() {
    let held = Setup::default().script(HELD_APP);
    held.run(async |harness: &Harness| {
        harness.pool.set_faults(vec![Fault {
            times: Some(1),
            ..answering(json!({"expires_in": 1}))
        }]);
        signs_in_held(harness).await;
        harness
            .wait_until_received("POST", "/oauth2/token", 1)
            .await;
        let later = "return new Promise(later => setTimeout(later, 2000, true))";
        harness.tab.becomes(later).await;
        harness.tab.eval("goOn(); return null").await;
        harness.is_signed_in().await;
        harness
            .wait_until_received("POST", "/oauth2/token", 2)
            .await;
    });
}

#[test]
fn they_end_where_the_program_does_not_come_after_them() {
    let held = Setup::default().script(HELD_APP);
    held.run(async |harness: &Harness| {
        harness.holds(Endpoint::Token);
        signs_in_held(harness).await;
        harness
            .wait_until_received("POST", "/oauth2/token", 1)
            .await;
        harness
            .tab
            .eval("fail(new TypeError('lost')); return null")
            .await;
        let alert = harness.tab.alert().await;
        assert_eq!(short_code(&alert), "browser.program_missing");
        harness.abandoned("POST", "/oauth2/token").await;
        let left = "return 'leptosCognitoEarlyRequests' in window";
        assert_eq!(harness.tab.eval(left).await, false);
    });
}

#[test]
fn where_the_site_cannot_be_reached_the_code_stays_for_another_try() {
    run(async |harness: &Harness| {
        harness.begin_login().await;
        harness.blocks(&["*app*.js"]).await;
        harness.sign_in().await;
        let alert = harness.tab.alert().await;
        assert_eq!(short_code(&alert), "browser.program_missing");
        let address = harness.tab.url().await;
        assert!(address.query().unwrap_or_default().contains("code="));
        harness.exchanged_nothing();
        harness.blocks(&[]).await;
        harness.tab.reload().await;
        harness.is_signed_in().await;
    });
}

#[test]
fn what_the_app_would_refuse_is_not_sent() {
    let unknown = "callback.state_unknown";
    let cases = [
        ("", "code=a&code=b&state=S", "callback.duplicate_parameter"),
        ("", "code=a&state=S&state=S", "callback.duplicate_parameter"),
        ("", "code=a&error=b&state=S", "callback.malformed"),
        (
            "",
            "code=a&state=S&iss=https://evil.example",
            "callback.other_issuer",
        ),
        ("", "code=a&state=S&iss=", "callback.other_issuer"),
        (
            "record.iss_required = true",
            "code=a&state=S",
            "callback.issuer_missing",
        ),
        (
            "record.started_at -= 3600001",
            "code=a&state=S",
            "callback.expired",
        ),
        (
            "record.started_at += 3700000",
            "code=a&state=S",
            "callback.expired",
        ),
        (
            "record.started_at = [record.started_at]",
            "code=a&state=S",
            unknown,
        ),
        ("record.verifier = 'short'", "code=a&state=S", unknown),
        (
            "record.verifier = [record.verifier]",
            "code=a&state=S",
            unknown,
        ),
        (
            "record.token_endpoint = 'http://evil.example/token'",
            "code=a&state=S",
            unknown,
        ),
        (
            "record.token_endpoint = 'https:evil.example/token'",
            "code=a&state=S",
            unknown,
        ),
        (
            "record.token_endpoint = 'https://a:b@evil.example/token'",
            "code=a&state=S",
            unknown,
        ),
        (
            "record.token_endpoint = 'javascript:0'",
            "code=a&state=S",
            unknown,
        ),
        (
            "record.token_endpoint = [record.token_endpoint]",
            "code=a&state=S",
            unknown,
        ),
        ("delete record.redirect_uri", "code=a&state=S", unknown),
        ("delete record.audience", "code=a&state=S", unknown),
        ("delete record.iss_required", "code=a&state=S", unknown),
        (
            "delete record.iss_required",
            "code=a&state=S&iss=ISSUER",
            unknown,
        ),
        ("record.max_age_s = 'x'", "code=a&state=S", unknown),
        ("delete record.scope", "code=a&state=S", unknown),
        ("delete record.return_to", "code=a&state=S", unknown),
        ("record = null", "code=a&state=S", unknown),
    ];
    let counted = Setup::default().script(COUNTED);
    counted.run(async |harness: &Harness| {
        let state = harness.begin_login().await;
        harness.open("/").await;
        let begun = format!("return sessionStorage['leptos-cognito.pending.{state}']");
        let begun = harness.tab.eval(&begun).await;
        for (change, query, code) in cases {
            pending_at_s(harness, &begun, change).await;
            let query = query.replace("ISSUER", harness.pool.issuer());
            harness.open(&format!("/dashboard?{query}")).await;
            assert_eq!(harness.is_refused().await, code, "{change} {query}");
            let posts = harness.tab.eval("return posts").await;
            assert_eq!(posts, 0, "{change} {query}");
        }
        // What is as it should be is sent: by the same count.
        pending_at_s(harness, &begun, "").await;
        harness.open("/dashboard?code=a&state=S").await;
        harness.is_refused().await;
        assert_eq!(harness.tab.eval("return posts").await, 1);
    });
}

/// Keeps the record `begun` for the state `S`, with a change.
async fn pending_at_s(harness: &Harness, begun: &Value, change: &str) {
    let script = format!(
        "let record = JSON.parse({begun});
        {change};
        sessionStorage['leptos-cognito.pending.S'] = JSON.stringify(record);
        return null"
    );
    harness.tab.eval(&script).await;
}

#[test]
fn whoever_signs_out_meanwhile_means_this_login_too() {
    let held = Setup::default().script(HELD_APP);
    held.run(async |harness: &Harness| {
        harness.log_in().await;
        harness.log_out().await;
        signs_in_held(harness).await;
        harness
            .wait_until_received("POST", "/oauth2/token", 2)
            .await;
        // What another tab notes when somebody signs out there.
        let sign_out =
            "const key = Object.keys(localStorage).find(key => /^\\d+$/.test(localStorage[key]));
            localStorage[key] = Date.now();
            return new Promise(later => setTimeout(later, 50, key))";
        assert_ne!(harness.tab.eval(sign_out).await, Value::Null);
        harness.tab.eval("goOn(); return null").await;
        assert_eq!(harness.is_refused().await, "session.signed_out_elsewhere");
        harness
            .wait_until_received("POST", "/oauth2/revoke", 2)
            .await;
    });
}
