//! The backend as a function of AWS Lambda: the router of `cognito-backend` for requests that CloudFront
//! sends through an HTTP API of API Gateway. `infra/template.yaml` makes all of it.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod cloudfront;
mod keys;
mod secrets;
mod settings;

use aws_config::SdkConfig;
use axum::Router;
use cloudfront::ViaCloudFront;
use cognito_backend::store::DynamoDbStore;
use cognito_backend::{Backend, Config, Secrets};
use lambda_http::Error;
use secrets::Version;
use settings::Settings;
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        // The log has the time of each line.
        .without_time()
        .with_ansi(false)
        .init();
    let router = router().await.inspect_err(|error| {
        // Lambda's own report of a failed start does not always have the reason.
        tracing::error!(%error, "the function cannot start");
    })?;
    lambda_http::run(router).await
}

/// The backend of this environment.
async fn router() -> Result<Router, Error> {
    let settings = Settings::from_env()?;
    let aws = aws_config::load_from_env().await;
    let config = Config::from_json(&settings.config)?;
    let secrets = read_secrets(&aws, &settings).await?;
    let store = DynamoDbStore::from_env(settings.table).await;
    let backend = Backend::new(config, secrets.backend, store)?;
    // Lambda stops the machine as soon as an answer is there.
    Ok(secrets.via_cloudfront.only(backend.finishing_router()))
}

struct AllSecrets {
    backend: Secrets,
    via_cloudfront: ViaCloudFront,
}

async fn read_secrets(aws: &SdkConfig, settings: &Settings) -> Result<AllSecrets, Error> {
    let client = aws_sdk_secretsmanager::Client::new(aws);
    let current = secrets::read(&client, &settings.key_secret, Version::Current).await?;
    let previous = secrets::read(&client, &settings.key_secret, Version::Previous).await?;
    let current = current.ok_or("the secret of the encryption key has no value")?;
    let origin = secrets::read(&client, &settings.origin_secret, Version::Current).await?;
    let origin = origin.ok_or("the secret that CloudFront sends has no value")?;
    Ok(AllSecrets {
        // The app client of the template is public.
        backend: Secrets::new(keys::from_secrets(&current, previous.as_deref())?),
        via_cloudfront: ViaCloudFront::new(&origin)?,
    })
}
