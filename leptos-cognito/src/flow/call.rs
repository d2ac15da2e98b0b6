//! A call to the protected API with the access token.

use super::Flow;
use crate::api::{self, Answer, ApiError, Request};
use crate::browser::clock;
use crate::browser::http::{self, Call, HttpError};
use web_sys::RequestCache;

impl Flow {
    /// Sends `request` once.
    pub(crate) async fn call(&self, request: &Request) -> Result<Answer, ApiError> {
        let config = self.config().ok_or(ApiError::SignedOut)?;
        if !api::is_under(&config.api_url, &request.url) {
            return Err(ApiError::OtherAddress);
        }
        let authorization = {
            let session = self.session.borrow();
            let live = session.as_ref().filter(|s| s.is_live(self.now()));
            let token = &live.ok_or(ApiError::SignedOut)?.access_token;
            api::authorization(config.api_auth_scheme, token)
        };
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
}
