//! `examples/native`.

use cognito_spa::AuthConfig;
use cognito_spa::protocol::{Authorization, Config, json::SerdeJson};
use end_to_end::agent::Agent;
use end_to_end::login;
use local_cognito::{DEMO_PASSWORD, DEMO_USER, LocalCognito, Options, Running};

const APP: &str = "http://localhost:3000";

async fn pool() -> (Running, Config) {
    let pool = LocalCognito::start(Options::for_test(APP)).await.unwrap();
    let config = AuthConfig::oidc(pool.issuer(), pool.client_id())
        .domain(pool.origin())
        .scopes(["openid", "email"]);
    let config = config.resolve::<SerdeJson>(APP).unwrap();
    (pool, config)
}

/// Signs in at the login page, and gives the query of the callback.
async fn callback(login: &Authorization) -> String {
    let url = login.url.parse().unwrap();
    let reply = login::submit(&Agent::default(), &url, DEMO_USER, DEMO_PASSWORD).await;
    let callback = reply.location().unwrap();
    assert_eq!(callback.path(), "/callback");
    callback.query().unwrap().to_owned()
}

#[tokio::test]
async fn says_who_has_signed_in() {
    let (_pool, config) = pool().await;
    let login = native::begin(&config).unwrap();
    let query = callback(&login).await;
    let person = native::finish(&config, &login, &query).await.unwrap();
    assert_eq!(person.text("email"), Some(DEMO_USER));
}

#[tokio::test]
async fn refuses_the_callback_of_another_login() {
    let (_pool, config) = pool().await;
    let query = callback(&native::begin(&config).unwrap()).await;
    let another = native::begin(&config).unwrap();
    let error = native::finish(&config, &another, &query).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "This login was not begun in this tab, or has been answered already."
    );
}
