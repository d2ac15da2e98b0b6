//! A renewal that fails although nobody refused it: the session goes on, the person is told, and it
//! is tried again.

use end_to_end::browser::Role;
use end_to_end::browser::time::HASTE;
use end_to_end::scene::{Scene, Setup, play, short_code};
use local_cognito::{Endpoint, Fault};
use serde_json::json;

const NOTICE: &str = "Your session could not be renewed yet.";

fn token() -> Fault {
    Fault::at(Endpoint::Token)
}

fn made_up(status: u16, body: &str) -> Fault {
    Fault {
        status: Some(status),
        body: Some(body.to_owned()),
        ..token()
    }
}

/// Renews with each fault; the session has to outlive it. Returns the short codes.
async fn outlived(scene: &Scene, faults: Vec<Fault>) -> Vec<String> {
    scene.log_in().await;
    let mut codes = Vec::new();
    for fault in faults {
        let described = format!("{:?} {:?}", fault.status, fault.body);
        let before = scene.tokens().await;
        scene.fault(fault);
        scene.tab.press("Renew now").await;
        let notice = scene.tab.sees(Role::Alert, NOTICE).await;
        codes.push(short_code(&notice));
        scene.is_signed_in().await;
        assert!(scene.tokens().await == before, "{described}");
        scene.tab.reload().await;
        scene.is_signed_in().await;
        scene.pool.set_faults(Vec::new());
        scene.tab.press("Renew now").await;
        scene.tab.no_longer_sees(Role::Alert, "").await;
        scene.keeps_another_access_token_than(&before).await;
    }
    codes
}

#[test]
fn server_errors_end_no_session() {
    play(async |scene: &Scene| {
        let faults = [500, 503, 429, 403, 404].map(|status| made_up(status, ""));
        outlived(scene, faults.into()).await;
    });
}

#[test]
fn errors_that_the_provider_calls_passing_end_no_session() {
    play(async |scene: &Scene| {
        let faults = ["server_error", "temporarily_unavailable"]
            .map(|error| made_up(400, &json!({ "error": error }).to_string()));
        outlived(scene, faults.into()).await;
    });
}

#[test]
fn answers_that_are_none_end_no_session() {
    play(async |scene: &Scene| {
        let mut portal = made_up(200, "<!doctype html><title>Log in to this network</title>");
        portal.content_type = Some("text/html".to_owned());
        let mut redirect = made_up(307, "");
        redirect
            .headers
            .insert("location".to_owned(), "/elsewhere".to_owned());
        let faults = vec![portal, redirect, made_up(200, ""), made_up(400, "<p>no")];
        outlived(scene, faults).await;
        assert_eq!(scene.received("POST", "/elsewhere"), 0);
    });
}

#[test]
fn the_words_of_a_proxy_end_no_session() {
    play(async |scene: &Scene| {
        let faults = [
            (400, "{\"status\":400,\"error\":\"Bad Request\"}"),
            (403, "{\"error\":\"Forbidden\"}"),
            (
                404,
                "{\"error\":\"not_found\",\"error_description\":\"no route\"}",
            ),
        ];
        let faults = faults.map(|(status, body)| made_up(status, body));
        let codes = outlived(scene, faults.into()).await;
        assert_eq!(codes, ["token.refused"; 3]);
    });
}

#[test]
fn a_network_that_fails_ends_no_session() {
    play(async |scene: &Scene| {
        let dropped = Fault {
            drop: true,
            ..token()
        };
        let unreadable = Fault {
            no_cors: true,
            ..made_up(400, "{\"error\":\"invalid_grant\"}")
        };
        let codes = outlived(scene, vec![dropped, unreadable]).await;
        assert_eq!(codes, ["token.network", "token.network"]);
    });
}

#[test]
fn an_endpoint_that_hangs_ends_no_session() {
    let hasty = Setup::default().script(HASTE);
    hasty.play(async |scene: &Scene| {
        let hanging = Fault {
            delay_ms: 60_000,
            ..token()
        };
        assert_eq!(outlived(scene, vec![hanging]).await, ["token.timeout"]);
    });
}

#[test]
fn it_is_over_by_itself() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.fault(Fault {
            times: Some(1),
            ..made_up(503, "")
        });
        scene.tab.press("Renew now").await;
        scene.tab.sees(Role::Alert, NOTICE).await;
        scene.tab.says("will be tried again").await;
        scene.tab.no_longer_sees(Role::Alert, NOTICE).await;
        scene.tab.says("by itself, before the time is up").await;
        assert_eq!(scene.received("POST", "/oauth2/token"), 3);
    });
}

#[test]
fn attempts_come_with_pauses_that_grow() {
    let hasty = Setup::default().script(HASTE);
    hasty.play(async |scene: &Scene| {
        scene.log_in().await;
        scene.fault(made_up(503, ""));
        let begun = std::time::Instant::now();
        scene.tab.press("Renew now").await;
        scene.wait_until_received("POST", "/oauth2/token", 6).await;
        // A tenth of 2, 4, 8 and 16 seconds, of which chance may take a half.
        assert!(begun.elapsed().as_millis() >= 1500, "{:?}", begun.elapsed());
        scene.is_signed_in().await;
    });
}

