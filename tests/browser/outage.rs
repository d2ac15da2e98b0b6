//! A renewal that fails although nobody refused it: the session goes on, the person is told, and it
//! is tried again.

use end_to_end::browser::Role;
use end_to_end::browser::time::{BY_HAND, LONGEST_MS};
use end_to_end::harness::{Harness, Setup, run, short_code};
use local_cognito::{Endpoint, Fault};
use serde_json::json;

const NOTICE: &str = "Your session could not be renewed yet.";

fn token() -> Fault {
    Fault::at(Endpoint::Token)
}

/// Renews with each fault; the session has to outlive it. Returns the short codes.
async fn outlived(harness: &Harness, faults: Vec<Fault>) -> Vec<String> {
    harness.log_in().await;
    let mut codes = Vec::new();
    for fault in faults {
        let described = format!("{:?} {:?}", fault.status, fault.body);
        let before = harness.tokens().await;
        harness.fault(fault);
        harness.tab.press("Renew now").await;
        let notice = harness.tab.sees(Role::Alert, NOTICE).await;
        codes.push(short_code(&notice));
        harness.is_signed_in().await;
        assert!(harness.tokens().await == before, "{described}");
        harness.tab.reload().await;
        harness.is_signed_in().await;
        harness.pool.set_faults(Vec::new());
        harness.tab.press("Renew now").await;
        harness.tab.no_longer_sees(Role::Alert, "").await;
        harness.keeps_another_access_token_than(&before).await;
    }
    codes
}

#[test]
fn server_errors_end_no_session() {
    run(async |harness: &Harness| {
        let faults =
            [500, 503, 429, 403, 404].map(|status| Fault::answering(Endpoint::Token, status, ""));
        outlived(harness, faults.into()).await;
    });
}

#[test]
fn errors_that_the_provider_calls_passing_end_no_session() {
    run(async |harness: &Harness| {
        let faults = ["server_error", "temporarily_unavailable"].map(|error| {
            Fault::answering(Endpoint::Token, 400, &json!({ "error": error }).to_string())
        });
        outlived(harness, faults.into()).await;
    });
}

#[test]
fn answers_that_are_none_end_no_session() {
    run(async |harness: &Harness| {
        let mut portal = Fault::answering(
            Endpoint::Token,
            200,
            "<!doctype html><title>Log in to this network</title>",
        );
        portal.content_type = Some("text/html".to_owned());
        let mut redirect = Fault::answering(Endpoint::Token, 307, "");
        redirect
            .headers
            .insert("location".to_owned(), "/elsewhere".to_owned());
        let faults = vec![
            portal,
            redirect,
            Fault::answering(Endpoint::Token, 200, ""),
            Fault::answering(Endpoint::Token, 400, "<p>no"),
        ];
        outlived(harness, faults).await;
        assert_eq!(harness.received("POST", "/elsewhere"), 0);
    });
}

#[test]
fn the_words_of_a_proxy_end_no_session() {
    run(async |harness: &Harness| {
        let faults = [
            (400, "{\"status\":400,\"error\":\"Bad Request\"}"),
            (403, "{\"error\":\"Forbidden\"}"),
            (
                404,
                "{\"error\":\"not_found\",\"error_description\":\"no route\"}",
            ),
        ];
        let faults = faults.map(|(status, body)| Fault::answering(Endpoint::Token, status, body));
        let codes = outlived(harness, faults.into()).await;
        assert_eq!(codes, ["token.refused"; 3]);
    });
}

#[test]
fn a_network_that_fails_ends_no_session() {
    run(async |harness: &Harness| {
        let dropped = Fault {
            drop: true,
            ..token()
        };
        let unreadable = Fault {
            no_cors: true,
            ..Fault::answering(Endpoint::Token, 400, "{\"error\":\"invalid_grant\"}")
        };
        let codes = outlived(harness, vec![dropped, unreadable]).await;
        assert_eq!(codes, ["token.network", "token.cors"]);
    });
}

