//! Every wait has an end, and every end a sentence, within the time that a person is promised: with a server
//! that never answers, one endpoint after the other.

use end_to_end::browser::Role;
use end_to_end::browser::time::{BY_HAND, LONGEST_API_CALL_MS, LONGEST_MS};
use end_to_end::harness::{Harness, Setup, held, short_code};
use local_cognito::{Endpoint, Fault};
use serde_json::{Value, json};

const DISCOVERY: &str = "/us-east-1_local/.well-known/openid-configuration";
const KEYS: &str = "/us-east-1_local/.well-known/jwks.json";

/// Runs `body` with pages whose time passes when the test says so.
fn by_hand(setup: Setup, body: impl AsyncFnOnce(&Harness)) {
    setup.script(BY_HAND).run(body);
}

fn ordinary() -> Setup {
    Setup::default()
}

fn issuer_alone() -> Setup {
    ordinary().config("domain", Value::Null)
}

/// While a person reads `status`, `limit_ms` pass. Then an alert stands in its place, and what is named `again`
/// can be pressed. Returns the alert's short code.
async fn ends(harness: &Harness, status: &str, limit_ms: u32, again: &str) -> String {
    harness.tab.sees(Role::Status, status).await;
    harness.tab.elapse(limit_ms).await;
    let alert = harness.tab.alert().await;
    harness.tab.no_longer_sees(Role::Status, status).await;
    harness.tab.sees(Role::Control, again).await;
    short_code(&alert)
}

#[test]
fn for_the_configuration() {
    by_hand(ordinary().config_from_pool(), async |harness: &Harness| {
        for path in ["/dashboard", "/login"] {
            harness.config_fault(held(Endpoint::Config));
            harness.open(path).await;
            let code = ends(harness, "Looking", LONGEST_MS, "Try again").await;
            assert_eq!(code, "config.timeout", "{path}");
        }
    });
}

#[test]
fn for_the_configuration_with_a_session_that_is_shown_already() {
    by_hand(ordinary().config_from_pool(), async |harness: &Harness| {
        harness.log_in().await;
        for (press, status) in [
            ("Call protected API", "Calling"),
            ("Load profile", "Loading the profile"),
        ] {
            harness.lets_go();
            harness.open("/dashboard").await;
            harness.is_signed_in().await;
            harness.config_fault(held(Endpoint::Config));
            harness.tab.reload().await;
            harness.tab.press(press).await;
            let code = ends(harness, status, LONGEST_MS, "Try again").await;
            assert_eq!(code, "config.timeout", "{press}");
        }
        harness.lets_go();
        harness.open("/dashboard").await;
        harness.is_signed_in().await;
        harness.config_fault(held(Endpoint::Config));
        harness.tab.reload().await;
        harness.tab.press("Log out").await;
        ends(harness, "Signing you out", LONGEST_MS, "Log in").await;
        harness.keeps_no_token().await;
    });
}

#[test]
fn for_the_configuration_at_a_callback() {
    by_hand(ordinary().config_from_pool(), async |harness: &Harness| {
        harness.begin_login().await;
        harness.config_fault(held(Endpoint::Config));
        harness.sign_in().await;
        let code = ends(harness, "Signing you in", LONGEST_MS, "Try again").await;
        assert_eq!(code, "config.timeout");
    });
}

#[test]
fn for_discovery_before_a_login() {
    by_hand(issuer_alone(), async |harness: &Harness| {
        // The site asks, too, for the policy of its first page.
        harness.open("/nowhere").await;
        harness.holds(Endpoint::Discovery);
        harness.open("/login").await;
        harness.wait_until_received("GET", DISCOVERY, 2).await;
        let code = ends(harness, "Opening the login page", LONGEST_MS, "Log in").await;
        assert_eq!(code, "discovery.timeout");
    });
}

#[test]
fn for_discovery_before_a_log_out() {
    by_hand(issuer_alone(), async |harness: &Harness| {
        harness.log_in().await;
        let asked = harness.received("GET", DISCOVERY);
        harness
            .tab
            .devtools("Network.clearBrowserCache", json!({}))
            .await;
        harness.tab.reload().await;
        harness.is_signed_in().await;
        harness.holds(Endpoint::Discovery);
        harness.tab.press("Log out").await;
        harness
            .wait_until_received("GET", DISCOVERY, asked + 1)
            .await;
        let code = ends(harness, "Signing you out", LONGEST_MS, "Log in").await;
        assert_eq!(code, "discovery.timeout");
    });
}

