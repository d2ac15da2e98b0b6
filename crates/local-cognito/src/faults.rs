//! Faults that a test switches on.

use std::collections::BTreeMap;

use axum::{
    body::Body,
    http::{
        StatusCode,
        header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE},
    },
    response::{IntoResponse as _, Response},
};
use serde::{Deserialize, Serialize};

use crate::{
    keys::{Claims, Signature},
    paths::{DISCOVERY_PATH, JWKS_PATH, ORDERS_PATH, STAGE},
};

/// A part of the pool that can be made to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Endpoint {
    /// `/oauth2/authorize`
    Authorize,
    /// `/login`
    Login,
    /// `/signup`
    Signup,
    /// `/logout`
    Logout,
    /// `/oauth2/token`
    Token,
    /// `/oauth2/revoke`
    Revoke,
    /// `/oauth2/userInfo`
    UserInfo,
    /// `<issuer>/.well-known/jwks.json`
    Jwks,
    /// `<issuer>/.well-known/openid-configuration`
    Discovery,
    /// Everything under `/prod`, `/prod/orders` excepted
    Api,
    /// `/prod/orders`
    Orders,
    /// `/config.json`
    Config,
}

impl Endpoint {
    pub(crate) fn of(path: &str) -> Option<Self> {
        Some(match path {
            "/oauth2/authorize" => Self::Authorize,
            "/login" => Self::Login,
            "/signup" => Self::Signup,
            "/logout" => Self::Logout,
            "/oauth2/token" => Self::Token,
            "/oauth2/revoke" => Self::Revoke,
            "/oauth2/userInfo" => Self::UserInfo,
            "/config.json" => Self::Config,
            JWKS_PATH => Self::Jwks,
            DISCOVERY_PATH => Self::Discovery,
            ORDERS_PATH => Self::Orders,
            _ if path.starts_with(STAGE) => Self::Api,
            _ => return None,
        })
    }

    fn has_cors(self) -> bool {
        matches!(
            self,
            Self::Token
                | Self::Revoke
                | Self::UserInfo
                | Self::Jwks
                | Self::Discovery
                | Self::Api
                | Self::Orders
        )
    }
}

/// How a token differs from what it should be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tampering {
    /// Claims to set; `null` takes a claim away.
    #[serde(skip_serializing_if = "Claims::is_empty")]
    pub claims: Claims,
    /// How it is signed.
    pub signature: Signature,
}

/// One fault. It is taken by the next request to its endpoint, preflights excepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Where.
    pub endpoint: Endpoint,
    /// For how many requests; without it, for all until it is taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// How long to wait before anything else is done, in milliseconds.
    #[serde(default)]
    pub delay_ms: u64,
    /// Wait, before anything else is done, until the faults are replaced.
    #[serde(default)]
    pub held: bool,
    /// Status of an answer given in place of the real one (200 if only `body` is set).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Body of an answer given in place of the real one (empty if only `status` is set).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Content type of that answer (`application/json` without it).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// More headers of that answer.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// Close the connection before anything is done.
    #[serde(default)]
    pub drop: bool,
    /// Do what was asked, then close the connection without an answer.
    #[serde(default)]
    pub drop_answer: bool,
    /// No CORS headers on an answer of 400 or above, as API Gateway without gateway responses.
    #[serde(default)]
    pub no_cors: bool,
    /// Changes to the ID token that is issued.
    #[serde(default)]
    pub id_token: Tampering,
    /// Changes to the access token that is issued.
    #[serde(default)]
    pub access_token: Tampering,
    /// Changes to the members of the token answer; `null` takes a member away.
    #[serde(default, skip_serializing_if = "Claims::is_empty")]
    pub answer: Claims,
}

impl Fault {
    /// A fault at `endpoint` that does nothing yet.
    pub fn at(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            times: None,
            delay_ms: 0,
            held: false,
            status: None,
            body: None,
            content_type: None,
            headers: BTreeMap::new(),
            drop: false,
            drop_answer: false,
            no_cors: false,
            id_token: Tampering::default(),
            access_token: Tampering::default(),
            answer: Claims::new(),
        }
    }

    /// A fault at `endpoint` that answers with this status and body in place of the endpoint.
    pub fn answering(endpoint: Endpoint, status: u16, body: &str) -> Self {
        Self {
            status: Some(status),
            body: Some(body.to_owned()),
            ..Self::at(endpoint)
        }
    }

    /// The answer in place of the real one, if this fault has one.
    pub(crate) fn replacement(&self) -> Option<Response> {
        if self.status.is_none() && self.body.is_none() {
            return None;
        }
        Some(self.response().unwrap_or_else(|error| {
            let text = format!("this fault cannot be injected: {error}\n");
            (StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
        }))
    }

    /// # Errors
    /// If the status or a header is none that can be sent.
    pub(crate) fn response(&self) -> Result<Response, axum::http::Error> {
        let content_type = self.content_type.as_deref().unwrap_or("application/json");
        let mut response = Response::builder()
            .status(self.status.unwrap_or(200))
            .header(CONTENT_TYPE, content_type);
        for (name, value) in &self.headers {
            response = response.header(name, value);
        }
        if self.endpoint.has_cors() {
            response = response.header(ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        }
        response.body(Body::from(self.body.clone().unwrap_or_default()))
    }
}

/// Takes the first fault for `endpoint` and counts it.
pub(crate) fn take(faults: &mut Vec<Fault>, endpoint: Endpoint) -> Option<Fault> {
    let at = faults.iter().position(|fault| fault.endpoint == endpoint)?;
    let fault = faults.get_mut(at)?;
    let taken = fault.clone();
    if let Some(times) = &mut fault.times {
        *times = times.saturating_sub(1);
        if *times == 0 {
            faults.remove(at);
        }
    }
    Some(taken)
}

/// Marks a response whose connection is to be closed instead of sending it.
#[derive(Clone, Copy)]
pub(crate) struct Dropped;

/// What the token endpoint is to change in the tokens it issues.
#[derive(Clone, Debug, Default)]
pub(crate) struct TokenFaults {
    pub(crate) id_token: Tampering,
    pub(crate) access_token: Tampering,
    pub(crate) answer: Claims,
}

/// Sets or, with `null`, removes members.
pub(crate) fn change(object: &mut Claims, changes: &Claims) {
    for (name, value) in changes {
        if value.is_null() {
            object.remove(name);
        } else {
            object.insert(name.clone(), value.clone());
        }
    }
}
