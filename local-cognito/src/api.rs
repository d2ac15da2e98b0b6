//! The protected API behind API Gateway's user pool authorizer, as a REST API answers.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html>

use axum::{
    Json,
    body::Bytes,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{
    options::API_SCOPE,
    pool::{Pool, Shared},
};

/// What the authorizer made of a request.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Allowed,
    Unauthorized,
    Expired,
}

/// Both the bare token and `Bearer <token>` are accepted. A method with scopes takes access
/// tokens only. A revoked token is accepted until it expires: the authorizer asks nobody.
fn authorize(pool: &Pool, authorization: Option<&str>) -> Verdict {
    let Some(value) = authorization else {
        return Verdict::Unauthorized;
    };
    let Some(claims) = pool
        .keys
        .read(value.strip_prefix("Bearer ").unwrap_or(value))
    else {
        return Verdict::Unauthorized;
    };
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let in_scope = text("scope").is_some_and(|scope| scope.split(' ').any(|one| one == API_SCOPE));
    if text("iss") != Some(&pool.issuer) || text("token_use") != Some("access") || !in_scope {
        return Verdict::Unauthorized;
    }
    match claims.get("exp").and_then(Value::as_i64) {
        Some(exp) if pool.now() < exp => Verdict::Allowed,
        Some(_) => Verdict::Expired,
        None => Verdict::Unauthorized,
    }
}

fn message(status: StatusCode, text: &str) -> Response {
    (status, Json(json!({ "message": text }))).into_response()
}

/// What the authorizer answers itself, if it does not let the request through.
fn refusal(pool: &Pool, headers: &HeaderMap) -> Option<Response> {
    let authorization = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let words = match authorize(pool, authorization) {
        Verdict::Allowed => return None,
        Verdict::Unauthorized => "Unauthorized",
        Verdict::Expired => "The incoming token has expired",
    };
    Some(message(StatusCode::UNAUTHORIZED, words))
}

pub(crate) async fn resource(State(pool): State<Shared>, headers: HeaderMap) -> Response {
    refusal(&pool, &headers).unwrap_or_else(|| {
        (
            [(header::CONTENT_TYPE, "application/json")],
            r#"{"statusCode":200,"message":"Hello From Protected Resource"}"#,
        )
            .into_response()
    })
}

/// A resource with every method that answers with the body that it was sent.
pub(crate) async fn echo(State(pool): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    refusal(&pool, &headers).unwrap_or_else(|| {
        let mut response = body.into_response();
        if let Some(media_type) = headers.get(header::CONTENT_TYPE) {
            response
                .headers_mut()
                .insert(header::CONTENT_TYPE, media_type.clone());
        }
        response
    })
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
