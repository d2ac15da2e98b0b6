//! `GET /oauth2/userInfo`: the attributes of the person that an access token stands for.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html>

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};

use crate::{
    keys::Claims,
    oauth::json_answer,
    pool::{Pool, Shared},
};

const BAD_REQUEST: (&str, &str) = ("invalid_request", "Bad OAuth2 request at UserInfo Endpoint");
const BAD_TOKEN: (&str, &str) = (
    "invalid_token",
    "Access token is expired, disabled, or deleted, or the user has globally signed out.",
);

pub(crate) async fn userinfo(State(pool): State<Shared>, headers: HeaderMap) -> Response {
    let authorization = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let Some(token) = authorization.and_then(|value| value.strip_prefix("Bearer ")) else {
        return refuse(StatusCode::BAD_REQUEST, BAD_REQUEST);
    };
    match profile(&pool, token) {
        Some(profile) => json_answer(StatusCode::OK, &Value::Object(profile)),
        None => refuse(StatusCode::UNAUTHORIZED, BAD_TOKEN),
    }
}

/// The header has no scheme name, unlike RFC 6750's.
fn refuse(status: StatusCode, (error, description): (&str, &str)) -> Response {
    let challenge = format!("error=\"{error}\", error_description=\"{description}\"");
    let body = json!({ "error": error, "error_description": description });
    (
        [(header::WWW_AUTHENTICATE, challenge)],
        json_answer(status, &body),
    )
        .into_response()
}

fn profile(pool: &Pool, token: &str) -> Option<Claims> {
    let claims = pool.keys.read(token)?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let scope = text("scope")?;
    let has = |name: &str| scope.split(' ').any(|one| one == name);
    let live = claims
        .get("exp")
        .and_then(Value::as_i64)
        .is_some_and(|exp| pool.now() < exp);
    if text("token_use") != Some("access") || !live || !has("openid") {
        return None;
    }
    let store = pool.store();
    if store.is_revoked(text("origin_jti")?) {
        return None;
    }
    let user = store.user(text("sub")?)?;
    let mut profile = Claims::new();
    profile.insert("sub".to_owned(), json!(user.sub));
    profile.insert("username".to_owned(), json!(user.username));
    for (name, value) in user.attributes(has) {
        profile.insert(name.to_owned(), json!(value));
        if name == "email" {
            // A string, not a boolean.
            profile.insert("email_verified".to_owned(), json!("true"));
        }
    }
    Some(profile)
}
