//! Calls of the protected API: renewed and sent once more where that can help, and never oftener.

use std::net::TcpListener;

use axum::Router;
use axum::http::header;
use end_to_end::browser::Role;
use end_to_end::browser::time::{BY_HAND, LONGEST_API_CALL_MS, SLEEP};
use end_to_end::harness::{Harness, Setup, run, short_code};
use local_cognito::{Endpoint, Fault};

fn unauthorized() -> Fault {
    Fault::answering(Endpoint::Api, 401, "{\"message\":\"Unauthorized\"}")
}

/// Calls and returns what is shown of the answer.
async fn call(harness: &Harness) -> String {
    harness.tab.press("Call protected API").await;
    harness.tab.sees(Role::Region, "Response").await
}

/// How often the API and the token endpoint were asked.
fn asked(harness: &Harness) -> (usize, usize) {
    (
        harness.received("GET", "/prod/awesomeapi"),
        harness.received("POST", "/oauth2/token"),
    )
}

#[test]
fn a_401_is_answered_with_a_new_token() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.fault(Fault {
            times: Some(1),
            ..unauthorized()
        });
        let response = call(harness).await;
        assert!(
            response.contains("Hello From Protected Resource"),
            "{response}"
        );
        assert_eq!(asked(harness), (2, 2));
    });
}

#[test]
fn a_second_401_is_shown() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.fault(unauthorized());
        let response = call(harness).await;
        assert!(response.contains("401"), "{response}");
        assert!(
            response.contains("\"message\": \"Unauthorized\""),
            "{response}"
        );
        assert_eq!(asked(harness), (2, 2));
        harness.is_signed_in().await;
    });
}

#[test]
fn a_401_without_a_refresh_token_is_shown() {
    run(async |harness: &Harness| {
        harness.pool.set_faults(vec![
            unauthorized(),
            Fault {
                answer: serde_json::from_value(serde_json::json!({"refresh_token": null})).unwrap(),
                ..Fault::at(Endpoint::Token)
            },
        ]);
        harness.log_in().await;
        let response = call(harness).await;
        assert!(response.contains("401"), "{response}");
        assert_eq!(asked(harness), (1, 1));
    });
}

#[test]
fn a_401_whose_renewal_fails_is_no_end_of_the_session() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let busy = Fault {
            status: Some(503),
            ..Fault::at(Endpoint::Token)
        };
        harness.pool.set_faults(vec![unauthorized(), busy]);
        let response = call(harness).await;
        assert!(response.contains("401"), "{response}");
        harness
            .tab
            .sees(Role::Alert, "could not be renewed yet")
            .await;
        harness.is_signed_in().await;
    });
}

#[test]
fn a_401_whose_renewal_is_refused_ends_the_session() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let over = Fault::answering(Endpoint::Token, 400, "{\"error\":\"invalid_grant\"}");
        harness.pool.set_faults(vec![unauthorized(), over]);
        harness.tab.press("Call protected API").await;
        assert_eq!(harness.is_refused().await, "session.expired");
    });
}

#[test]
fn a_token_that_has_ended_is_renewed_before_the_call() {
    Setup::default()
        .script(SLEEP)
        .run(async |harness: &Harness| {
            harness.log_in().await;
            harness.sleeps().await;
            let response = call(harness).await;
            assert!(response.contains("200"), "{response}");
            assert_eq!(asked(harness), (1, 2));
        });
}

#[test]
fn a_failure_without_cors_headers_is_answered_with_a_new_token_where_the_old_one_has_ended() {
    Setup::default()
        .script(SLEEP)
        .run(async |harness: &Harness| {
            harness.log_in().await;
            harness.fault(Fault {
                times: Some(1),
                held: true,
                no_cors: true,
                ..unauthorized()
            });
            harness.tab.press("Call protected API").await;
            harness
                .wait_until_received("GET", "/prod/awesomeapi", 1)
                .await;
            harness.sleeps().await;
            harness.lets_go();
            let response = harness.tab.sees(Role::Region, "Response").await;
            assert!(response.contains("200"), "{response}");
            assert_eq!(asked(harness), (2, 2));
        });
}

#[test]
fn a_failure_without_cors_headers_names_them_where_the_token_is_good() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.fault(Fault {
            no_cors: true,
            ..unauthorized()
        });
        harness.tab.press("Call protected API").await;
        let alert = harness.tab.alert().await;
        assert_eq!(short_code(&alert), "api.network");
        assert!(alert.contains("Access-Control-Allow-Origin"), "{alert}");
        assert_eq!(asked(harness), (1, 1));
        harness.is_signed_in().await;
    });
}

