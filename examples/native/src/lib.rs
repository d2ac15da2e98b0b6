//! A login in native Rust: [`cognito_spa::protocol`] decides, and the HTTP client is your own.

use std::error::Error;
use std::time::SystemTime;

use cognito_spa::SignIn;
use cognito_spa::protocol::{
    Authorization, Callback, Config, Expected, Provider, Random, VerifiedClaims, callback,
    json::SerdeJson, jwks, token, verify_id_token,
};
use reqwest::header::CONTENT_TYPE;

/// Begins a login. Open its `url`, and keep the rest until the callback comes.
///
/// # Errors
/// Where the configuration names no `domain`, or there is no source of random numbers.
pub fn begin(config: &Config) -> Result<Authorization, Box<dyn Error>> {
    let provider = Provider::of_domain(config).ok_or("The configuration names no domain.")?;
    let random = Random::generate()?;
    Ok(Authorization::new(
        config,
        &provider,
        &SignIn::default(),
        &random,
        now_ms()?,
    ))
}

/// Ends the login that the callback with this query answers: who has signed in, verified.
///
/// # Errors
/// Where the callback belongs to no login or tells of a failure, a server cannot be reached, or the ID
/// token is not to be believed.
pub async fn finish(
    config: &Config,
    login: &Authorization,
    query: &str,
) -> Result<VerifiedClaims, Box<dyn Error>> {
    let Callback::Answer {
        state,
        iss,
        outcome,
    } = callback::parse(query)
    else {
        return Err("This is no callback.".into());
    };
    let pending = (state == login.state).then_some(&login.pending);
    let code = callback::validate(pending, iss.as_deref(), outcome, now_ms()?)?;

    let http = reqwest::Client::new();
    let form = token::exchange(&login.pending, &code);
    let post = http
        .post(form.url)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = post.body(form.body).send().await?;
    let tokens = token::parse::<SerdeJson>(answer.status().as_u16(), &answer.text().await?)?;

    let key_set = login
        .pending
        .jwks_uri
        .as_deref()
        .ok_or("The configuration names no issuer.")?;
    let key_set = http.get(key_set).send().await?.text().await?;
    let keys = jwks::parse::<SerdeJson>(&key_set).ok_or("This is no key set.")?;
    let id_token = tokens
        .id_token
        .as_ref()
        .ok_or("No ID token came. Is openid among the scopes?")?;
    let now_s = now_ms()? / 1000.0;
    let expected = Expected::of_login(config, &login.pending, &tokens, now_s);
    Ok(verify_id_token(id_token.expose(), &keys, &expected)?)
}

/// Milliseconds since 1970.
fn now_ms() -> Result<f64, Box<dyn Error>> {
    Ok(SystemTime::UNIX_EPOCH.elapsed()?.as_secs_f64() * 1000.0)
}
