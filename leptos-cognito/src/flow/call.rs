//! Requests with the access token: to the protected API, and to the provider's userInfo endpoint.

use super::Flow;
use crate::api::{self, Answer, ApiError, Request};
use crate::browser::clock;
use crate::browser::http::{self, Call, HttpError};
use crate::browser::json::BrowserJson;
use crate::protocol::config::ApiAuthScheme;
use crate::protocol::curl;
use crate::protocol::json::Value;
use crate::protocol::problem::Problem;
use crate::protocol::secret::AccessToken;
use crate::protocol::stored::Claims;
use crate::protocol::user_info::{self, UserInfoError};
use web_sys::RequestCache;

impl Flow {
    /// Sends `request` once.
    pub(crate) async fn call(&self, request: &Request) -> Result<Answer, ApiError> {
        let config = self.config().ok_or(ApiError::SignedOut)?;
        if !api::is_under(&config.api_url, &request.url) {
            return Err(ApiError::OtherAddress);
        }
        let token = self.access_token()?;
        let authorization = api::authorization(config.api_auth_scheme, &token);
        let body = request.body.as_ref();
        let call = Call {
            method: request.method.name(),
            body: body.map(|(bytes, media_type)| (bytes.as_slice(), media_type.as_str())),
            authorization: Some(&authorization),
            timeout_ms: u32::try_from(request.timeout.as_millis()).unwrap_or(u32::MAX),
            ..Call::get(&request.url, RequestCache::NoStore)
        };
        let begun = clock::now();
        let reply = http::send(&call).await.map_err(|error| match error {
            HttpError::Network => ApiError::Network,
            HttpError::Timeout => ApiError::Timeout,
        })?;
        Ok(Answer {
            status: reply.status,
            millis: clock::now() - begun,
            headers: reply.headers,
            body: reply.body,
        })
    }

    /// Asks who is signed in, once.
    pub(crate) async fn user_info(&self) -> Result<Value, UserInfoError> {
        let config = self.config().ok_or(UserInfoError::SignedOut)?;
        let provider = self.provider(&config).await;
        let provider = provider.map_err(|_| UserInfoError::Network)?;
        let endpoint = provider.userinfo_endpoint.as_deref();
        let endpoint = endpoint.ok_or(UserInfoError::NotOffered)?;
        let claims = self.claims().ok_or(UserInfoError::SignedOut)?;
        let token = self.access_token();
        let token = token.map_err(|_| UserInfoError::Network)?;
        let call = Call {
            authorization: Some(&api::authorization(ApiAuthScheme::Bearer, &token)),
            ..Call::get(endpoint, RequestCache::NoStore)
        };
        let reply = http::send(&call)
            .await
            .map_err(|_| UserInfoError::Network)?;
        user_info::parse::<BrowserJson>(reply.status, &reply.text(), claims.sub())
    }

    /// The calls of the flow, with the access token, as commands for a terminal.
    pub(crate) async fn curl(&self) -> Result<String, Problem> {
        let config = self.config().ok_or(ApiError::SignedOut)?;
        let provider = self.provider(&config).await?;
        let token = self.access_token()?;
        Ok(curl::commands(&config, &provider.token_endpoint, &token))
    }

    /// What the session's tokens say.
    pub(crate) fn claims(&self) -> Option<Claims> {
        let session = self.session.borrow();
        session
            .as_ref()
            .map(|session| session.claims::<BrowserJson>())
    }

    /// The scopes for want of which the API refused, separated by spaces.
    pub(crate) fn missing_scopes(&self, answer: &Answer) -> Option<String> {
        let config = self.config()?;
        let session = self.session.borrow();
        let missing = answer.missing_scopes(&config.scopes, &session.as_ref()?.scope);
        (!missing.is_empty()).then(|| missing.join(" "))
    }

    /// The access token, while it is good.
    pub(crate) fn access_token(&self) -> Result<AccessToken, ApiError> {
        let session = self.session.borrow();
        let session = session.as_ref().ok_or(ApiError::SignedOut)?;
        match session.is_live(self.now()) {
            true => Ok(session.access_token.clone()),
            false => Err(ApiError::TokenEnded),
        }
    }
}
