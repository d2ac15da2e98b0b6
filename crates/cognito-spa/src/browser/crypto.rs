//! RS256 (RFC 7518 §3.3) by the browser's own crypto.

use crate::protocol::jwks::RsaKey;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::CryptoKey;

const RS256: &str = "RSASSA-PKCS1-v1_5";

/// Whether the browser offers its crypto at all: only on https and on this machine.
pub(crate) fn is_available() -> bool {
    web_sys::window().is_some_and(|window| window.is_secure_context())
}

/// Whether `signature` is `key`'s over `signed`. A key that cannot be used verifies nothing.
pub(crate) async fn verify_rs256(key: &RsaKey, signed: &str, signature: &[u8]) -> bool {
    verify(key, signed, signature).await.unwrap_or(false)
}

async fn verify(key: &RsaKey, signed: &str, signature: &[u8]) -> Result<bool, JsValue> {
    let subtle = web_sys::window()
        .ok_or(JsValue::UNDEFINED)?
        .crypto()?
        .subtle();
    let jwk = object(&[
        ("kty", "RSA"),
        ("n", &key.n),
        ("e", &key.e),
        ("alg", "RS256"),
    ])?;
    let algorithm = object(&[("name", RS256), ("hash", "SHA-256")])?;
    let usages = Array::of1(&"verify".into());
    let imported = subtle.import_key_with_object("jwk", &jwk, &algorithm, false, &usages)?;
    let key: CryptoKey = JsFuture::from(imported).await?.into();
    let verified = subtle.verify_with_str_and_u8_array_and_u8_array(
        RS256,
        &key,
        signature,
        signed.as_bytes(),
    )?;
    Ok(JsFuture::from(verified).await?.is_truthy())
}

fn object(members: &[(&str, &str)]) -> Result<Object, JsValue> {
    let object = Object::new();
    for (name, value) in members {
        Reflect::set(&object, &(*name).into(), &(*value).into())?;
    }
    Ok(object)
}
