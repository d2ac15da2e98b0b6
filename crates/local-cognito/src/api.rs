//! The protected APIs behind API Gateway's user pool authorizer, as a REST API answers.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html>

use axum::{
    Json,
    body::Bytes,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::pool::Shared;

/// What the authorizer made of a request.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Allowed,
    Unauthorized,
    Expired,
}

/// The authorizer of one API.
#[derive(Clone)]
pub(crate) struct Authorizer {
    pub(crate) pool: Shared,
    /// The scope that an access token must have. Without one it is an ID token that is wanted.
    pub(crate) scope: Option<String>,
}

impl Authorizer {
    /// Both the bare token and `Bearer <token>` are accepted. A revoked token is accepted until it
    /// expires: the authorizer asks nobody.
    fn validate(&self, authorization: Option<&str>) -> Verdict {
        let Some(value) = authorization else {
            return Verdict::Unauthorized;
        };
        let Some(claims) = self
            .pool
            .keys
            .read(value.strip_prefix("Bearer ").unwrap_or(value))
        else {
            return Verdict::Unauthorized;
        };
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let fits = match &self.scope {
            Some(wanted) => {
                let scopes = text("scope").unwrap_or_default();
                text("token_use") == Some("access") && scopes.split(' ').any(|one| one == wanted)
            }
            None => text("token_use") == Some("id"),
        };
        if text("iss") != Some(&self.pool.issuer) || !fits {
            return Verdict::Unauthorized;
        }
        match claims.get("exp").and_then(Value::as_i64) {
            Some(exp) if self.pool.now() < exp => Verdict::Allowed,
            Some(_) => Verdict::Expired,
            None => Verdict::Unauthorized,
        }
    }
}

/// The middleware that lets a request through to the API, or answers in its place.
pub(crate) async fn authorize(
    State(authorizer): State<Authorizer>,
    request: Request,
    next: Next,
) -> Response {
    let authorization = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let words = match authorizer.validate(authorization) {
        Verdict::Allowed => return next.run(request).await,
        Verdict::Unauthorized => "Unauthorized",
        Verdict::Expired => "The incoming token has expired",
    };
    message(StatusCode::UNAUTHORIZED, words)
}

fn message(status: StatusCode, text: &str) -> Response {
    (status, Json(json!({ "message": text }))).into_response()
}

fn json_text(text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}

pub(crate) async fn awesomeapi() -> Response {
    json_text(r#"{"statusCode":200,"message":"Hello From Protected Resource"}"#)
}

pub(crate) async fn orders() -> Response {
    json_text(
        r#"{"orders":[{"id":"A-1001","item":"Teapot","quantity":1},{"id":"A-1002","item":"Cup","quantity":6}]}"#,
    )
}

/// An API that an option has added: a greeting, or the body of a request that has one.
pub(crate) async fn added(uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    if !body.is_empty() {
        return echo(headers, body).await;
    }
    let text = format!("Hello From {}", uri.path());
    message(StatusCode::OK, &text)
}

/// A resource with every method that answers with the body that it was sent.
pub(crate) async fn echo(headers: HeaderMap, body: Bytes) -> Response {
    let mut response = body.into_response();
    if let Some(media_type) = headers.get(header::CONTENT_TYPE) {
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, media_type.clone());
    }
    response
}

/// The mock integration of the `OPTIONS` method, which has no authorizer, of an API with GET alone.
pub(crate) async fn preflight(headers: HeaderMap) -> Response {
    allow("GET,OPTIONS", &headers)
}

/// As [`preflight`], of an API with every method.
pub(crate) async fn preflight_of_every_method(headers: HeaderMap) -> Response {
    allow("GET,HEAD,POST,PUT,PATCH,DELETE,OPTIONS", &headers)
}

/// Allows `methods`, and whichever headers the browser asks for. A `*` in their place would not cover
/// `Authorization`, so it is listed.
fn allow(methods: &'static str, headers: &HeaderMap) -> Response {
    const LISTED: [&str; 2] = ["Authorization", "Content-Type"];
    let requested = headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS);
    let requested = requested.and_then(|names| names.to_str().ok());
    let others = requested.unwrap_or_default().split(',').map(str::trim);
    let is_listed = |name: &str| {
        LISTED
            .iter()
            .any(|header| header.eq_ignore_ascii_case(name))
    };
    let others = others.filter(|name| !name.is_empty() && !is_listed(name));
    let allowed: Vec<_> = LISTED.into_iter().chain(others).collect();
    [
        (header::ACCESS_CONTROL_ALLOW_HEADERS, allowed.join(",")),
        (header::ACCESS_CONTROL_ALLOW_METHODS, methods.to_owned()),
    ]
    .into_response()
}

/// On errors too, as with gateway responses for 4XX and 5XX.
pub(crate) async fn allow_all_origins(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    response
}

/// What the gateway says of a path or method that it does not have.
pub(crate) async fn unknown() -> Response {
    message(StatusCode::FORBIDDEN, "Missing Authentication Token")
}
