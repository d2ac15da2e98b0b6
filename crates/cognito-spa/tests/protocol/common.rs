//! What the tests share: a valid instance of everything, a key that signs, and hostile input.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cognito_spa::protocol::authorize::Authorization;
use cognito_spa::protocol::config::{self, Config, ConfigError, Site};
use cognito_spa::protocol::id_token::Expected;
use cognito_spa::protocol::json::{self, Json as _, SerdeJson};
use cognito_spa::protocol::jwks::RsaKey;
use cognito_spa::protocol::pending::Pending;
use cognito_spa::protocol::provider::Provider;
use cognito_spa::protocol::random::Random;
use cognito_spa::protocol::secret::{AccessToken, IdToken, RefreshToken};
use cognito_spa::protocol::sign_in::SignIn;
use cognito_spa::protocol::stored::StoredSession;
use proptest::prelude::*;
use rsa::{BigUint, Pkcs1v15Sign, RsaPrivateKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::sync::LazyLock;
use url::Url;

pub(crate) const ORIGIN: &str = "http://localhost:3000";
pub(crate) const ISSUER: &str = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Pv8PpmMzQ";
pub(crate) const DOMAIN: &str = "https://example.auth.us-east-1.amazoncognito.com";
pub(crate) const CLIENT_ID: &str = "2v4929s76jtnepd4q0nj695gmb";
pub(crate) const ACCESS_TOKEN: &str = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
/// Now, in seconds since 1970: 2026-11-21 14:40 UTC.
pub(crate) const NOW_S: f64 = 1_795_272_000.0;
/// Now, in milliseconds since 1970.
pub(crate) const NOW_MS: f64 = NOW_S * 1000.0;

/// The site that the configurations are for.
pub(crate) const SITE: Site<'_> = Site {
    origin: ORIGIN,
    redirect_path: "/dashboard",
    sign_out_path: "/",
    api_required: true,
};

/// A value as the protocol knows it.
pub(crate) fn read(value: &Value) -> json::Value {
    SerdeJson::parse(&value.to_string()).unwrap()
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

pub(crate) fn check(text: &str) -> Result<Config, ConfigError> {
    config::check::<SerdeJson>(text, &SITE)
}

pub(crate) fn config(changes: Value) -> Config {
    check(&config_json(changes).to_string()).unwrap()
}

pub(crate) fn random() -> Random {
    Random {
        state: [1; 32],
        nonce: [2; 32],
        verifier: [3; 32],
    }
}

/// A login that begins now, with this configuration and these options.
pub(crate) fn start_with(config: &Config, options: &SignIn) -> Authorization {
    let provider = Provider::of_domain(config).unwrap();
    Authorization::new(config, &provider, options, &random(), NOW_MS)
}

/// A login that begins now, with this configuration.
pub(crate) fn start(config: &Config) -> Authorization {
    start_with(config, &SignIn::default())
}

/// The parameters of the request, each of which must occur once (RFC 6749 §3.1).
pub(crate) fn parameters(login: &Authorization) -> HashMap<String, String> {
    let url = Url::parse(&login.url).unwrap();
    let mut parameters = HashMap::new();
    for (name, value) in url.query_pairs().into_owned() {
        assert_eq!(parameters.insert(name.clone(), value), None, "{name} twice");
    }
    parameters
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
        signed_in_at: NOW_MS,
        log_out_before: None,
        scope: "openid api/read".into(),
    }
}

/// What the ID token of a Cognito login is held to now, but for what belongs to one login alone.
pub(crate) fn expected() -> Expected<'static> {
    Expected {
        issuer: ISSUER,
        client_id: CLIENT_ID,
        nonce: None,
        access_token: None,
        max_age: None,
        token_use_required: true,
        asked_at: NOW_S,
        now: NOW_S,
        tolerance: 300.0,
    }
}

/// What a JWT's signature is over.
pub(crate) fn signing_input(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    [&part(header), ".", &part(claims)].concat()
}

/// A JWT whose signature is three zero bytes.
pub(crate) fn jwt(header: &Value, claims: &Value) -> String {
    [&signing_input(header, claims), ".AAAA"].concat()
}

/// The modulus of the key of RFC 7515 appendix A.2, which everybody knows.
const MODULUS: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2\
    mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXnd\
    S5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFv\
    UK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";

/// Its private exponent.
const PRIVATE_EXPONENT: &str = "Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTe\
    XZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn43\
    9X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3cc\
    PDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ";

/// The public half of the key that [`signed`] signs with.
pub(crate) fn signing_key(kid: Option<&str>) -> RsaKey {
    RsaKey {
        kid: kid.map(Into::into),
        n: MODULUS.into(),
        e: "AQAB".into(),
    }
}

static PRIVATE_KEY: LazyLock<RsaPrivateKey> = LazyLock::new(|| {
    let number = |text| BigUint::from_bytes_be(&URL_SAFE_NO_PAD.decode(text).unwrap());
    let [n, e, d] = [MODULUS, "AQAB", PRIVATE_EXPONENT].map(number);
    RsaPrivateKey::from_components(n, e, d, Vec::new()).unwrap()
});

/// A JWT with an RS256 signature, whatever its header says.
pub(crate) fn signed(header: &Value, claims: &Value) -> String {
    let input = signing_input(header, claims);
    let digest = Sha256::digest(&input);
    let signature = PRIVATE_KEY.sign(Pkcs1v15Sign::new::<Sha256>(), &digest);
    let signature = URL_SAFE_NO_PAD.encode(signature.unwrap());
    [&input, ".", &signature].concat()
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
