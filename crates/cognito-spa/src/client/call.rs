//! Requests with a token: to the protected APIs, and to the provider's userInfo endpoint.

use super::answer::Answer;
use super::deadline::{Deadline, PATIENCE_MS};
use super::flow::Flow;
use super::request::Request;
use crate::AuthError;
use crate::browser::clock;
use crate::browser::http::{self, Call, HttpError, RequestCache};
use crate::platform::{PlatformJson, masked};
use crate::protocol::api::{self, ApiError};
use crate::protocol::claims::Claims;
use crate::protocol::config::ApiToken;
use crate::protocol::curl;
use crate::protocol::secret::{AccessToken, IdToken, RefreshToken};
use crate::protocol::user_info::{self, UserInfoError};

impl Flow {
    /// Sends `request` once.
    pub(super) async fn call(
        &self,
        request: &Request,
        deadline: Deadline,
    ) -> Result<Answer, ApiError> {
        let config = self.config().ok_or(ApiError::SignedOut)?;
        let api = config.api_of(&request.url).ok_or(ApiError::OtherAddress)?;
        let token = match api.token.is_id_token() {
            true => self.id_token()?.expose().to_owned(),
            false => self.access_token()?.expose().to_owned(),
        };
        let authorization = api.token.authorization(&token);
        let call = Call {
            authorization: Some(&authorization),
            headers: &request.headers,
            ..Call::get(&request.url, RequestCache::NoStore, deadline.left_ms())
        };
        self.sent.borrow_mut().add(&token);
        let answer = answer(request, call).await?;
        Ok(match answer.is_success() {
            true => answer,
            // What it says becomes an error, and no error holds a token.
            false => answer.without(&token),
        })
    }

    /// Asks who is signed in, once.
    pub(super) async fn user_info(&self, deadline: Deadline) -> Result<Claims, UserInfoError> {
        let config = self.config().ok_or(UserInfoError::SignedOut)?;
        let provider = self.provider(&config, deadline).await;
        let provider = provider.map_err(|_| UserInfoError::Network)?;
        let endpoint = provider.userinfo_endpoint.as_deref();
        let endpoint = endpoint.ok_or(UserInfoError::NotOffered)?;
        let sub = self.sub().ok_or(UserInfoError::SignedOut)?;
        let token = self.access_token();
        let token = token.map_err(|_| UserInfoError::Network)?;
        let call = Call {
            authorization: Some(&ApiToken::AccessBearer.authorization(token.expose())),
            ..Call::get(endpoint, RequestCache::NoStore, deadline.left_ms())
        };
        let reply = match http::send(&call).await {
            Ok(reply) => reply,
            Err(HttpError::Redirected) => return Err(UserInfoError::Redirected),
            Err(HttpError::TooLarge) => return Err(UserInfoError::Malformed),
            Err(HttpError::Network) if http::is_unreadable(endpoint).await => {
                return Err(UserInfoError::Unreadable);
            }
            Err(_) => return Err(UserInfoError::Network),
        };
        user_info::parse::<PlatformJson>(reply.status, &reply.text(), sub.as_deref())
    }

    /// The person, as far as the tokens say who it is; nothing where nobody is signed in.
    fn sub(&self) -> Option<Option<String>> {
        let session = self.session.borrow();
        let user = session.as_ref()?.user::<PlatformJson>()?;
        Some(Some(user.sub).filter(|sub| !sub.is_empty()))
    }

    /// The calls of the flow, with the access token, as commands for a terminal.
    pub(super) async fn curl(&self) -> Result<String, AuthError> {
        let config = self.configured()?;
        let provider = self.provider(&config, Deadline::after(PATIENCE_MS)).await?;
        let token = self.access_token()?;
        Ok(curl::commands(&config, &provider.token_endpoint, &token))
    }

    /// `text` without the session's tokens and those that were sent before they were renewed.
    pub(super) fn redact(&self, text: &str) -> String {
        let text = self.sent.borrow().masked_in(text);
        let session = self.session.borrow();
        let Some(session) = session.as_ref() else {
            return text;
        };
        let id_token = session.id_token.as_ref().map(IdToken::expose);
        let refresh_token = session.refresh_token.as_ref().map(RefreshToken::expose);
        [Some(session.access_token.expose()), id_token, refresh_token]
            .into_iter()
            .flatten()
            .fold(text, |text, secret| masked(&text, secret))
    }

    /// The scopes for want of which the API refused, beside those that were `granted`.
    pub(super) fn missing_scopes(&self, answer: &Answer, granted: &str) -> Vec<String> {
        let Some(config) = self.config() else {
            return Vec::new();
        };
        let challenge = answer.header("www-authenticate").unwrap_or_default();
        api::missing_scopes(answer.status, challenge, &config.scopes, granted)
            .into_iter()
            .map(Into::into)
            .collect()
    }

    /// The access token, while it is good.
    pub(super) fn access_token(&self) -> Result<AccessToken, ApiError> {
        let session = self.session.borrow();
        let session = session.as_ref().ok_or(ApiError::SignedOut)?;
        match session.is_live(self.now()) {
            true => Ok(session.access_token.clone()),
            false => Err(ApiError::TokenEnded),
        }
    }

    /// The ID token. It is renewed together with the access token, so it is good as long.
    pub(super) fn id_token(&self) -> Result<IdToken, ApiError> {
        let session = self.session.borrow();
        let session = session.as_ref().ok_or(ApiError::SignedOut)?;
        let token = session.id_token.as_ref().ok_or(ApiError::NoIdToken)?;
        match session.is_live(self.now()) {
            true => Ok(token.clone()),
            false => Err(ApiError::TokenEnded),
        }
    }
}

/// The answer to `request`, which is sent as `call` says.
pub(super) async fn answer(request: &Request, call: Call<'_>) -> Result<Answer, ApiError> {
    let body = match &request.body {
        None => None,
        Some(Ok((bytes, media_type))) => Some((bytes.as_slice(), media_type.as_str())),
        Some(Err(error)) => return Err(error.clone()),
    };
    let call = Call {
        method: request.method.as_str(),
        body,
        limit: api::ANSWER_LIMIT,
        ..call
    };
    let begun = clock::now();
    let reply = http::send(&call).await.map_err(|error| match error {
        HttpError::Invalid => ApiError::Request,
        HttpError::Network => ApiError::Network,
        HttpError::Redirected => ApiError::Redirected,
        HttpError::Timeout => ApiError::Timeout,
        HttpError::TooLarge => ApiError::TooLarge,
    })?;
    Ok(Answer {
        status: reply.status,
        millis: clock::now() - begun,
        headers: reply.headers,
        body: reply.body,
    })
}
