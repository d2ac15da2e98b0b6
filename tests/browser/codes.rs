//! Codes that are promised to stay (`docs/failures.md`), each from the failure that it stands for.

use end_to_end::agent::Agent;
use end_to_end::browser::Role;
use end_to_end::browser::time::{BY_HAND, LONGEST_MS};
use end_to_end::harness::{Harness, Setup, held, run, short_code};
use local_cognito::{DEMO_USER, Endpoint, Fault, Signature};
use serde_json::{Value, json};

use crate::id_token::{claiming, signed};

/// Logs in with each fault and compares the code of its alert; the next login works.
async fn a_login_ends_with(harness: &Harness, faults: Vec<(Fault, &str)>) {
    for (i, (fault, code)) in faults.into_iter().enumerate() {
        harness.fault(fault);
        harness.open("/login").await;
        if i == 0 {
            harness.sign_in().await;
        }
        assert_eq!(harness.is_refused().await, code);
    }
    harness.pool.set_faults(Vec::new());
    harness.tab.press("Log in").await;
    harness.is_signed_in().await;
}

#[test]
fn of_the_token_endpoint() {
    run(async |harness: &Harness| {
        let answer = |status, body: &str| Fault::answering(Endpoint::Token, status, body);
        let changed = |members: Value| Fault {
            answer: serde_json::from_value(members).unwrap(),
            ..Fault::at(Endpoint::Token)
        };
        let dropped = Fault {
            drop: true,
            ..Fault::at(Endpoint::Token)
        };
        let mut faults = vec![
            (dropped, "token.network"),
            (answer(429, ""), "token.too_many_requests"),
            (answer(503, ""), "token.server_error"),
            (answer(404, ""), "token.unexpected_status"),
            (answer(200, "<p>"), "token.malformed"),
            (changed(json!({"token_type": "mac"})), "token.wrong_type"),
            (changed(json!({"id_token": null})), "token.id_token_missing"),
        ];
        for (error, code) in [
            ("invalid_grant", "token.invalid_grant"),
            ("invalid_client", "token.invalid_client"),
            ("unauthorized_client", "token.unauthorized_client"),
            ("unsupported_grant_type", "token.unsupported_grant_type"),
            ("invalid_scope", "token.invalid_scope"),
            ("invalid_request", "token.invalid_request"),
            ("something_new", "token.refused"),
        ] {
            let body = json!({ "error": error }).to_string();
            faults.push((answer(400, &body), code));
        }
        a_login_ends_with(harness, faults).await;
    });
}

#[test]
fn of_a_token_endpoint_that_hangs() {
    Setup::default()
        .script(BY_HAND)
        .run(async |harness: &Harness| {
            harness.holds(Endpoint::Token);
            harness.begin_login().await;
            harness.sign_in().await;
            harness.tab.sees(Role::Status, "Signing you in").await;
            harness.tab.elapse(LONGEST_MS).await;
            assert_eq!(harness.is_refused().await, "token.timeout");
        });
}

#[test]
fn of_the_id_token() {
    run(async |harness: &Harness| {
        let access_token = Fault {
            access_token: claiming(json!({"token_use": "id"})).id_token,
            ..Fault::at(Endpoint::Token)
        };
        let faults = vec![
            (claiming(json!({"sub": null})), "id_token.malformed"),
            (signed(Signature::None), "id_token.algorithm"),
            (signed(Signature::Hs256), "id_token.algorithm"),
            (claiming(json!({"iss": "x"})), "id_token.issuer"),
            (claiming(json!({"aud": "x"})), "id_token.audience"),
            (claiming(json!({"nonce": "x"})), "id_token.nonce"),
            (
                claiming(json!({"token_use": "access"})),
                "id_token.token_use",
            ),
            (access_token, "id_token.token_use"),
            (claiming(json!({"at_hash": "x"})), "id_token.at_hash"),
            (claiming(json!({"exp": 1})), "id_token.time"),
            (
                Fault::answering(Endpoint::Jwks, 503, ""),
                "id_token.keys_unavailable",
            ),
            (signed(Signature::UnknownKid), "id_token.key_unknown"),
            (signed(Signature::Invalid), "id_token.signature"),
        ];
        a_login_ends_with(harness, faults).await;
    });
}

