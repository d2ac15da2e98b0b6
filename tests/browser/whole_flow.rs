//! The main job: log in, call the API, log out.

use end_to_end::browser::{Event, Role};
use end_to_end::harness::{Harness, run};

#[test]
fn from_landing_through_login_and_api_back_to_landing() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.arrives_at("/dashboard").await;
        harness.tab.press("Call protected API").await;
        let response = harness.tab.sees(Role::Region, "Response").await;
        assert!(response.contains("200"), "{response}");
        assert!(response.contains("ms"), "{response}");
        let line = "  \"message\": \"Hello From Protected Resource\"";
        assert!(response.contains(line), "pretty-printed: {response}");
        harness.log_out().await;
        harness.keeps_no_token().await;
    });
}

#[test]
fn tokens_are_kept_in_session_storage_and_nowhere_else() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let [session, local, cookies] = harness.tab.stores().await;
        assert!(session.contains("eyJ"));
        assert!(!local.contains("eyJ"));
        assert_eq!(cookies, "");
        let page = harness
            .tab
            .eval("return document.documentElement.outerHTML")
            .await;
        assert!(!page.as_str().unwrap().contains("eyJ"));
        let script = "return Promise.all([indexedDB.databases(), caches.keys()])
            .then(lists => lists.flat().length)";
        assert_eq!(harness.tab.eval(script).await, 0);
    });
}

#[test]
fn nothing_pending_is_left_after_a_login() {
    run(async |harness: &Harness| {
        let state = harness.begin_login().await;
        harness.sign_in().await;
        harness.is_signed_in().await;
        let [session, local, _] = harness.tab.stores().await;
        assert!(
            !session.contains(&state),
            "the pending record is still there"
        );
        assert!(!local.contains(&state));
    });
}

#[test]
fn code_and_state_are_gone_from_address_and_history() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.arrives_at("/dashboard").await;
        for url in harness.tab.history().await {
            if url.starts_with(&harness.at("/")) {
                assert!(!url.contains("code=") && !url.contains("state="), "{url}");
            }
        }
    });
}

#[test]
fn the_address_is_cleaned_before_the_first_request_to_another_origin() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let events = harness.tab.events().await;
        let came_back = events
            .iter()
            .position(|event| match event {
                Event::Sent(request) => {
                    request.is_navigation && request.url.as_str().contains("code=")
                }
                Event::Address(_) => false,
            })
            .expect("the callback was loaded");
        let home = harness.at("/");
        let mut clean = false;
        let mut asked = 0;
        for event in &events[came_back + 1..] {
            match event {
                Event::Address(url) => clean = !url.as_str().contains("code="),
                Event::Sent(request) if !request.url.as_str().starts_with(&home) => {
                    assert!(clean, "{} was asked before", request.url.path());
                    asked += 1;
                }
                Event::Sent(_) => {}
            }
        }
        assert!(asked >= 2, "token and keys");
    });
}

#[test]
fn authorize_is_asked_with_pkce_state_and_nonce_new_each_time() {
    run(async |harness: &Harness| {
        harness.begin_login().await;
        harness.begin_login().await;
        let asked: Vec<_> = harness
            .pool
            .log()
            .into_iter()
            .filter(|entry| entry.path == "/oauth2/authorize")
            .collect();
        assert_eq!(asked.len(), 2);
        let value = |i: usize, name: &str| {
            let found = asked[i].query.iter().filter(|(key, _)| key == name);
            let values: Vec<_> = found.map(|(_, value)| value.clone()).collect();
            assert_eq!(values.len(), 1, "{name}");
            values[0].clone()
        };
        assert_eq!(value(0, "response_type"), "code");
        assert_eq!(value(0, "code_challenge_method"), "S256");
        assert_eq!(value(0, "redirect_uri"), harness.at("/dashboard"));
        assert!(value(0, "scope").split(' ').any(|scope| scope == "openid"));
        for name in ["state", "nonce", "code_challenge"] {
            assert!(value(0, name).len() >= 22, "{name} has 128 bits");
            assert_ne!(value(0, name), value(1, name), "{name}");
        }
    });
}

#[test]
fn the_token_request_is_a_plain_form_without_cookies_or_referrer() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let requests = harness.tab.requests().await;
        let token: Vec<_> = requests
            .iter()
            .filter(|r| r.url.path() == "/oauth2/token")
            .collect();
        assert_eq!(token.len(), 1, "no preflight, no second try");
        assert_eq!(token[0].method, "POST");
        assert_eq!(token[0].url.query(), None);
        assert!(token[0].body.contains("code_verifier="));
        assert!(!token[0].body.contains("client_secret"));
        let log = harness.pool.log();
        let received = log.iter().find(|e| e.path == "/oauth2/token");
        let headers = &received.expect("it was received").headers;
        for name in ["cookie", "referer", "authorization"] {
            assert!(!headers.contains_key(name), "{name}");
        }
    });
}

#[test]
fn tokens_are_in_no_address_and_go_only_to_the_provider_and_the_api() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.tab.press("Call protected API").await;
        harness.tab.sees(Role::Region, "Response").await;
        harness.log_out().await;
        for request in harness.tab.requests().await {
            assert!(
                !request.url.as_str().contains("eyJ"),
                "{}",
                request.url.path()
            );
            if request.headers.contains_key("authorization") {
                assert_eq!(request.url.path(), "/prod/awesomeapi");
            }
        }
    });
}
