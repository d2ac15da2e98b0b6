//! Answers of the protected API, good and bad: shown, and never the end of the session.

use end_to_end::browser::Role;
use end_to_end::harness::{Harness, run, short_code};
use local_cognito::{Endpoint, Fault};

#[test]
fn the_token_goes_along_as_bearer_and_nothing_else_does() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.tab.press("Call protected API").await;
        harness.tab.sees(Role::Region, "Response").await;
        let log = harness.pool.log();
        let call = log
            .iter()
            .find(|e| e.method == "GET" && e.path == "/prod/awesomeapi")
            .unwrap();
        assert!(call.headers["authorization"].starts_with("Bearer <"));
        assert!(!call.headers.contains_key("cookie"));
        assert!(!call.headers.contains_key("referer"));
        assert!(call.query.is_empty());
    });
}

#[test]
fn a_status_of_the_api_itself_is_shown_with_its_body() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        for (status, body, shown) in [
            (
                403,
                "{\"message\":\"Forbidden\"}",
                "\"message\": \"Forbidden\"",
            ),
            (404, "nothing here", "nothing here"),
            (500, "<h1>Oops</h1>", "<h1>Oops</h1>"),
            (200, "{\"a\":[1,{\"b\":\"<b>\"}]}", "\"b\": \"<b>\""),
            (200, "", "200"),
        ] {
            harness.fault(Fault::answering(Endpoint::Api, status, body));
            harness.tab.press("Call protected API").await;
            harness.tab.says(shown).await;
            let response = harness.tab.sees(Role::Region, "Response").await;
            assert!(response.contains(&status.to_string()), "{response}");
            let alerts = "return document.querySelectorAll('#response ~ [role=alert]').length";
            assert_eq!(harness.tab.eval(alerts).await, u8::from(status >= 400));
            harness.open("/dashboard").await;
            harness.is_signed_in().await;
        }
    });
}

#[test]
fn an_answer_that_cannot_be_had_is_an_alert_and_keeps_the_session() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let no_cors = Fault {
            no_cors: true,
            ..Fault::answering(Endpoint::Api, 401, "{\"message\":\"Unauthorized\"}")
        };
        let dropped = Fault {
            drop: true,
            ..Fault::at(Endpoint::Api)
        };
        for fault in [no_cors, dropped] {
            harness.open("/dashboard").await;
            harness.fault(fault);
            harness.tab.press("Call protected API").await;
            assert!(!short_code(&harness.tab.alert().await).is_empty());
            harness.is_signed_in().await;
        }
        harness.pool.set_faults(Vec::new());
        harness.tab.press("Call protected API").await;
        harness.tab.sees(Role::Region, "Response").await;
    });
}

#[test]
fn a_call_under_way_is_a_status() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.holds(Endpoint::Api);
        harness.tab.press("Call protected API").await;
        harness.tab.sees(Role::Status, "Calling").await;
        harness.lets_go();
        harness.tab.sees(Role::Region, "Response").await;
    });
}
