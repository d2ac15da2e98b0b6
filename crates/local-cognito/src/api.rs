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

/// An API that an option has added.
pub(crate) async fn hello(uri: Uri) -> Response {
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

/// The mock integration of the `OPTIONS` method, which has no authorizer. A `*` among the allowed
/// headers would not cover `Authorization`, so it is listed.
pub(crate) async fn preflight() -> impl IntoResponse {
    [
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "Authorization,Content-Type",
        ),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET,OPTIONS"),
    ]
}

/// As [`preflight`], for every method.
pub(crate) async fn echo_preflight() -> Response {
    let mut response = preflight().await.into_response();
    response.headers_mut().insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET,POST,PUT,PATCH,DELETE,OPTIONS"),
    );
    response
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
