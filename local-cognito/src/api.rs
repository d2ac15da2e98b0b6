//! The protected API behind API Gateway's user pool authorizer, as a REST API answers.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html>

use axum::{
    Json,
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

pub(crate) async fn resource(State(pool): State<Shared>, headers: HeaderMap) -> Response {
    let authorization = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    match authorize(&pool, authorization) {
        Verdict::Allowed => (
            [(header::CONTENT_TYPE, "application/json")],
            r#"{"statusCode":200,"message":"Hello From Protected Resource"}"#,
        )
            .into_response(),
        Verdict::Unauthorized => message(StatusCode::UNAUTHORIZED, "Unauthorized"),
        Verdict::Expired => message(StatusCode::UNAUTHORIZED, "The incoming token has expired"),
    }
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
