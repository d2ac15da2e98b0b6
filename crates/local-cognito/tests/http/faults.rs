use std::time::{Duration, Instant};

use local_cognito::{
    CLIENT_ID, DEMO_PASSWORD, DEMO_USER, Endpoint, Fault, Settings, Signature, Tampering,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::browser::{APP, Browser, claims, encode, header};

const API: &str = "/prod/awesomeapi";
const JWKS: &str = "/us-east-1_local/.well-known/jwks.json";

#[tokio::test]
async fn an_answer_can_be_replaced_for_the_next_requests_only() {
    let browser = Browser::new().await;
    browser.pool.set_faults(vec![Fault {
        times: Some(2),
        status: Some(503),
        body: Some("<p>busy".to_owned()),
        content_type: Some("text/html".to_owned()),
        ..Fault::at(Endpoint::Jwks)
    }]);
    for _ in 0..2 {
        let answer = browser.get(JWKS).await;
        assert_eq!((answer.status, answer.body.as_str()), (503, "<p>busy"));
        assert_eq!(answer.header("content-type"), Some("text/html"));
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    }
    assert_eq!(browser.get(JWKS).await.status, 200);
}

#[tokio::test]
async fn faults_of_one_endpoint_come_in_order_and_leave_the_others_alone() {
    let browser = Browser::new().await;
    let fault = |status| Fault {
        times: Some(1),
        status: Some(status),
        ..Fault::at(Endpoint::Api)
    };
    browser.pool.set_faults(vec![fault(500), fault(429)]);
    assert_eq!(browser.get(JWKS).await.status, 200);
    for status in [500, 429, 401] {
        assert_eq!(browser.get(API).await.status, status);
    }
}

#[tokio::test]
async fn every_endpoint_can_fail() {
    let browser = Browser::new().await;
    for (endpoint, method, path) in [
        (Endpoint::Authorize, Method::GET, "/oauth2/authorize"),
        (Endpoint::Login, Method::GET, "/login"),
        (Endpoint::Signup, Method::GET, "/signup"),
        (Endpoint::Logout, Method::GET, "/logout"),
        (Endpoint::Token, Method::POST, "/oauth2/token"),
        (Endpoint::Revoke, Method::POST, "/oauth2/revoke"),
        (Endpoint::UserInfo, Method::GET, "/oauth2/userInfo"),
        (Endpoint::Jwks, Method::GET, JWKS),
        (
            Endpoint::Discovery,
            Method::GET,
            "/us-east-1_local/.well-known/openid-configuration",
        ),
        (Endpoint::Api, Method::GET, API),
        (Endpoint::Orders, Method::GET, "/prod/orders"),
        (Endpoint::Config, Method::GET, "/config.json"),
    ] {
        browser.pool.set_faults(vec![Fault {
            status: Some(599),
            ..Fault::at(endpoint)
        }]);
        assert_eq!(
            browser.send(method, path, &[], None).await.unwrap().status,
            599,
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_dropped_connection_brings_no_answer() {
    let browser = Browser::new().await;
    browser.pool.set_faults(vec![Fault {
        times: Some(1),
        drop: true,
        ..Fault::at(Endpoint::Config)
    }]);
    assert!(
        browser
            .send(Method::GET, "/config.json", &[], None)
            .await
            .is_err()
    );
    assert_eq!(browser.last().status, None);
    assert_eq!(browser.get("/config.json").await.status, 200);
}

#[tokio::test]
async fn an_answer_can_be_lost_after_the_work_was_done() {
    let browser = Browser::new().await;
    let form = encode(&Browser::exchange_form(&browser.code(&[]).await));
    browser.pool.set_faults(vec![Fault {
        times: Some(1),
        drop_answer: true,
        ..Fault::at(Endpoint::Token)
    }]);
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let post = || browser.send(Method::POST, "/oauth2/token", &headers, Some(form.clone()));
    assert!(post().await.is_err());
    assert_eq!(post().await.unwrap().text("error"), "invalid_grant");
}

#[tokio::test]
async fn an_answer_can_be_delayed() {
    let browser = Browser::new().await;
    browser.pool.set_faults(vec![Fault {
        delay_ms: 200,
        ..Fault::at(Endpoint::Config)
    }]);
    let start = Instant::now();
    assert_eq!(browser.get("/config.json").await.status, 200);
    assert!(start.elapsed() >= Duration::from_millis(200));
}

#[tokio::test]
async fn an_answer_can_be_held_until_the_faults_are_replaced() {
    let browser = Browser::new().await;
    for let_go in [
        (|browser| browser.pool.set_faults(Vec::new())) as fn(&Browser),
        |browser| browser.pool.reset(),
    ] {
        browser.pool.reset();
        browser.pool.set_faults(vec![Fault {
            held: true,
            status: Some(503),
            ..Fault::at(Endpoint::Config)
        }]);
        let answer = async { browser.get("/config.json").await.status };
        let letting_go = async {
            while browser.pool.log().is_empty() {
                tokio::task::yield_now().await;
            }
            assert_eq!(browser.pool.log()[0].status, None, "answered already");
            let_go(&browser);
        };
        assert_eq!(tokio::join!(answer, letting_go).0, 503);
        assert!(browser.pool.log().iter().all(|entry| !entry.abandoned));
    }
}

#[tokio::test]
async fn a_request_that_its_client_gives_up_is_known() {
    let browser = Browser::new().await;
    browser.pool.set_faults(vec![Fault {
        held: true,
        ..Fault::at(Endpoint::Config)
    }]);
    let received = async {
        while browser.pool.log().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        _ = browser.get("/config.json") => panic!("it is held"),
        () = received => {}
    }
    while !browser.pool.log()[0].abandoned {
        tokio::task::yield_now().await;
    }
    assert_eq!(browser.pool.log()[0].status, None);
}

#[tokio::test]
async fn cors_headers_can_be_missing_on_errors_while_the_preflight_still_works() {
    let browser = Browser::new().await;
    browser.pool.set_faults(vec![Fault {
        no_cors: true,
        ..Fault::at(Endpoint::Api)
    }]);
    let answer = browser.get(API).await;
    assert_eq!(
        (answer.status, answer.header("access-control-allow-origin")),
        (401, None)
    );
    let preflight = browser
        .send(Method::OPTIONS, API, &[("origin", APP)], None)
        .await
        .unwrap();
    assert_eq!(preflight.header("access-control-allow-origin"), Some("*"));
    let token = browser.tokens().await.text("access_token");
    assert_eq!(
        browser
            .get_with(API, &token)
            .await
            .header("access-control-allow-origin"),
        Some("*")
    );
}

#[tokio::test]
async fn a_made_up_answer_can_redirect() {
    let browser = Browser::new().await;
    let headers = [("location".to_owned(), "https://example.com/".to_owned())]
        .into_iter()
        .collect();
    browser.pool.set_faults(vec![Fault {
        status: Some(302),
        headers,
        ..Fault::at(Endpoint::Api)
    }]);
    assert_eq!(browser.get(API).await.location(), "https://example.com/");
}

fn forge(id_token: Value, answer: Value) -> Fault {
    Fault {
        id_token: serde_json::from_value(id_token).unwrap(),
        answer: answer.as_object().unwrap().clone(),
        ..Fault::at(Endpoint::Token)
    }
}

#[tokio::test]
async fn claims_of_the_id_token_can_be_changed_and_taken_away() {
    let browser = Browser::new().await;
    let changes =
        json!({ "claims": { "nonce": "another", "at_hash": null, "aud": ["a", CLIENT_ID] } });
    browser.pool.set_faults(vec![forge(changes, json!({}))]);
    let tokens = browser.tokens().await;
    let id = claims(&tokens.text("id_token"));
    assert_eq!(
        (&id["nonce"], id.get("at_hash"), &id["aud"]),
        (&json!("another"), None, &json!(["a", CLIENT_ID]))
    );
    assert_eq!(claims(&tokens.text("access_token")).get("nonce"), None);
}

#[tokio::test]
async fn the_id_token_can_be_signed_wrongly() {
    let browser = Browser::new().await;
    for (signature, alg) in [
        (Signature::Invalid, "RS256"),
        (Signature::None, "none"),
        (Signature::Hs256, "HS256"),
        (Signature::UnknownKid, "RS256"),
        (Signature::MissingKid, "RS256"),
    ] {
        let id_token = Tampering {
            signature,
            ..Tampering::default()
        };
        browser.pool.set_faults(vec![Fault {
            id_token,
            ..Fault::at(Endpoint::Token)
        }]);
        let token = browser.tokens().await.text("id_token");
        assert_eq!(header(&token)["alg"], alg);
        assert_eq!(
            header(&token).get("kid").is_none(),
            signature == Signature::MissingKid
        );
        assert_eq!(claims(&token)["nonce"], "the-nonce");
    }
}

#[tokio::test]
async fn members_of_the_token_answer_can_be_changed_and_taken_away() {
    let browser = Browser::new().await;
    let changes = json!({ "id_token": null, "token_type": "mac", "scope": "openid" });
    browser.pool.set_faults(vec![forge(json!({}), changes)]);
    let answer = browser.tokens().await.json();
    assert_eq!(
        (
            answer.get("id_token"),
            &answer["token_type"],
            &answer["scope"]
        ),
        (None, &json!("mac"), &json!("openid"))
    );
}

#[tokio::test]
async fn lifetimes_are_in_the_tokens_and_in_the_answer() {
    let browser = Browser::new().await;
    browser.pool.set_settings(Settings {
        access_token_lifetime_s: 5,
        id_token_lifetime_s: -10,
        ..Settings::default()
    });
    let answer = browser.tokens().await;
    assert_eq!(answer.json()["expires_in"], 5);
    for (member, lifetime) in [("access_token", 5), ("id_token", -10)] {
        let claims = claims(&answer.text(member));
        assert_eq!(
            claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(),
            lifetime
        );
    }
}

#[tokio::test]
async fn the_clock_can_be_off_with_and_without_the_date_header() {
    let browser = Browser::new().await;
    let date = |answer: &crate::browser::Answer| {
        httpdate::parse_http_date(answer.header("date").unwrap()).unwrap()
    };
    let right = date(&browser.get("/config.json").await);
    for (date_follows_clock, least) in [(true, 7190), (false, 0)] {
        browser.pool.set_settings(Settings {
            clock_offset_s: 7200,
            date_follows_clock,
            ..Settings::default()
        });
        let shown = date(&browser.get("/config.json").await)
            .duration_since(right)
            .unwrap()
            .as_secs();
        assert!((least..least + 60).contains(&shown), "{shown}");
        let iat = claims(&browser.tokens().await.text("id_token"))["iat"]
            .as_u64()
            .unwrap();
        let now = right
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap()
            .as_secs();
        assert!((7190..7260).contains(&(iat - now)));
    }
}

#[tokio::test]
async fn a_fault_at_the_login_form_does_not_sign_in() {
    let browser = Browser::new().await;
    browser.pool.set_faults(vec![Fault {
        status: Some(500),
        ..Fault::at(Endpoint::Login)
    }]);
    let path = format!("/login?{}", encode(&crate::browser::request()));
    let form = crate::browser::pairs(&[("username", DEMO_USER), ("password", DEMO_PASSWORD)]);
    assert_eq!(browser.post(&path, &form).await.status, 500);
    assert!(browser.cookies.borrow().is_empty());
}
