use local_cognito::{Endpoint, Fault, Settings, Signature, Tampering};
use reqwest::Method;
use serde_json::json;

use crate::browser::Browser;

const API: &str = "/prod/awesomeapi";

#[tokio::test]
async fn a_bare_token_and_a_bearer_token_are_both_let_in() {
    let browser = Browser::new().await;
    let token = browser.tokens().await.text("access_token");
    for authorization in [token.clone(), format!("Bearer {token}")] {
        let answer = browser.get_with(API, &authorization).await;
        assert_eq!(answer.status, 200);
        assert_eq!(
            answer.body,
            r#"{"statusCode":200,"message":"Hello From Protected Resource"}"#
        );
        assert_eq!(answer.header("content-type"), Some("application/json"));
    }
}

#[tokio::test]
async fn without_a_good_access_token_of_the_scope_it_is_unauthorized() {
    let browser = Browser::new().await;
    let tokens = browser.tokens().await;
    let other_scope = browser
        .tokens_for(&[("scope", "openid")])
        .await
        .text("access_token");
    let token = tokens.text("access_token");
    assert_eq!(
        browser.get(API).await.json(),
        json!({ "message": "Unauthorized" })
    );
    for authorization in [
        "Bearer".to_owned(),
        "Bearer nonsense".to_owned(),
        format!("Bearer  {token}"),
        format!("Basic {token}"),
        format!("Bearer {}", tokens.text("id_token")),
        format!("Bearer {}", tokens.text("refresh_token")),
        format!("Bearer {other_scope}"),
    ] {
        let answer = browser.get_with(API, &authorization).await;
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (401, r#"{"message":"Unauthorized"}"#),
            "{authorization}"
        );
    }
}

#[tokio::test]
async fn a_forged_signature_issuer_or_use_is_unauthorized() {
    let browser = Browser::new().await;
    for signature in [
        Signature::Invalid,
        Signature::None,
        Signature::Hs256,
        Signature::UnknownKid,
    ] {
        let access_token = Tampering {
            signature,
            ..Tampering::default()
        };
        browser.pool.set_faults(vec![Fault {
            access_token,
            ..Fault::at(Endpoint::Token)
        }]);
        let token = browser.tokens().await.text("access_token");
        assert_eq!(
            browser.get_with(API, &token).await.text("message"),
            "Unauthorized",
            "{signature:?}"
        );
    }
    for changes in [
        json!({ "iss": "http://localhost/other" }),
        json!({ "token_use": "id" }),
    ] {
        let access_token = Tampering {
            claims: changes.as_object().unwrap().clone(),
            ..Tampering::default()
        };
        browser.pool.set_faults(vec![Fault {
            access_token,
            ..Fault::at(Endpoint::Token)
        }]);
        let token = browser.tokens().await.text("access_token");
        assert_eq!(
            browser.get_with(API, &token).await.text("message"),
            "Unauthorized",
            "{changes}"
        );
    }
}

#[tokio::test]
async fn an_expired_token_is_named_as_such() {
    let browser = Browser::new().await;
    let token = browser.tokens().await.text("access_token");
    browser.pool.set_settings(Settings {
        clock_offset_s: 3600,
        ..Settings::default()
    });
    let answer = browser.get_with(API, &token).await;
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (401, r#"{"message":"The incoming token has expired"}"#)
    );
}

#[tokio::test]
async fn an_unknown_path_or_method_is_forbidden_in_the_gateway_s_words() {
    let browser = Browser::new().await;
    for (method, path) in [
        (Method::GET, "/prod/other"),
        (Method::GET, "/prod/awesomeapi/"),
        (Method::POST, API),
        (Method::DELETE, API),
        (Method::OPTIONS, "/prod/other"),
    ] {
        let answer = browser.send(method.clone(), path, &[], None).await.unwrap();
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (403, r#"{"message":"Missing Authentication Token"}"#),
            "{method} {path}"
        );
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    }
}

#[tokio::test]
async fn its_echo_answers_every_method_with_the_body_behind_the_same_authorizer() {
    let browser = Browser::new().await;
    let token = browser.tokens().await.text("access_token");
    let echo = format!("{API}/echo");
    assert_eq!(browser.get(&echo).await.status, 401);
    let headers = [
        ("authorization", token.as_str()),
        ("content-type", "text/x-note"),
    ];
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        let answer = browser.send(method.clone(), &echo, &headers, Some("a\0b".into()));
        let answer = answer.await.unwrap();
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (200, "a\0b"),
            "{method}"
        );
        assert_eq!(answer.header("content-type"), Some("text/x-note"));
    }
}
