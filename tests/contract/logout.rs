//! `GET /logout`.

use end_to_end::agent::{Agent, Reply};
use end_to_end::form::Form;
use end_to_end::login::{Attempt, code};
use end_to_end::provider::Provider;
use reqwest::Url;

crate::rules! {
    leads_to_the_registered_sign_out_address;
    never_leads_to_a_foreign_address;
    needs_a_client_and_an_address;
    ends_the_session needs SessionCookie;
    with_redirect_uri_leads_to_the_login_form needs LogoutToLogin;
}

async fn leads_to_the_registered_sign_out_address(provider: &Provider) {
    let fields = [
        ("client_id", provider.client_id.as_str()),
        ("logout_uri", provider.logout_uri.as_str()),
    ];
    let reply = logout(&Agent::default(), provider, &fields).await;
    assert_eq!(reply.status, 302);
    assert_eq!(reply.location().unwrap().as_str(), provider.logout_uri);
}

async fn never_leads_to_a_foreign_address(provider: &Provider) {
    let foreign = format!("{}elsewhere", provider.logout_uri);
    for address in ["https://evil.example/", &foreign] {
        let fields = [
            ("client_id", provider.client_id.as_str()),
            ("logout_uri", address),
        ];
        let agent = Agent::default();
        let reply = logout(&agent, provider, &fields).await;
        let reply = agent.follow(reply).await;
        assert_eq!(reply.status, 400, "{address}");
        assert!(reply.location().is_none(), "{address}");
    }
}

async fn needs_a_client_and_an_address(provider: &Provider) {
    for fields in [
        [("client_id", provider.client_id.as_str())],
        [("logout_uri", provider.logout_uri.as_str())],
    ] {
        let agent = Agent::default();
        let reply = logout(&agent, provider, &fields).await;
        assert_eq!(agent.follow(reply).await.status, 400, "{}", fields[0].0);
    }
}

async fn ends_the_session(provider: &Provider) {
    let agent = Agent::default();
    code(&agent, provider, &Attempt::new("openid")).await;
    let fields = [
        ("client_id", provider.client_id.as_str()),
        ("logout_uri", provider.logout_uri.as_str()),
    ];
    logout(&agent, provider, &fields).await;
    let reply = agent
        .get(Attempt::new("openid").url(provider).as_str())
        .await;
    let page = agent.follow(reply).await;
    assert!(Form::first(&page.body).is_some(), "asked again");
}

async fn with_redirect_uri_leads_to_the_login_form(provider: &Provider) {
    let fields = [
        ("client_id", provider.client_id.as_str()),
        ("redirect_uri", provider.redirect_uri.as_str()),
        ("response_type", "code"),
        ("state", "s"),
    ];
    let agent = Agent::default();
    let reply = logout(&agent, provider, &fields).await;
    let page = agent.follow(reply).await;
    assert_eq!(page.url.path(), "/login");
    assert!(Form::first(&page.body).is_some());
}

async fn logout(agent: &Agent, provider: &Provider, fields: &[(&str, &str)]) -> Reply {
    let address = format!("{}/logout", provider.domain);
    let url = Url::parse_with_params(&address, fields).expect("an address");
    agent.get(url.as_str()).await
}