#[test]
fn of_discovery() {
    let issuer_alone = Setup::default().config("domain", json!(null));
    issuer_alone.run(async |harness: &Harness| {
        let metadata = discovered(harness).await;
        let with = |name: &str, value: &str| {
            let mut changed = metadata.clone();
            changed[name] = value.into();
            changed.to_string()
        };
        for (status, body, code) in [
            (503, String::new(), "discovery.status"),
            (200, "<p>".to_owned(), "discovery.malformed"),
            (
                200,
                with("issuer", "https://evil.example"),
                "discovery.other_issuer",
            ),
            (
                200,
                with("token_endpoint", "http://evil.example/token"),
                "discovery.wrong_endpoint",
            ),
        ] {
            harness.fault(Fault::answering(Endpoint::Discovery, status, &body));
            a_login_does_not_begin(harness, code).await;
        }
        let mut redirect = Fault::answering(Endpoint::Discovery, 302, "");
        redirect
            .headers
            .insert("location".into(), harness.pool.origin().into());
        let unreadable = Fault {
            no_cors: true,
            ..Fault::answering(Endpoint::Discovery, 403, "")
        };
        let dropped = Fault {
            drop: true,
            ..Fault::at(Endpoint::Discovery)
        };
        for (fault, code) in [
            (redirect, "discovery.redirected"),
            (unreadable, "discovery.cors"),
            (dropped, "discovery.unreachable"),
        ] {
            harness.fault(fault);
            a_login_does_not_begin(harness, code).await;
        }
    });
}

const DISCOVERY: &str = "/us-east-1_local/.well-known/openid-configuration";

async fn a_login_does_not_begin(harness: &Harness, code: &str) {
    harness.open("/login").await;
    did_not_begin(harness, code).await;
}

async fn did_not_begin(harness: &Harness, code: &str) {
    assert_eq!(short_code(&harness.tab.alert().await), code);
    assert_eq!(harness.received("GET", "/oauth2/authorize"), 0);
}

#[test]
fn of_discovery_that_hangs() {
    let issuer_alone = Setup::default().config("domain", json!(null));
    issuer_alone.script(BY_HAND).run(async |harness: &Harness| {
        // The site asks, too, for the policy of its first page.
        harness.open("/nowhere").await;
        harness.holds(Endpoint::Discovery);
        harness.open("/login").await;
        harness.wait_until_received("GET", DISCOVERY, 2).await;
        harness.tab.elapse(LONGEST_MS).await;
        did_not_begin(harness, "discovery.timeout").await;
    });
}

#[test]
fn of_an_issuer_that_was_announced_and_does_not_come() {
    let issuer_alone = Setup::default().config("domain", json!(null));
    issuer_alone.run(async |harness: &Harness| {
        let mut metadata = discovered(harness).await;
        metadata["authorization_response_iss_parameter_supported"] = true.into();
        harness.fault(Fault::answering(
            Endpoint::Discovery,
            200,
            &metadata.to_string(),
        ));
        harness.begin_login().await;
        harness.sign_in().await;
        assert_eq!(harness.is_refused().await, "callback.issuer_missing");
        harness.exchanged_nothing();
    });
}

async fn discovered(harness: &Harness) -> Value {
    let address = format!("{}/.well-known/openid-configuration", harness.pool.issuer());
    Agent::default().get(&address).await.json()
}

#[test]
fn of_a_configuration_that_cannot_be_had() {
    let proxied = Setup::default().config_from_pool().script(BY_HAND);
    proxied.run(async |harness: &Harness| {
        for (fault, code) in [
            (
                Fault::answering(Endpoint::Config, 404, ""),
                "config.not_found",
            ),
            (Fault::answering(Endpoint::Config, 503, ""), "config.status"),
            (
                Fault::answering(Endpoint::Config, 200, "[]"),
                "config.not_json",
            ),
        ] {
            harness.config_fault(fault);
            harness.open("/dashboard").await;
            assert_eq!(short_code(&harness.tab.alert().await), code);
        }
        harness.config_fault(held(Endpoint::Config));
        harness.open("/dashboard").await;
        harness
            .tab
            .sees(Role::Status, "Looking for your session")
            .await;
        harness.tab.elapse(LONGEST_MS).await;
        let alert = harness.tab.alert().await;
        assert_eq!(short_code(&alert), "config.timeout");
    });
}

#[test]
fn of_a_configuration_that_is_out_of_reach() {
    run(async |harness: &Harness| {
        harness.blocks(&["*/config.json"]).await;
        harness.open("/").await;
        assert_eq!(short_code(&harness.tab.alert().await), "config.network");
        harness.blocks(&[]).await;
        harness.tab.press("Try again").await;
        harness.tab.sees(Role::Control, "Log in").await;
    });
}

