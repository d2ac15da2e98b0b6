//! Values of AWS Secrets Manager.

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::error::DisplayErrorContext;
use aws_sdk_secretsmanager::operation::get_secret_value::GetSecretValueError;

/// Which value of a secret: Secrets Manager keeps the one before the present one.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Version {
    Current,
    Previous,
}

impl Version {
    /// Secrets Manager's own label for it.
    fn stage(self) -> &'static str {
        match self {
            Self::Current => "AWSCURRENT",
            Self::Previous => "AWSPREVIOUS",
        }
    }
}

/// A value of the secret `arn`; nothing where there never was one.
///
/// # Errors
/// Where Secrets Manager does not answer, or the function may not ask.
pub(crate) async fn read(
    client: &Client,
    arn: &str,
    version: Version,
) -> Result<Option<String>, String> {
    let read = client.get_secret_value().secret_id(arn);
    match read.version_stage(version.stage()).send().await {
        Ok(secret) => Ok(secret.secret_string),
        Err(error) => match error.as_service_error() {
            Some(GetSecretValueError::ResourceNotFoundException(_)) => Ok(None),
            _ => Err(format!("{arn}: {}", DisplayErrorContext(error))),
        },
    }
}
