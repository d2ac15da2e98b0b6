//! What the provider is asked: its endpoints, tokens, keys, revocation.

mod cached;

use crate::clock::{now_ms, protocol_ms};
use crate::config::Config;
use cached::Cached;
use cognito_spa::protocol::config::Config as ClientConfig;
use cognito_spa::protocol::id_token::{Expected, IdTokenError, VerifiedClaims};
use cognito_spa::protocol::json::{SerdeJson, TEXT_LIMIT};
use cognito_spa::protocol::jwks::{self, RsaKey};
use cognito_spa::protocol::provider::{self, DiscoveryError, Provider};
use cognito_spa::protocol::secret::{AccessToken, ClientSecret, Code, IdToken, RefreshToken};
use cognito_spa::protocol::token::{self, FormPost, TokenError, TokenSet};
use cognito_spa::protocol::{Pending, verify_id_token};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::redirect::Policy;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// How long the keys and the discovery document are used, at most.
const LONGEST_USE: Duration = Duration::from_secs(3_600);

/// How often, at most, the keys are fetched for a token that names an unknown one.
const KEY_REST: Duration = Duration::from_secs(60);

/// How long a connection may take, at most.
pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// The provider, as this client knows it.
pub(crate) struct ProviderClient {
    http: reqwest::Client,
    permits: Semaphore,
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
        Ok(Self {
            http: reqwest::Client::builder()
                .redirect(Policy::none())
                .connect_timeout(CONNECT_TIMEOUT.min(timeout))
                .build()?,
            permits: Semaphore::new(config.limits.provider_concurrency),
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
            200 => Provider::of_discovery::<SerdeJson>(&answer.text, issuer),
            status => Err(DiscoveryError::Status(status)),
        }
    }

    /// The tokens of a code.
    pub(crate) async fn exchange(
        &self,
        pending: &Pending,
        code: &Code,
    ) -> Result<TokenSet, TokenError> {
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

    /// Verifies the ID token of a login or a renewal, with the issuer's keys at `jwks_uri`.
    pub(crate) async fn verify(
        &self,
        token: &IdToken,
        access_token: &AccessToken,
        pending: Option<&Pending>,
        jwks_uri: Option<&str>,
    ) -> Result<VerifiedClaims, IdTokenError> {
        let expected = Expected {
            nonce: pending.and_then(|pending| pending.nonce.as_ref()),
            max_age: pending.and_then(|pending| pending.max_age_s),
            access_token: Some(access_token),
            ..Expected::of(&self.client, protocol_ms(now_ms()) / 1000.0)
        };
        let keys = self.keys(jwks_uri, LONGEST_USE).await?;
        match verify_id_token(token.expose(), &keys, &expected) {
            // The issuer may have new ones.
            Err(IdTokenError::KeyUnknown) => {
                let keys = self.keys(jwks_uri, KEY_REST).await?;
                verify_id_token(token.expose(), &keys, &expected)
            }
            verdict => verdict,
        }
    }

    async fn keys(
        &self,
        jwks_uri: Option<&str>,
        longest: Duration,
    ) -> Result<Arc<Vec<RsaKey>>, IdTokenError> {
        let fetch = async || {
            let address = jwks_uri.ok_or(IdTokenError::KeysUnavailable)?;
            match self.send(self.http.get(address)).await {
                Ok(answer) if answer.status == 200 => {
                    jwks::parse::<SerdeJson>(&answer.text).ok_or(IdTokenError::KeysUnavailable)
                }
                _ => Err(IdTokenError::KeysUnavailable),
            }
        };
        self.keys.get(longest, fetch).await
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