#[test]
fn an_endpoint_that_hangs_ends_no_session() {
    let by_hand = Setup::default().script(BY_HAND);
    by_hand.run(async |harness: &Harness| {
        harness.log_in().await;
        let before = harness.tokens().await;
        harness.begins_renewal_that_is_held().await;
        harness.tab.elapse(LONGEST_MS).await;
        let notice = harness.tab.sees(Role::Alert, NOTICE).await;
        assert_eq!(short_code(&notice), "token.timeout");
        harness.is_signed_in().await;
        assert_eq!(harness.tokens().await, before);
        harness.lets_go();
        harness.tab.press("Renew now").await;
        harness.tab.no_longer_sees(Role::Alert, "").await;
        harness.keeps_another_access_token_than(&before).await;
    });
}

#[test]
fn it_is_over_by_itself() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.fault(Fault {
            times: Some(1),
            ..Fault::answering(Endpoint::Token, 503, "")
        });
        harness.tab.press("Renew now").await;
        harness.tab.sees(Role::Alert, NOTICE).await;
        harness.tab.says("will be tried again").await;
        harness.tab.no_longer_sees(Role::Alert, NOTICE).await;
        harness.tab.says("by itself, before the time is up").await;
        assert_eq!(harness.received("POST", "/oauth2/token"), 3);
    });
}

#[test]
fn attempts_come_with_pauses_that_grow() {
    let by_hand = Setup::default().script(BY_HAND);
    by_hand.run(async |harness: &Harness| {
        harness.log_in().await;
        harness.fault(Fault::answering(Endpoint::Token, 503, ""));
        let notes_times = "const send = window.fetch;
            window.sent = [];
            window.fetch = (...all) => { sent.push(elapsed); return send(...all) };
            return null";
        harness.tab.eval(notes_times).await;
        harness.tab.press("Renew now").await;
        let fifth = "return elapse(500).then(() => sent.length >= 5)";
        harness.tab.becomes(fifth).await;
        let sent = harness.tab.eval("return sent").await;
        let times = sent
            .as_array()
            .unwrap()
            .iter()
            .map(|at| at.as_u64().unwrap());
        let times: Vec<u64> = times.collect();
        // 2, 4, 8 and 16 seconds, of which chance may take a half.
        for (pair, least) in times.windows(2).zip([1_000, 2_000, 4_000, 8_000]) {
            assert!(pair[1] - pair[0] >= least, "{times:?}");
        }
        harness.is_signed_in().await;
    });
}

/// What the panel says of a renewal that failed; the notice above it stays while the next one is under way.
const WAITING: &str = "Renewal\nwill be tried again";

#[test]
fn what_others_store_hurries_nothing() {
    let by_hand = Setup::default().script(BY_HAND);
    by_hand.run(async |harness: &Harness| {
        harness.log_in().await;
        harness.fault(Fault::answering(Endpoint::Token, 503, ""));
        // The first request was the login's.
        for asked in 2..=5 {
            harness.tab.press("Renew now").await;
            harness
                .wait_until_received("POST", "/oauth2/token", asked)
                .await;
            harness.tab.says(WAITING).await;
        }
        for _ in 0..20 {
            let others = "dispatchEvent(new StorageEvent('storage', {key: 'other'})); return null";
            harness.tab.eval(others).await;
        }
        harness.tab.press("Renew now").await;
        harness
            .wait_until_received("POST", "/oauth2/token", 6)
            .await;
        harness.tab.says(WAITING).await;
        assert_eq!(harness.received("POST", "/oauth2/token"), 6);
    });
}

