//! `GET /oauth2/userInfo`.

use end_to_end::agent::{Agent, Reply};
use end_to_end::jwt::verified_claims;
use end_to_end::login::tokens;
use end_to_end::provider::Provider;
use reqwest::Method;

crate::rules! {
    tells_who_the_access_token_is_for;
    answers_any_origin;
    refuses_a_missing_or_broken_token;
    refuses_an_id_token needs UserInfoJudges;
    names_its_refusal_in_www_authenticate needs UserInfoJudges;
}

async fn tells_who_the_access_token_is_for(provider: &Provider) {
    let answer = tokens(provider, &provider.scopes()).await;
    let token = answer["access_token"].as_str().unwrap();
    let profile = ask(provider, Some(token)).await.json();
    let claims = verified_claims(provider, token).await;
    assert_eq!(profile["sub"], claims["sub"]);
    assert_eq!(profile["username"], claims["username"]);
    assert_eq!(profile["email"], provider.email.as_str());
    assert_eq!(
        profile["email_verified"], "true",
        "a string here, unlike in the ID token"
    );
}

async fn answers_any_origin(provider: &Provider) {
    let answer = tokens(provider, &provider.scopes()).await;
    for token in [answer["access_token"].as_str(), Some("a.b.c")] {
        let reply = ask(provider, token).await;
        assert_eq!(reply.header("access-control-allow-origin"), "*");
    }
}

async fn refuses_a_missing_or_broken_token(provider: &Provider) {
    for token in [None, Some("a.b.c")] {
        let status = ask(provider, token).await.status;
        assert!(matches!(status, 400 | 401), "{status}");
    }
}

async fn refuses_an_id_token(provider: &Provider) {
    let answer = tokens(provider, &provider.scopes()).await;
    let reply = ask(provider, answer["id_token"].as_str()).await;
    assert!(matches!(reply.status, 400 | 401), "{}", reply.status);
}

async fn names_its_refusal_in_www_authenticate(provider: &Provider) {
    let reply = ask(provider, Some("a.b.c")).await;
    assert_eq!(reply.status, 401);
    assert!(
        reply
            .header("www-authenticate")
            .contains("error=\"invalid_token\"")
    );
}

async fn ask(provider: &Provider, token: Option<&str>) -> Reply {
    let agent = Agent::default();
    let url = format!("{}/oauth2/userInfo", provider.domain);
    let mut request = agent
        .request(Method::GET, &url)
        .header("origin", provider.app_origin());
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    agent.send(request).await
}