#[test]
fn what_others_store_hurries_nothing() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.fault(made_up(503, ""));
        for _ in 0..4 {
            scene.tab.press("Renew now").await;
            scene.tab.says("will be tried again").await;
        }
        let asked = scene.received("POST", "/oauth2/token");
        for _ in 0..20 {
            let others = "dispatchEvent(new StorageEvent('storage', {key: 'other'})); return null";
            scene.tab.eval(others).await;
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        let more = scene.received("POST", "/oauth2/token") - asked;
        assert!(more <= 1, "{more} attempts in half a second");
    });
}

#[test]
fn discovery_that_fails_ends_no_session() {
    let issuer_alone = Setup::default().config("domain", json!(null));
    issuer_alone.play(async |scene: &Scene| {
        scene.log_in().await;
        discovery_fails(scene).await;
        scene.tab.press("Renew now").await;
        let notice = scene.tab.sees(Role::Alert, NOTICE).await;
        assert_eq!(short_code(&notice), "discovery.unreachable");
        scene.is_signed_in().await;
        scene.pool.set_faults(Vec::new());
        scene.tab.press("Renew now").await;
        scene.tab.no_longer_sees(Role::Alert, "").await;
        scene.is_signed_in().await;
    });
}

#[test]
fn log_out_without_discovery_ends_the_session_here_and_says_so() {
    let issuer_alone = Setup::default().config("domain", json!(null));
    issuer_alone.play(async |scene: &Scene| {
        scene.log_in().await;
        discovery_fails(scene).await;
        scene.tab.press("Log out").await;
        let alert = scene.tab.alert().await;
        assert!(alert.contains("You are signed out here"), "{alert}");
        assert_eq!(scene.is_refused().await, "discovery.unreachable");
    });
}

/// Loads the page anew with a provider that does not say where its endpoints are.
async fn discovery_fails(scene: &Scene) {
    scene.fault(Fault {
        status: Some(503),
        ..Fault::at(Endpoint::Discovery)
    });
    scene
        .tab
        .devtools("Network.clearBrowserCache", json!({}))
        .await;
    scene.tab.reload().await;
    scene.is_signed_in().await;
}

#[test]
fn a_browser_that_is_online_again_renews_at_once() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.offline(true).await;
        for _ in 0..3 {
            scene.tab.press("Renew now").await;
            scene.tab.sees(Role::Alert, NOTICE).await;
            scene.tab.says("will be tried again").await;
        }
        scene.is_signed_in().await;
        scene.offline(false).await;
        scene.tab.no_longer_sees(Role::Alert, NOTICE).await;
        scene.is_signed_in().await;
        assert_eq!(scene.received("POST", "/oauth2/token"), 2);
    });
}

/// Signs in, and renews with an answer that is lost; the old refresh token works as many seconds.
async fn loses_an_answer(scene: &Scene, grace_s: i64) {
    scene.rotates(grace_s);
    scene.log_in().await;
    scene.fault(Fault {
        times: Some(1),
        drop_answer: true,
        ..token()
    });
    scene.tab.press("Renew now").await;
}

#[test]
fn an_answer_that_was_lost_is_asked_for_again_while_the_old_refresh_token_works() {
    play(async |scene: &Scene| {
        loses_an_answer(scene, 60).await;
        scene.tab.sees(Role::Alert, NOTICE).await;
        scene.tab.no_longer_sees(Role::Alert, NOTICE).await;
        scene.is_signed_in().await;
        assert_eq!(scene.received("POST", "/oauth2/token"), 3);
    });
}

#[test]
fn an_answer_that_was_lost_with_the_only_refresh_token_ends_the_session_at_the_next_attempt() {
    play(async |scene: &Scene| {
        loses_an_answer(scene, 0).await;
        scene.tab.sees(Role::Alert, "Your session has ended.").await;
        assert_eq!(scene.is_refused().await, "session.expired");
    });
}

#[test]
fn log_out_works_meanwhile() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.fault(made_up(503, ""));
        scene.tab.press("Renew now").await;
        scene.tab.sees(Role::Alert, NOTICE).await;
        scene.log_out().await;
        scene.keeps_no_token().await;
        assert!(!scene.tab.has(Role::Alert, "").await);
    });
}

#[test]
fn log_out_while_a_renewal_is_under_way_leaves_no_token() {
    play(async |scene: &Scene| {
        scene.rotates(0);
        scene.log_in().await;
        scene.fault(Fault {
            delay_ms: 1000,
            ..token()
        });
        scene.tab.press("Renew now").await;
        scene.log_out().await;
        scene.keeps_no_token().await;
        scene.answered("POST", "/oauth2/revoke", 200).await;
    });
}
