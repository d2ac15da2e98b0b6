//! `POST /oauth2/token`: a code or a refresh token for tokens.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html>

use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    faults::{TokenFaults, change},
    keys::Claims,
    oauth::{OAuthError, authenticate, form, json_answer},
    params::Params,
    pool::{Pool, Shared},
    store::Refresh,
    tokens::{Subject, issue},
};

pub(crate) async fn token(
    State(pool): State<Shared>,
    faults: Option<Extension<TokenFaults>>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let faults = faults.map(|Extension(faults)| faults).unwrap_or_default();
    match answer(&pool, &headers, &body, &faults) {
        Ok(mut members) => {
            change(&mut members, &faults.answer);
            json_answer(StatusCode::OK, &Value::Object(members))
        }
        Err(error) => error.into_response(),
    }
}

fn answer(
    pool: &Pool,
    headers: &HeaderMap,
    body: &str,
    faults: &TokenFaults,
) -> Result<Claims, OAuthError> {
    let params = form(headers, body)?;
    let grant_type = params
        .get("grant_type")
        .ok_or(OAuthError("invalid_request"))?;
    authenticate(pool, headers, &params)?;
    match grant_type {
        "authorization_code" => exchange(pool, &params, faults),
        "refresh_token" => renew(pool, &params, faults),
        "client_credentials" => Err(OAuthError("unauthorized_client")),
        _ => Err(OAuthError("unsupported_grant_type")),
    }
}

/// RFC 7636 §4.6.
fn proves(verifier: &str, challenge: &str) -> bool {
    (43..=128).contains(&verifier.len())
        && URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == challenge
}

/// The code is used up by the first request that is formally in order, even if its proof is wrong.
fn exchange(pool: &Pool, params: &Params, faults: &TokenFaults) -> Result<Claims, OAuthError> {
    let code = params.get("code").ok_or(OAuthError("invalid_request"))?;
    let redirect_uri = params
        .get("redirect_uri")
        .ok_or(OAuthError("invalid_request"))?;
    let verifier = params.get("code_verifier");
    let now = pool.now();

    let grant = pool
        .store()
        .grant(code, now)
        .ok_or(OAuthError("invalid_grant"))?;
    if redirect_uri != grant.request.redirect_uri {
        return Err(OAuthError("unauthorized_client"));
    }
    if grant.request.code_challenge.is_some() && verifier.is_none() {
        return Err(OAuthError("invalid_request"));
    }
    if !pool.store().consume(code) {
        return Err(OAuthError("invalid_grant"));
    }
    match (&grant.request.code_challenge, verifier) {
        (None, None) => {}
        (Some(challenge), Some(verifier)) if proves(verifier, challenge) => {}
        // A verifier without a challenge is how a PKCE downgrade shows (RFC 9700 §4.8.2).
        _ => return Err(OAuthError("invalid_grant")),
    }
    let refresh = Refresh {
        scope: grant.request.scope,
        resource: grant.request.resource,
        session: grant.session,
        origin_jti: Uuid::new_v4().to_string(),
        expires_at: now.saturating_add(pool.control().settings.refresh_token_lifetime_s),
        replaced_until: None,
    };
    let mut answer = tokens(pool, &refresh, grant.request.nonce.as_deref(), faults)?;
    answer.insert(
        "refresh_token".to_owned(),
        json!(pool.store().issue_refresh(refresh)),
    );
    Ok(answer)
}

/// With rotation the answer has a new refresh token, which ends when the first one would have.
fn renew(pool: &Pool, params: &Params, faults: &TokenFaults) -> Result<Claims, OAuthError> {
    let token = params
        .get("refresh_token")
        .ok_or(OAuthError("invalid_request"))?;
    let now = pool.now();
    let settings = pool.control().settings.clone();
    let rotation = settings
        .rotate_refresh_tokens
        .then(|| now.saturating_add(settings.rotation_grace_s));
    let used = pool.store().use_refresh(token, now, rotation);
    let refresh = used.ok_or(OAuthError("invalid_grant"))?;
    let mut answer = tokens(pool, &refresh, None, faults)?;
    if rotation.is_some() {
        let next = Refresh {
            replaced_until: None,
            ..refresh
        };
        answer.insert(
            "refresh_token".to_owned(),
            json!(pool.store().issue_refresh(next)),
        );
    }
    Ok(answer)
}

fn tokens(
    pool: &Pool,
    refresh: &Refresh,
    nonce: Option<&str>,
    faults: &TokenFaults,
) -> Result<Claims, OAuthError> {
    let user = pool
        .store()
        .user(&refresh.session.sub)
        .cloned()
        .ok_or(OAuthError("invalid_grant"))?;
    let subject = Subject {
        session: &refresh.session,
        scope: &refresh.scope,
        nonce,
        resource: refresh.resource.as_deref(),
        origin_jti: &refresh.origin_jti,
    };
    issue(pool, &user, &subject, faults).map_err(|error| {
        pool.report(&format!("tokens could not be signed: {error}"));
        OAuthError("server_error")
    })
}
