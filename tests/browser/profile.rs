//! "Load profile": the provider's userInfo endpoint (OpenID Connect Core §5.3).

use end_to_end::agent::Agent;
use end_to_end::browser::Role;
use end_to_end::harness::{Harness, Setup, run, short_code};
use local_cognito::{API_SCOPE, DEMO_USER, Endpoint, Fault};
use serde_json::{Value, json};

fn asked(harness: &Harness) -> (usize, usize) {
    (
        harness.received("GET", "/oauth2/userInfo"),
        harness.received("POST", "/oauth2/token"),
    )
}

/// The `sub` of the demo user, read from the claims that the page shows.
async fn sub(harness: &Harness) -> String {
    harness.tab.unfold().await;
    let script = "const terms = [...document.querySelectorAll('dt')];
        return terms.find(term => term.textContent == 'sub').nextSibling.textContent";
    harness.tab.eval(script).await.as_str().unwrap().to_owned()
}

async fn failed(harness: &Harness) -> String {
    harness.tab.press("Load profile").await;
    let code = short_code(&harness.tab.sees(Role::Alert, "user_info.").await);
    harness.is_signed_in().await;
    code
}

#[test]
fn it_is_shown_with_flags_as_flags() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let person = json!({
            "sub": sub(harness).await,
            "email": DEMO_USER,
            "email_verified": "true",
            "phone_number_verified": "false",
            "nickname": "<b>true</b>",
            "address": {"country": "NZ"},
        });
        harness.fault(Fault::answering(
            Endpoint::UserInfo,
            200,
            &person.to_string(),
        ));
        harness.tab.press("Load profile").await;
        harness.tab.says("Profile").await;
        harness.tab.says("<b>true</b>").await;
        harness.tab.says("NZ").await;
        let log = harness.pool.log();
        let request = log
            .iter()
            .find(|e| e.method == "GET" && e.path == "/oauth2/userInfo")
            .unwrap();
        assert!(request.headers["authorization"].starts_with("Bearer <"));
        assert!(request.query.is_empty());
        assert_eq!(asked(harness), (1, 1));
    });
}

#[test]
fn the_pools_own_answer_is_shown() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.tab.press("Load profile").await;
        harness.tab.says("Profile").await;
        let script = "const heading = [...document.querySelectorAll('h3')]
                .find(heading => heading.textContent == 'Profile');
            return heading.parentNode.innerText";
        let profile = harness.tab.eval(script).await;
        let profile = profile.as_str().unwrap();
        for shown in ["email_verified", "true", DEMO_USER] {
            assert!(profile.contains(shown), "{profile}");
        }
    });
}

#[test]
fn somebody_elses_is_not_shown() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        for body in [
            json!({"sub": "another", "email": "another@example.com"}),
            json!({"email": "another@example.com"}),
            json!({"sub": 5, "email": "another@example.com"}),
        ] {
            harness.fault(Fault::answering(Endpoint::UserInfo, 200, &body.to_string()));
            assert_eq!(failed(harness).await, "user_info.other_person");
            assert!(!harness.tab.text().await.contains("another@example.com"));
        }
    });
}

#[test]
fn a_401_is_answered_with_a_new_token() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.fault(Fault {
            times: Some(1),
            ..Fault::answering(Endpoint::UserInfo, 401, "{}")
        });
        harness.tab.press("Load profile").await;
        harness.tab.says("Profile").await;
        assert_eq!(asked(harness), (2, 2));
    });
}

#[test]
fn a_second_401_is_told() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        harness.fault(Fault::answering(Endpoint::UserInfo, 401, "{}"));
        assert_eq!(failed(harness).await, "user_info.refused");
        assert_eq!(asked(harness), (2, 2));
    });
}

#[test]
fn without_openid_the_refusal_names_the_scope() {
    let api_only = Setup::default().config("scopes", json!([API_SCOPE]));
    api_only.run(async |harness: &Harness| {
        harness.begin_login().await;
        harness.sign_in().await;
        harness.tab.press("Load profile").await;
        let alert = harness.tab.alert().await;
        assert_eq!(short_code(&alert), "user_info.refused");
        assert!(alert.contains("openid"), "{alert}");
    });
}

#[test]
fn an_endpoint_that_fails_is_told_and_asked_again() {
    run(async |harness: &Harness| {
        harness.log_in().await;
        let dropped = Fault {
            drop: true,
            ..Fault::at(Endpoint::UserInfo)
        };
        let unreadable = Fault {
            no_cors: true,
            ..Fault::answering(Endpoint::UserInfo, 403, "")
        };
        let mut redirect = Fault::answering(Endpoint::UserInfo, 302, "");
        redirect
            .headers
            .insert("location".into(), harness.pool.origin().into());
        for (fault, code) in [
            (
                Fault::answering(Endpoint::UserInfo, 503, ""),
                "user_info.server_error",
            ),
            (
                Fault::answering(Endpoint::UserInfo, 403, ""),
                "user_info.refused",
            ),
            (
                Fault::answering(Endpoint::UserInfo, 200, "<p>"),
                "user_info.malformed",
            ),
            (
                Fault::answering(Endpoint::UserInfo, 200, "[]"),
                "user_info.malformed",
            ),
            (dropped, "user_info.network"),
            (unreadable, "user_info.cors"),
            (redirect, "user_info.redirected"),
        ] {
            harness.open("/dashboard").await;
            harness.fault(fault);
            assert_eq!(failed(harness).await, code);
        }
        harness.pool.set_faults(Vec::new());
        harness.tab.press("Load profile").await;
        harness.tab.says("Profile").await;
        harness.tab.no_longer_sees(Role::Alert, "").await;
    });
}

#[test]
fn a_provider_that_has_none_is_told() {
    let issuer_alone = Setup::default().config("domain", json!(null));
    issuer_alone.run(async |harness: &Harness| {
        let address = format!("{}/.well-known/openid-configuration", harness.pool.issuer());
        let mut metadata = Agent::default().get(&address).await.json();
        metadata
            .as_object_mut()
            .unwrap()
            .remove("userinfo_endpoint");
        harness.fault(Fault {
            body: Some(Value::to_string(&metadata)),
            ..Fault::at(Endpoint::Discovery)
        });
        harness.log_in().await;
        assert_eq!(failed(harness).await, "user_info.not_offered");
    });
}
