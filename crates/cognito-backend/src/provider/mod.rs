//! What the provider is asked: its endpoints, tokens, keys, revocation.

mod cached;
mod local;

use crate::config::Config;
use cached::Cached;
use cognito_spa::protocol::config::Config as ClientConfig;
use cognito_spa::protocol::id_token::{Expected, IdTokenError, VerifiedClaims};
use cognito_spa::protocol::json::{SerdeJson, TEXT_LIMIT};
use cognito_spa::protocol::jwks::{self, RsaKey};
use cognito_spa::protocol::provider::{self, DiscoveryError, Provider};
use cognito_spa::protocol::secret::{ClientSecret, Code, IdToken, RefreshToken};
use cognito_spa::protocol::token::{self, FormPost, TokenError, TokenSet};
use cognito_spa::protocol::{Pending, verify_id_token};
use local::names_this_machine;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::redirect::Policy;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// How long the keys and the discovery document are used, at most.
const LONGEST_USE: Duration = Duration::from_secs(3_600);

/// How long a connection may take, at most.
pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// The provider, as this client knows it.
pub(crate) struct ProviderClient {
    http: reqwest::Client,
    permits: Semaphore,
    /// How many of them logins have, which anybody can begin: renewals have the others for themselves.
    login_permits: Semaphore,
    timeout: Duration,
    client: ClientConfig,
    secret: Option<ClientSecret>,
    endpoints: Cached<Provider, DiscoveryError>,
    keys: Cached<Vec<RsaKey>, IdTokenError>,
}

/// Why the provider did not answer.
#[derive(Clone, Copy)]
enum NoAnswer {
    Unreachable,
    Timeout,
    Redirected,
    TooLong,
}

struct Answer {
    status: u16,
    text: String,
}

impl ProviderClient {
    /// # Errors
    /// Where TLS cannot be set up.
    pub(crate) fn new(config: &Config, secret: Option<ClientSecret>) -> reqwest::Result<Self> {
        let timeout = config.limits.provider_timeout;
        let concurrency = config.limits.provider_concurrency;
        Ok(Self {
            http: config
                .http_client()
                .redirect(Policy::none())
                .connect_timeout(CONNECT_TIMEOUT.min(timeout))
                .build()?,
            permits: Semaphore::new(concurrency),
            login_permits: Semaphore::new(of_logins(concurrency)),
            timeout,
            client: config.client.clone(),
            secret,
            endpoints: Cached::new(),
            keys: Cached::new(),
        })
    }

    /// Where the provider answers what: Cognito's endpoints under its domain, else those of the
    /// discovery document.
    pub(crate) async fn endpoints(&self) -> Result<Arc<Provider>, DiscoveryError> {
        let discover = async || match Provider::of_domain(&self.client) {
            Some(provider) => Ok(provider),
            None => self.discover().await,
        };
        self.endpoints.get(LONGEST_USE, discover).await
    }

    async fn discover(&self) -> Result<Provider, DiscoveryError> {
        let issuer = self.client.issuer.as_deref().unwrap_or_default();
        let request = self.http.get(provider::discovery_address(issuer));
        let answer = self.send(request).await.map_err(|error| match error {
            NoAnswer::Unreachable => DiscoveryError::Unreachable,
            NoAnswer::Timeout => DiscoveryError::Timeout,
            NoAnswer::Redirected => DiscoveryError::Redirected,
            NoAnswer::TooLong => DiscoveryError::Malformed,
        })?;
        match answer.status {
            200 => {
                let provider = Provider::of_discovery::<SerdeJson>(&answer.text, issuer)?;
                match names_this_machine(&provider) && !local::is_local(issuer) {
                    true => Err(DiscoveryError::WrongEndpoint),
                    false => Ok(provider),
                }
            }
            status => Err(DiscoveryError::Status(status)),
        }
    }

    /// The tokens of a code.
    pub(crate) async fn exchange(
        &self,
        pending: &Pending,
        code: &Code,
    ) -> Result<TokenSet, TokenError> {
        let permit = tokio::time::timeout(self.timeout, self.login_permits.acquire()).await;
        let _permit = permit.map_err(|_| TokenError::Timeout)?;
        self.tokens(token::exchange(pending, code)).await
    }

    /// The next tokens. Where the endpoints cannot be discovered, that may pass, too.
    pub(crate) async fn renew(&self, token: &RefreshToken) -> Result<TokenSet, TokenError> {
        let endpoints = self.endpoints().await.map_err(|error| match error {
            DiscoveryError::Timeout => TokenError::Timeout,
            _ => TokenError::Network,
        })?;
        let form = token::renew(&endpoints.token_endpoint, &self.client.client_id, token);
        self.tokens(form).await
    }