/// `*` does not cover `Authorization` (Fetch, CORS-preflight fetch). Browsers that let it pass show the answer, the
/// others name what the preflight lacks.
#[test]
fn a_preflight_that_allows_any_header_is_answered_or_named() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let api = format!("http://{}/prod/any", listener.local_addr().unwrap());
    let setup = Setup::default().config("api_url", api);
    setup.run(async |harness: &Harness| {
        let allowed = [
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, "*"),
        ];
        let router = Router::new().fallback(async move || (allowed, "any header"));
        let listener = tokio::net::TcpListener::from_std(listener.try_clone().unwrap()).unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        harness.log_in().await;
        harness.tab.press("Call protected API").await;
        let is_answered = "return ['Response', 'api.network']
            .some(words => document.body.innerText.includes(words))";
        harness.tab.becomes(is_answered).await;
        if harness.tab.has(Role::Alert, "").await {
            let alert = harness.tab.alert().await;
            assert_eq!(short_code(&alert), "api.network");
            assert!(alert.contains("Access-Control-Allow-"), "{alert}");
        } else {
            let response = harness.tab.sees(Role::Region, "Response").await;
            assert!(response.contains("any header"), "{response}");
        }
        harness.is_signed_in().await;
    });
}

#[test]
fn an_answer_that_does_not_come_is_not_waited_for_for_ever() {
    Setup::default()
        .script(BY_HAND)
        .run(async |harness: &Harness| {
            harness.log_in().await;
            harness.holds(Endpoint::Api);
            harness.tab.press("Call protected API").await;
            harness.tab.sees(Role::Status, "Calling").await;
            harness.tab.elapse(LONGEST_API_CALL_MS).await;
            assert_eq!(short_code(&harness.tab.alert().await), "api.timeout");
            harness.is_signed_in().await;
            harness.pool.set_faults(Vec::new());
            assert!(call(harness).await.contains("200"));
        });
}

#[test]
fn a_redirect_is_not_followed() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let mut redirect = Fault::answering(Endpoint::Api, 302, "");
        let elsewhere = format!("{}/elsewhere", harness.pool.origin());
        redirect.headers.insert("location".to_owned(), elsewhere);
        harness.fault(redirect);
        harness.tab.press("Call protected API").await;
        assert_eq!(short_code(&harness.tab.alert().await), "api.redirected");
        assert_eq!(harness.received("GET", "/elsewhere"), 0);
    });
}

#[test]
fn an_api_that_refuses_every_token_costs_one_renewal() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.fault(unauthorized());
        for calls in [2, 3, 4] {
            harness.tab.press("Call protected API").await;
            harness
                .wait_until_received("GET", "/prod/awesomeapi", calls)
                .await;
            assert_eq!(short_code(&harness.tab.alert().await), "api.refused");
        }
        assert_eq!(asked(harness), (4, 2));
    });
}

#[test]
fn too_many_requests_are_told_with_the_time_to_wait() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let mut busy = Fault::answering(Endpoint::Api, 429, "{\"message\":\"Too Many Requests\"}");
        for (name, value) in [
            ("retry-after", "17"),
            ("access-control-expose-headers", "Retry-After"),
        ] {
            busy.headers.insert(name.to_owned(), value.to_owned());
        }
        harness.fault(busy);
        let response = call(harness).await;
        assert!(response.contains("429"), "{response}");
        assert!(response.contains("Too Many Requests"), "{response}");
        assert!(response.contains("17"), "{response}");
        assert_eq!(asked(harness), (1, 1), "nothing is repeated by itself");
    });
}

#[test]
fn a_large_answer_is_shown_whole() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let line = "{\"name\":\"something that is long enough\",\"list\":[1,2,3]}";
        let lines = vec![line; 30_000].join(",");
        harness.fault(Fault::answering(
            Endpoint::Api,
            200,
            &format!("{{\"lines\":[{lines}],\"end\":\"the end\"}}"),
        ));
        let response = call(harness).await;
        assert!(response.contains("\"end\": \"the end\""));
        harness.pool.set_faults(Vec::new());
        harness.tab.press("Call protected API").await;
        harness.tab.says("Hello From Protected Resource").await;
    });
}

#[test]
fn an_answer_that_is_no_text_is_survived() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let mut fault = Fault::answering(Endpoint::Api, 200, "\u{0}\u{1}\u{202e}\u{feff}{\"a\":");
        fault.content_type = Some("application/octet-stream".to_owned());
        harness.fault(fault);
        assert!(call(harness).await.contains("200"));
    });
}