#[test]
fn for_the_login_page() {
    by_hand(ordinary(), async |harness: &Harness| {
        harness.no_page_opens();
        harness.open("/login").await;
        harness
            .wait_until_received("GET", "/oauth2/authorize", 1)
            .await;
        let code = ends(harness, "Opening the login page", LONGEST_MS, "Log in").await;
        assert_eq!(code, "browser.navigation");
    });
}

#[test]
fn for_what_a_login_on_the_landing_page_needs() {
    by_hand(ordinary().config_from_pool(), async |harness: &Harness| {
        harness.no_page_opens();
        harness.open("/").await;
        // It can be tried again.
        for times in 1..=2 {
            harness.tab.press("Log in").await;
            harness
                .wait_until_received("GET", "/oauth2/authorize", times)
                .await;
            is_told_that_no_page_opened(harness).await;
        }
        harness.config_fault(held(Endpoint::Config));
        harness.open("/").await;
        harness.tab.press("Log in").await;
        is_told_that_no_page_opened(harness).await;
        harness.lets_go();
        harness.tab.press("Log in").await;
        harness.at_login_form().await;
    });
}

async fn is_told_that_no_page_opened(harness: &Harness) {
    let status = "Opening the login page";
    harness.tab.sees(Role::Status, status).await;
    harness.tab.elapse(LONGEST_MS).await;
    let told = "The login page did not open";
    let alert = harness.tab.sees(Role::Alert, told).await;
    assert_eq!(short_code(&alert), "browser.navigation");
    harness.tab.no_longer_sees(Role::Status, status).await;
}

#[test]
fn for_tokens_and_for_keys() {
    by_hand(ordinary(), async |harness: &Harness| {
        for (nth, (endpoint, method, path, code)) in [
            (Endpoint::Token, "POST", "/oauth2/token", "token.timeout"),
            (Endpoint::Jwks, "GET", KEYS, "id_token.keys_unavailable"),
        ]
        .into_iter()
        .enumerate()
        {
            harness.open("/").await;
            let asked = harness.received(method, path);
            harness.holds(endpoint);
            harness.tab.press("Log in").await;
            if nth == 0 {
                harness.sign_in().await;
            }
            harness.wait_until_received(method, path, asked + 1).await;
            let ended = ends(harness, "Signing you in", LONGEST_MS, "Log in").await;
            assert_eq!(ended, code);
            harness.keeps_no_token().await;
        }
    });
}

#[test]
fn for_a_renewal() {
    by_hand(ordinary(), async |harness: &Harness| {
        harness.log_in().await;
        harness.begins_renewal_that_is_held().await;
        harness.tab.sees(Role::Status, "Renewing the session").await;
        harness.tab.says("under way").await;
        harness.tab.elapse(LONGEST_MS).await;
        let alert = harness.tab.alert().await;
        assert_eq!(short_code(&alert), "token.timeout");
        harness.tab.says("will be tried again").await;
        harness.is_signed_in().await;
    });
}

#[test]
fn for_the_profile() {
    by_hand(ordinary(), async |harness: &Harness| {
        harness.log_in().await;
        harness.holds(Endpoint::UserInfo);
        harness.tab.press("Load profile").await;
        harness
            .wait_until_received("GET", "/oauth2/userInfo", 1)
            .await;
        let status = "Loading the profile";
        let code = ends(harness, status, LONGEST_MS, "Load profile").await;
        assert_eq!(code, "user_info.network");
    });
}

#[test]
fn for_the_profile_and_the_renewal_that_it_needs() {
    by_hand(ordinary(), async |harness: &Harness| {
        harness.log_in().await;
        let refused = Fault {
            status: Some(401),
            ..Fault::at(Endpoint::UserInfo)
        };
        harness
            .pool
            .set_faults(vec![refused, held(Endpoint::Token)]);
        harness.tab.press("Load profile").await;
        harness
            .wait_until_received("POST", "/oauth2/token", 2)
            .await;
        ends(harness, "Loading the profile", LONGEST_MS, "Load profile").await;
    });
}

#[test]
fn for_the_api() {
    by_hand(ordinary(), async |harness: &Harness| {
        harness.log_in().await;
        harness.holds(Endpoint::Api);
        call_ends(harness, ("GET", "/prod/awesomeapi", 1), "api.timeout").await;
    });
}