    async fn tokens(&self, form: FormPost) -> Result<TokenSet, TokenError> {
        let answer = self.post(form).await.map_err(|error| match error {
            NoAnswer::Unreachable => TokenError::Network,
            NoAnswer::Timeout => TokenError::Timeout,
            NoAnswer::Redirected => TokenError::Redirected,
            NoAnswer::TooLong => TokenError::Malformed,
        })?;
        token::parse::<SerdeJson>(answer.status, &answer.text)
    }

    /// Revokes a refresh token, best effort (RFC 7009 §2): one that cannot be revoked now ends by
    /// itself, and nobody has it any more.
    pub(crate) async fn revoke(&self, token: &RefreshToken) {
        let Ok(endpoints) = self.endpoints().await else {
            tracing::warn!("a refresh token was not revoked: the endpoints are not known");
            return;
        };
        let Some(endpoint) = &endpoints.revocation_endpoint else {
            return;
        };
        let form = token::revoke(endpoint, &self.client.client_id, token);
        match self.post(form).await {
            Ok(Answer { status: 200, .. }) => {}
            Ok(Answer { status, .. }) => tracing::warn!(status, "a refresh token was not revoked"),
            Err(_) => tracing::warn!("a refresh token was not revoked: no answer"),
        }
    }

    /// Verifies an ID token with the issuer's keys at `jwks_uri`.
    pub(crate) async fn verify(
        &self,
        token: &IdToken,
        expected: &Expected<'_>,
        jwks_uri: Option<&str>,
    ) -> Result<VerifiedClaims, IdTokenError> {
        let fetch = || self.fetch_keys(jwks_uri);
        let keys = self.keys.get(LONGEST_USE, fetch).await?;
        match verify_id_token(token.expose(), &keys, expected) {
            // The issuer may have new ones.
            Err(IdTokenError::KeyUnknown) => {
                let keys = self.keys.get_newer(&keys, fetch).await?;
                verify_id_token(token.expose(), &keys, expected)
            }
            verdict => verdict,
        }
    }

    async fn fetch_keys(&self, jwks_uri: Option<&str>) -> Result<Vec<RsaKey>, IdTokenError> {
        let address = jwks_uri.ok_or(IdTokenError::KeysUnavailable)?;
        match self.send(self.http.get(address)).await {
            Ok(answer) if answer.status == 200 => {
                jwks::parse::<SerdeJson>(&answer.text).ok_or(IdTokenError::KeysUnavailable)
            }
            _ => Err(IdTokenError::KeysUnavailable),
        }
    }

    async fn post(&self, form: FormPost) -> Result<Answer, NoAnswer> {
        let mut request = self
            .http
            .post(form.url)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(secret) = &self.secret {
            let credentials = token::client_secret_basic(&self.client.client_id, secret);
            // Base64, which every header can hold.
            if let Ok(mut credentials) = HeaderValue::try_from(credentials) {
                credentials.set_sensitive(true);
                request = request.header(AUTHORIZATION, credentials);
            }
        }
        self.send(request.body(form.body)).await
    }

    /// Sends a request when it is its turn, and reads the whole answer: all of it in the time that the
    /// provider has.
    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Answer, NoAnswer> {
        let answer = async {
            let _permit = self.permits.acquire().await;
            let mut response = request.send().await.map_err(|error| match error {
                error if error.is_timeout() => NoAnswer::Timeout,
                _ => NoAnswer::Unreachable,
            })?;
            if response.status().is_redirection() {
                return Err(NoAnswer::Redirected);
            }
            let mut bytes = Vec::new();
            while let Some(chunk) = response.chunk().await.map_err(|_| NoAnswer::Unreachable)? {
                if bytes.len() + chunk.len() > TEXT_LIMIT {
                    return Err(NoAnswer::TooLong);
                }
                bytes.extend_from_slice(&chunk);
            }
            Ok(Answer {
                status: response.status().as_u16(),
                text: String::from_utf8_lossy(&bytes).into_owned(),
            })
        };
        tokio::time::timeout(self.timeout, answer)
            .await
            .unwrap_or(Err(NoAnswer::Timeout))
    }
}

/// A quarter of the requests at once is for others than logins, and one in any case where there are two.
fn of_logins(concurrency: usize) -> usize {
    let reserved = (concurrency / 4).max(1);
    concurrency.saturating_sub(reserved).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_leave_places_at_the_provider() {
        for (all, expected) in [(1, 1), (2, 1), (3, 2), (32, 24)] {
            assert_eq!(of_logins(all), expected, "{all}");
        }
    }
}