#[test]
fn discovery_that_fails_ends_no_session() {
    let issuer_alone = Setup::default().config("domain", json!(null));
    issuer_alone.run(async |harness: &Harness| {
        harness.log_in().await;
        discovery_fails(harness).await;
        harness.tab.press("Renew now").await;
        let notice = harness.tab.sees(Role::Alert, NOTICE).await;
        assert_eq!(short_code(&notice), "discovery.status");
        harness.is_signed_in().await;
        harness.pool.set_faults(Vec::new());
        harness.tab.press("Renew now").await;
        harness.tab.no_longer_sees(Role::Alert, "").await;
        harness.is_signed_in().await;
    });
}

#[test]
fn log_out_without_discovery_ends_the_session_here_and_says_so() {
    let issuer_alone = Setup::default().config("domain", json!(null));
    issuer_alone.run(async |harness: &Harness| {
        harness.log_in().await;
        discovery_fails(harness).await;
        harness.tab.press("Log out").await;
        let alert = harness.tab.alert().await;
        assert!(alert.contains("You are signed out here"), "{alert}");
        assert_eq!(harness.is_refused().await, "discovery.status");
    });
}

/// Loads the page anew with a provider that does not say where its endpoints are.
async fn discovery_fails(harness: &Harness) {
    harness.fault(Fault {
        status: Some(503),
        ..Fault::at(Endpoint::Discovery)
    });
    harness
        .tab
        .devtools("Network.clearBrowserCache", json!({}))
        .await;
    harness.tab.reload().await;
    harness.is_signed_in().await;
}

#[test]
fn a_browser_that_is_online_again_renews_at_once() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.offline(true).await;
        for _ in 0..3 {
            harness.tab.press("Renew now").await;
            harness.tab.sees(Role::Alert, NOTICE).await;
            harness.tab.says("will be tried again").await;
        }
        harness.is_signed_in().await;
        harness.offline(false).await;
        harness.tab.no_longer_sees(Role::Alert, NOTICE).await;
        harness.is_signed_in().await;
        assert_eq!(harness.received("POST", "/oauth2/token"), 2);
    });
}

/// Signs in, and renews with an answer that is lost; the old refresh token works as many seconds.
async fn loses_an_answer(harness: &Harness, grace_s: i64) {
    harness.rotates(grace_s);
    harness.log_in().await;
    harness.fault(Fault {
        times: Some(1),
        drop_answer: true,
        ..token()
    });
    harness.tab.press("Renew now").await;
}

#[test]
fn an_answer_that_was_lost_is_asked_for_again_while_the_old_refresh_token_works() {
    run(async |harness: &Harness| {
        loses_an_answer(harness, 60).await;
        harness.tab.sees(Role::Alert, NOTICE).await;
        harness.tab.no_longer_sees(Role::Alert, NOTICE).await;
        harness.is_signed_in().await;
        assert_eq!(harness.received("POST", "/oauth2/token"), 3);
    });
}

#[test]
fn an_answer_that_was_lost_with_the_only_refresh_token_ends_the_session_at_the_next_attempt() {
    run(async |harness: &Harness| {
        loses_an_answer(harness, 0).await;
        harness
            .tab
            .sees(Role::Alert, "Your session has ended.")
            .await;
        assert_eq!(harness.is_refused().await, "session.expired");
    });
}

#[test]
fn log_out_works_meanwhile() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.fault(Fault::answering(Endpoint::Token, 503, ""));
        harness.tab.press("Renew now").await;
        harness.tab.sees(Role::Alert, NOTICE).await;
        harness.log_out().await;
        harness.keeps_no_token().await;
        assert!(!harness.tab.has(Role::Alert, "").await);
    });
}

#[test]
fn log_out_while_a_renewal_is_under_way_leaves_no_token() {
    run(async |harness: &Harness| {
        harness.rotates(0);
        harness.log_in().await;
        harness.begins_renewal_that_is_held().await;
        harness.tab.press("Log out").await;
        harness.tab.sees(Role::Status, "").await;
        harness.lets_go();
        harness.arrives_at("/").await;
        harness.keeps_no_token().await;
        harness.answered("POST", "/oauth2/revoke", 200).await;
    });
}