#[test]
fn for_the_renewal_that_a_call_of_the_api_needs() {
    by_hand(ordinary(), async |harness: &Harness| {
        harness.log_in().await;
        let refused = Fault {
            status: Some(401),
            ..Fault::at(Endpoint::Api)
        };
        harness
            .pool
            .set_faults(vec![refused, held(Endpoint::Token)]);
        call_ends(harness, ("POST", "/oauth2/token", 2), "token.timeout").await;
    });
}

#[test]
fn for_the_api_that_refuses_late_and_the_renewal_that_follows() {
    by_hand(ordinary(), async |harness: &Harness| {
        harness.log_in().await;
        late_refusal_ends(
            harness,
            ("Call protected API", "Calling", LONGEST_API_CALL_MS),
            (Endpoint::Api, "/prod/awesomeapi"),
            "api.timeout",
        )
        .await;
        // The renewal goes on, and ends by itself.
        harness.tab.elapse(LONGEST_MS).await;
        harness.is_signed_in().await;
    });
}

#[test]
fn for_the_profile_that_is_refused_late_and_the_renewal_that_follows() {
    by_hand(ordinary(), async |harness: &Harness| {
        harness.log_in().await;
        late_refusal_ends(
            harness,
            ("Load profile", "Loading the profile", LONGEST_MS),
            (Endpoint::UserInfo, "/oauth2/userInfo"),
            "user_info.network",
        )
        .await;
    });
}

/// Presses what is named first. The endpoint refuses the token after 8 seconds, and the renewal that follows is
/// not answered. All of it ends within the limit, with this code.
async fn late_refusal_ends(
    harness: &Harness,
    (press, status, limit_ms): (&str, &str, u32),
    (endpoint, path): (Endpoint, &str),
    code: &str,
) {
    const LATE_MS: u32 = 8_000;
    let refusal = Fault {
        status: Some(401),
        ..held(endpoint)
    };
    harness.fault(refusal);
    harness.tab.press(press).await;
    harness.wait_until_received("GET", path, 1).await;
    harness.tab.elapse(LATE_MS).await;
    // This lets the refusal go.
    harness.holds(Endpoint::Token);
    harness
        .wait_until_received("POST", "/oauth2/token", 2)
        .await;
    let ended = ends(harness, status, limit_ms - LATE_MS, press).await;
    assert_eq!(ended, code);
}

/// Calls the API, which waits for the answer to that request, and ends with this code.
async fn call_ends(harness: &Harness, request: (&str, &str, usize), code: &str) {
    let (method, path, times) = request;
    let call = "Call protected API";
    harness.tab.press(call).await;
    harness.wait_until_received(method, path, times).await;
    let ended = ends(harness, "Calling", LONGEST_API_CALL_MS, call).await;
    assert_eq!(ended, code);
}

#[test]
fn for_a_revocation() {
    by_hand(ordinary(), async |harness: &Harness| {
        harness.log_in().await;
        harness.holds(Endpoint::Revoke);
        harness.tab.press("Log out").await;
        harness
            .wait_until_received("POST", "/oauth2/revoke", 1)
            .await;
        harness.tab.sees(Role::Status, "Signing you out").await;
        harness.tab.elapse(LONGEST_MS).await;
        harness.arrives_at("/").await;
        harness.tab.sees(Role::Control, "Log in").await;
        harness.keeps_no_token().await;
    });
}

#[test]
fn for_the_log_out_page() {
    by_hand(ordinary(), async |harness: &Harness| {
        harness.log_in().await;
        harness.no_page_opens();
        harness.tab.press("Log out").await;
        harness.wait_until_received("GET", "/logout", 1).await;
        let code = ends(harness, "Signing you out", LONGEST_MS, "Log in").await;
        assert_eq!(code, "browser.navigation");
        harness.keeps_no_token().await;
    });
}

#[test]
fn for_a_renewal_before_a_log_out() {
    by_hand(ordinary(), async |harness: &Harness| {
        harness.log_in().await;
        harness.begins_renewal_that_is_held().await;
        harness.tab.press("Log out").await;
        harness.tab.sees(Role::Status, "Signing you out").await;
        harness.tab.elapse(LONGEST_MS).await;
        harness.arrives_at("/").await;
        harness.tab.sees(Role::Control, "Log in").await;
        harness.keeps_no_token().await;
    });
}