#[test]
fn of_every_wrong_key_of_the_configuration() {
    let proxied = Setup::default().config_from_pool();
    proxied.run(async |harness: &Harness| {
        for (key, value, code) in [
            ("client_secret", json!("x"), "client_secret"),
            ("clientid", json!("x"), "unknown_key"),
            ("client_id", json!(null), "missing_key"),
            ("client_id", json!(5), "wrong_value"),
            ("api_url", json!("example.com"), "wrong_address"),
            ("api_url", json!("http://example.com"), "insecure_address"),
            (
                "redirect_uri",
                json!("https://evil.example/dashboard"),
                "other_origin",
            ),
        ] {
            let mut config = harness.pool.app_config();
            config[key] = value;
            harness.fault(Fault::answering(Endpoint::Config, 200, &config.to_string()));
            harness.open("/").await;
            let told = short_code(&harness.tab.alert().await);
            assert_eq!(told, format!("config.{code}"));
        }
    });
}

#[test]
fn of_a_login_that_comes_back_to_another_configuration() {
    let proxied = Setup::default().config_from_pool();
    proxied.run(async |harness: &Harness| {
        harness.begin_login().await;
        let mut changed = harness.pool.app_config();
        changed["client_id"] = "another".into();
        harness.fault(Fault::answering(
            Endpoint::Config,
            200,
            &changed.to_string(),
        ));
        harness.sign_in().await;
        assert_eq!(harness.is_refused().await, "callback.config_changed");
    });
}

#[test]
fn of_a_login_that_comes_back_while_the_configuration_is_out_of_reach() {
    let proxied = Setup::default().config_from_pool();
    proxied.run(async |harness: &Harness| {
        harness.begin_login().await;
        harness.config_fault(Fault::answering(Endpoint::Config, 503, ""));
        harness.sign_in().await;
        assert_eq!(short_code(&harness.tab.alert().await), "config.status");
        harness.pool.set_faults(Vec::new());
        harness.tab.press("Try again").await;
        harness.tab.sees(Role::Alert, "could not be finished").await;
        assert_eq!(harness.is_refused().await, "callback.config_unavailable");
    });
}

#[test]
fn of_a_login_that_took_more_than_an_hour() {
    run(async |harness: &Harness| {
        let state = harness.begin_login().await;
        harness.open("/").await;
        harness.tab.sees(Role::Control, "Log in").await;
        let script = "const key = Object.keys(sessionStorage).find(key => key.includes('pending'));
            const pending = JSON.parse(sessionStorage[key]);
            pending.started_at -= 3700 * 1000;
            sessionStorage[key] = JSON.stringify(pending);
            return null";
        harness.tab.eval(script).await;
        harness
            .open(&format!("/dashboard?code=a&state={state}"))
            .await;
        assert_eq!(harness.is_refused().await, "callback.expired");
        harness.exchanged_nothing();
    });
}

#[test]
fn of_every_answer_that_cannot_be_the_providers() {
    run(async |harness: &Harness| {
        for (query, code) in [
            ("code=a&code=b&state=S", "duplicate_parameter"),
            ("code=a&error=b&state=S", "malformed"),
            ("code=a", "state_missing"),
            ("code=a&state=other", "state_unknown"),
            ("code=a&state=S&iss=https://evil.example", "other_issuer"),
            ("error=access_denied&state=S", "access_denied"),
            ("error=something_new&state=S", "denied"),
        ] {
            let state = harness.begin_login().await;
            let query = query.replace('S', &state);
            harness.open(&format!("/dashboard?{query}")).await;
            assert_eq!(harness.is_refused().await, format!("callback.{code}"));
        }
        harness.exchanged_nothing();
    });
}

#[test]
fn of_an_address_that_cannot_be_cleaned() {
    let kept = "history.replaceState = () => { throw new DOMException('no', 'SecurityError') };";
    Setup::default()
        .script(kept)
        .run(async |harness: &Harness| {
            harness.begin_login().await;
            harness.sign_in().await;
            assert_eq!(
                short_code(&harness.tab.alert().await),
                "callback.address_kept"
            );
            harness.exchanged_nothing();
            harness.keeps_no_token().await;
        });
}

#[test]
fn of_a_login_that_cannot_be_stored() {
    let full = "const set = Storage.prototype.setItem;
        Storage.prototype.setItem = function (key, value) {
            if (key == 'leptos-cognito.session') throw new DOMException('full', 'QuotaExceededError');
            set.call(this, key, value);
        };";
    Setup::default()
        .script(full)
        .run(async |harness: &Harness| {
            harness.log_in().await;
            assert_eq!(short_code(&harness.tab.alert().await), "storage.full");
            harness.keeps_no_token().await;
            harness.tab.press("Call protected API").await;
            harness.tab.sees(Role::Region, "Response").await;
            harness.tab.reload().await;
            harness.tab.sees(Role::Control, "Log in").await;
            assert!(!harness.tab.text().await.contains(DEMO_USER));
        });
}
