//! "Load profile": the provider's userInfo endpoint (OpenID Connect Core §5.3).

use end_to_end::agent::Agent;
use end_to_end::browser::Role;
use end_to_end::scene::{Scene, Setup, play, short_code};
use local_cognito::{API_SCOPE, DEMO_USER, Endpoint, Fault};
use serde_json::{Value, json};

fn user_info(status: u16, body: &str) -> Fault {
    Fault {
        status: Some(status),
        body: Some(body.to_owned()),
        ..Fault::at(Endpoint::UserInfo)
    }
}

fn asked(scene: &Scene) -> (usize, usize) {
    (
        scene.received("GET", "/oauth2/userInfo"),
        scene.received("POST", "/oauth2/token"),
    )
}

/// The `sub` of the demo user, read from the claims that the page shows.
async fn sub(scene: &Scene) -> String {
    scene.tab.unfold().await;
    let script = "const terms = [...document.querySelectorAll('dt')];
        return terms.find(term => term.textContent == 'sub').nextSibling.textContent";
    scene.tab.eval(script).await.as_str().unwrap().to_owned()
}

async fn failed(scene: &Scene) -> String {
    scene.tab.press("Load profile").await;
    let code = short_code(&scene.tab.sees(Role::Alert, "user_info.").await);
    scene.is_signed_in().await;
    code
}

#[test]
fn it_is_shown_with_flags_as_flags() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        let person = json!({
            "sub": sub(scene).await,
            "email": DEMO_USER,
            "email_verified": "true",
            "phone_number_verified": "false",
            "nickname": "<b>true</b>",
            "address": {"country": "NZ"},
        });
        scene.fault(user_info(200, &person.to_string()));
        scene.tab.press("Load profile").await;
        scene.tab.says("Profile").await;
        scene.tab.says("<b>true</b>").await;
        scene.tab.says("NZ").await;
        let log = scene.pool.log();
        let request = log
            .iter()
            .find(|e| e.method == "GET" && e.path == "/oauth2/userInfo")
            .unwrap();
        assert!(request.headers["authorization"].starts_with("Bearer <"));
        assert!(request.query.is_empty());
        assert_eq!(asked(scene), (1, 1));
    });
}

#[test]
fn the_pools_own_answer_is_shown() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.tab.press("Load profile").await;
        scene.tab.says("Profile").await;
        let script = "const heading = [...document.querySelectorAll('h3')]
                .find(heading => heading.textContent == 'Profile');
            return heading.parentNode.innerText";
        let profile = scene.tab.eval(script).await;
        let profile = profile.as_str().unwrap();
        for shown in ["email_verified", "true", DEMO_USER] {
            assert!(profile.contains(shown), "{profile}");
        }
    });
}

#[test]
fn somebody_elses_is_not_shown() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        for body in [
            json!({"sub": "another", "email": "another@example.com"}),
            json!({"email": "another@example.com"}),
            json!({"sub": 5, "email": "another@example.com"}),
        ] {
            scene.fault(user_info(200, &body.to_string()));
            assert_eq!(failed(scene).await, "user_info.other_person");
            assert!(!scene.tab.text().await.contains("another@example.com"));
        }
    });
}

#[test]
fn a_401_is_answered_with_a_new_token() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.fault(Fault {
            times: Some(1),
            ..user_info(401, "{}")
        });
        scene.tab.press("Load profile").await;
        scene.tab.says("Profile").await;
        assert_eq!(asked(scene), (2, 2));
    });
}

#[test]
fn a_second_401_is_told() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        scene.fault(user_info(401, "{}"));
        assert_eq!(failed(scene).await, "user_info.refused");
        assert_eq!(asked(scene), (2, 2));
    });
}

#[test]
fn without_openid_the_refusal_names_the_scope() {
    let api_only = Setup::default().config("scopes", json!([API_SCOPE]));
    api_only.play(async |scene: &Scene| {
        scene.begin_login().await;
        scene.sign_in().await;
        scene.tab.press("Load profile").await;
        let alert = scene.tab.alert().await;
        assert_eq!(short_code(&alert), "user_info.refused");
        assert!(alert.contains("openid"), "{alert}");
    });
}

#[test]
fn an_endpoint_that_fails_is_told_and_asked_again() {
    play(async |scene: &Scene| {
        scene.log_in().await;
        let dropped = Fault {
            drop: true,
            ..Fault::at(Endpoint::UserInfo)
        };
        for (fault, code) in [
            (user_info(503, ""), "user_info.server_error"),
            (user_info(403, ""), "user_info.refused"),
            (user_info(200, "<p>"), "user_info.malformed"),
            (user_info(200, "[]"), "user_info.malformed"),
            (dropped, "user_info.network"),
        ] {
            scene.open("/dashboard").await;
            scene.fault(fault);
            assert_eq!(failed(scene).await, code);
        }
        scene.pool.set_faults(Vec::new());
        scene.tab.press("Load profile").await;
        scene.tab.says("Profile").await;
        scene.tab.no_longer_sees(Role::Alert, "").await;
    });
}

#[test]
fn a_provider_that_has_none_is_told() {
    let issuer_alone = Setup::default().config("domain", json!(null));
    issuer_alone.play(async |scene: &Scene| {
        let address = format!("{}/.well-known/openid-configuration", scene.pool.issuer());
        let mut metadata = Agent::default().get(&address).await.json();
        metadata
            .as_object_mut()
            .unwrap()
            .remove("userinfo_endpoint");
        scene.fault(Fault {
            body: Some(Value::to_string(&metadata)),
            ..Fault::at(Endpoint::Discovery)
        });
        scene.log_in().await;
        assert_eq!(failed(scene).await, "user_info.not_offered");
    });
}
