//! Calls of the protected API: renewed and sent once more where that can help, and never oftener.

use end_to_end::browser::Role;
use end_to_end::browser::time::{HASTE, SLEEP};
use end_to_end::scene::{Scene, Setup, play, short_code};
use local_cognito::{Endpoint, Fault};

fn api(status: u16, body: &str) -> Fault {
    Fault {
        status: Some(status),
        body: Some(body.to_owned()),
        ..Fault::at(Endpoint::Api)
    }
}

fn unauthorized() -> Fault {
    api(401, "{\"message\":\"Unauthorized\"}")
}

/// Calls and returns what is shown of the answer.
async fn call(scene: &Scene) -> String {
    scene.tab.press("Call protected API").await;
    scene.tab.sees(Role::Region, "Response").await
}

/// How often the API and the token endpoint were asked.
fn asked(scene: &Scene) -> (usize, usize) {
    (
        scene.received("GET", "/prod/awesomeapi"),
        scene.received("POST", "/oauth2/token"),
    )
}

#[test]
fn a_401_is_answered_with_a_new_token() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.fault(Fault {
            times: Some(1),
            ..unauthorized()
        });
        let response = call(scene).await;
        assert!(
            response.contains("Hello From Protected Resource"),
            "{response}"
        );
        assert_eq!(asked(scene), (2, 2));
    });
}

#[test]
fn a_second_401_is_shown() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.fault(unauthorized());
        let response = call(scene).await;
        assert!(response.contains("401"), "{response}");
        assert!(
            response.contains("\"message\": \"Unauthorized\""),
            "{response}"
        );
        assert_eq!(asked(scene), (2, 2));
        scene.is_signed_in().await;
    });
}

#[test]
fn a_401_without_a_refresh_token_is_shown() {
    play(async |scene: &Scene| {
        scene.pool.set_faults(vec![
            unauthorized(),
            Fault {
                answer: serde_json::from_value(serde_json::json!({"refresh_token": null})).unwrap(),
                ..Fault::at(Endpoint::Token)
            },
        ]);
        scene.log_in().await;
        let response = call(scene).await;
        assert!(response.contains("401"), "{response}");
        assert_eq!(asked(scene), (1, 1));
    });
}

#[test]
fn a_401_whose_renewal_fails_is_no_end_of_the_session() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        let busy = Fault {
            status: Some(503),
            ..Fault::at(Endpoint::Token)
        };
        scene.pool.set_faults(vec![unauthorized(), busy]);
        let response = call(scene).await;
        assert!(response.contains("401"), "{response}");
        scene
            .tab
            .sees(Role::Alert, "could not be renewed yet")
            .await;
        scene.is_signed_in().await;
    });
}

#[test]
fn a_401_whose_renewal_is_refused_ends_the_session() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        let over = Fault {
            status: Some(400),
            body: Some("{\"error\":\"invalid_grant\"}".to_owned()),
            ..Fault::at(Endpoint::Token)
        };
        scene.pool.set_faults(vec![unauthorized(), over]);
        scene.tab.press("Call protected API").await;
        assert_eq!(scene.is_refused().await, "session.expired");
    });
}

#[test]
fn a_token_that_has_ended_is_renewed_before_the_call() {
    Setup::default().script(SLEEP).play(async |scene: &Scene| {
        scene.log_in().await;
        scene.sleeps().await;
        let response = call(scene).await;
        assert!(response.contains("200"), "{response}");
        assert_eq!(asked(scene), (1, 2));
    });
}

#[test]
fn a_failure_without_cors_headers_is_answered_with_a_new_token_where_the_old_one_has_ended() {
    Setup::default().script(SLEEP).play(async |scene: &Scene| {
        scene.log_in().await;
        scene.fault(Fault {
            times: Some(1),
            delay_ms: 1000,
            no_cors: true,
            ..unauthorized()
        });
        scene.tab.press("Call protected API").await;
        scene
            .wait_until_received("GET", "/prod/awesomeapi", 1)
            .await;
        scene.sleeps().await;
        let response = scene.tab.sees(Role::Region, "Response").await;
        assert!(response.contains("200"), "{response}");
        assert_eq!(asked(scene), (2, 2));
    });
}

#[test]
fn a_failure_without_cors_headers_names_them_where_the_token_is_good() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.fault(Fault {
            no_cors: true,
            ..unauthorized()
        });
        scene.tab.press("Call protected API").await;
        let alert = scene.tab.alert().await;
        assert_eq!(short_code(&alert), "api.network");
        assert!(alert.contains("Access-Control-Allow-Origin"), "{alert}");
        assert_eq!(asked(scene), (1, 1));
        scene.is_signed_in().await;
    });
}

#[test]
fn an_answer_that_does_not_come_is_not_waited_for_for_ever() {
    Setup::default().script(HASTE).play(async |scene: &Scene| {
        scene.log_in().await;
        scene.fault(Fault {
            delay_ms: 60_000,
            ..Fault::at(Endpoint::Api)
        });
        scene.tab.press("Call protected API").await;
        assert_eq!(short_code(&scene.tab.alert().await), "api.timeout");
        scene.is_signed_in().await;
        scene.pool.set_faults(Vec::new());
        assert!(call(scene).await.contains("200"));
    });
}

#[test]
fn a_redirect_is_not_followed() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        let mut redirect = api(302, "");
        let elsewhere = format!("{}/elsewhere", scene.pool.origin());
        redirect.headers.insert("location".to_owned(), elsewhere);
        scene.fault(redirect);
        scene.tab.press("Call protected API").await;
        assert_eq!(short_code(&scene.tab.alert().await), "api.network");
        assert_eq!(scene.received("GET", "/elsewhere"), 0);
    });
}

#[test]
fn too_many_requests_are_told_with_the_time_to_wait() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        let mut busy = api(429, "{\"message\":\"Too Many Requests\"}");
        for (name, value) in [
            ("retry-after", "17"),
            ("access-control-expose-headers", "Retry-After"),
        ] {
            busy.headers.insert(name.to_owned(), value.to_owned());
        }
        scene.fault(busy);
        let response = call(scene).await;
        assert!(response.contains("429"), "{response}");
        assert!(response.contains("Too Many Requests"), "{response}");
        assert!(response.contains("17"), "{response}");
        assert_eq!(asked(scene), (1, 1), "nothing is repeated by itself");
    });
}

#[test]
fn a_large_answer_is_shown_whole() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        let line = "{\"name\":\"something that is long enough\",\"list\":[1,2,3]}";
        let lines = vec![line; 10_000].join(",");
        scene.fault(api(
            200,
            &format!("{{\"lines\":[{lines}],\"end\":\"the end\"}}"),
        ));
        let response = call(scene).await;
        assert!(response.contains("\"end\": \"the end\""));
        scene.pool.set_faults(Vec::new());
        scene.tab.press("Call protected API").await;
        scene.tab.says("Hello From Protected Resource").await;
    });
}

#[test]
fn an_answer_that_is_no_text_is_survived() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        let mut fault = api(200, "\u{0}\u{1}\u{202e}\u{feff}{\"a\":");
        fault.content_type = Some("application/octet-stream".to_owned());
        scene.fault(fault);
        assert!(call(scene).await.contains("200"));
    });
}
