//! What the tests share: a JSON reader, a valid instance of everything, and hostile input.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use leptos_cognito::protocol::authorize::{self, Pending, Random, Start};
use leptos_cognito::protocol::config::{self, Config};
use leptos_cognito::protocol::json::{self, Json};
use leptos_cognito::protocol::provider::Provider;
use leptos_cognito::protocol::secret::{AccessToken, IdToken, RefreshToken};
use leptos_cognito::protocol::stored::StoredSession;
use proptest::prelude::*;
use serde_json::{Value, json};

pub(crate) const ORIGIN: &str = "http://localhost:3000";
pub(crate) const ISSUER: &str = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Pv8PpmMzQ";
pub(crate) const DOMAIN: &str = "https://example.auth.us-east-1.amazoncognito.com";
pub(crate) const CLIENT_ID: &str = "2v4929s76jtnepd4q0nj695gmb";
pub(crate) const ACCESS_TOKEN: &str = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
/// Now, in seconds since 1970: 2026-11-21 14:40 UTC.
pub(crate) const NOW_S: f64 = 1_795_272_000.0;
/// Now, in milliseconds since 1970.
pub(crate) const NOW_MS: f64 = NOW_S * 1000.0;

/// serde_json as the reader.
pub(crate) struct SerdeJson;

impl Json for SerdeJson {
    fn parse(text: &str) -> Option<json::Value> {
        serde_json::from_str(text).ok().map(read)
    }
}

/// A value as the protocol knows it.
pub(crate) fn read(value: Value) -> json::Value {
    match value {
        Value::Null => json::Value::Null,
        Value::Bool(truth) => json::Value::Bool(truth),
        Value::Number(number) => json::Value::Number(number.as_f64().unwrap()),
        Value::String(text) => json::Value::Text(text),
        Value::Array(list) => json::Value::List(list.into_iter().map(read).collect()),
        Value::Object(members) => json::Value::Map(
            members
                .into_iter()
                .map(|(name, value)| (name, read(value)))
                .collect(),
        ),
    }
}

/// A value as serde_json knows it.
pub(crate) fn written(value: &json::Value) -> Value {
    match value {
        json::Value::Null => Value::Null,
        json::Value::Bool(truth) => Value::from(*truth),
        json::Value::Number(number) => Value::from(*number),
        json::Value::Text(text) => Value::from(text.as_str()),
        json::Value::List(list) => list.iter().map(written).collect(),
        json::Value::Map(members) => Value::Object(
            members
                .iter()
                .map(|(name, value)| (name.clone(), written(value)))
                .collect(),
        ),
    }
}

/// `object` with the members of `changes`; a member that is `null` there is left out.
pub(crate) fn changed(mut object: Value, changes: Value) -> Value {
    let members = object.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap().clone() {
        if value.is_null() {
            members.remove(&name);
        } else {
            members.insert(name, value);
        }
    }
    object
}

/// A `config.json` with nothing but what is required, for a Cognito domain.
pub(crate) fn config_json(changes: Value) -> Value {
    let required = json!({
        "issuer": ISSUER,
        "domain": DOMAIN,
        "client_id": CLIENT_ID,
        "scopes": ["openid", "api/read"],
        "api_url": "https://api.example.com/prod/awesomeapi",
    });
    changed(required, changes)
}

pub(crate) fn config(changes: Value) -> Config {
    config::check::<SerdeJson>(&config_json(changes).to_string(), ORIGIN).unwrap()
}

pub(crate) fn random() -> Random {
    Random {
        state: [1; 32],
        nonce: [2; 32],
        verifier: [3; 32],
    }
}

/// A login that begins now, with this configuration.
pub(crate) fn start(config: &Config) -> Start {
    let provider = Provider::of_domain(config).unwrap();
    let endpoint = provider.authorization_endpoint.clone();
    authorize::start(
        config,
        &provider,
        &endpoint,
        &random(),
        "/dashboard".into(),
        false,
        NOW_MS,
    )
}

pub(crate) fn pending() -> Pending {
    start(&config(json!({}))).pending
}

/// A session with an opaque access token of an hour, and a refresh token.
pub(crate) fn stored_session() -> StoredSession {
    StoredSession {
        audience: pending().audience,
        access_token: AccessToken::new(ACCESS_TOKEN.into()),
        id_token: Some(IdToken::new(jwt(&rs256(), &id_claims("n")))),
        refresh_token: Some(RefreshToken::new("r3fr3sh".into())),
        expires_at: Some(NOW_MS + 3_600_000.0),
        received_at: NOW_MS,
        log_out_before: None,
        scope: "openid api/read".into(),
    }
}

/// A JWT whose signature is three zero bytes.
pub(crate) fn jwt(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    [&part(header), ".", &part(claims), ".AAAA"].concat()
}

/// The claims of a Cognito ID token that was made just now, for a login with this nonce.
pub(crate) fn id_claims(nonce: &str) -> Value {
    json!({
        "iss": ISSUER,
        "sub": "3f1c",
        "aud": CLIENT_ID,
        "token_use": "id",
        "iat": NOW_S,
        "exp": NOW_S + 3600.0,
        "nonce": nonce,
        "cognito:username": "demo",
        "email": "demo@example.com",
    })
}

pub(crate) fn rs256() -> Value {
    json!({ "alg": "RS256", "kid": "id-key" })
}

/// `text` with as much white space after it as makes it `length` bytes long.
pub(crate) fn padded(text: &str, length: usize) -> String {
    [text, &" ".repeat(length - text.len())].concat()
}

/// Any JSON value, a few levels deep.
pub(crate) fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((".{0,8}", inner), 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// `honest` as text, damaged: with one of its members of any form, cut short, or replaced by any
/// text at all.
pub(crate) fn damaged(honest: Value) -> impl Strategy<Value = String> {
    let names: Vec<String> = honest.as_object().unwrap().keys().cloned().collect();
    let whole = honest.to_string();
    let with_any_member = (prop::sample::select(names), any_json()).prop_map(move |(name, any)| {
        let mut object = honest.clone();
        object.as_object_mut().unwrap().insert(name, any);
        object.to_string()
    });
    let cut = (0..whole.len()).prop_map(move |end| whole.chars().take(end).collect());
    prop_oneof![
        3 => with_any_member,
        1 => cut,
        1 => any_json().prop_map(|value| value.to_string()),
        1 => any::<String>(),
        1 => bytes_as_text(),
    ]
}

/// Any bytes, as text is read out of them.
pub(crate) fn bytes_as_text() -> impl Strategy<Value = String> {
    prop::collection::vec(any::<u8>(), 0..64)
        .prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}
