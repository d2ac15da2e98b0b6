//! JSON Web Tokens in the compact serialization (RFC 7515 §7.1). Reading one believes nothing.

use crate::common::{bytes_as_text, damaged, jwt, rs256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cognito_spa::protocol::json::{SerdeJson, TEXT_LIMIT, Value};
use cognito_spa::protocol::jwt::decode_unverified;
use proptest::prelude::*;
use serde_json::json;

const JOE: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt\
                   cGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

#[test]
fn rfc_7515_appendix_a_1_is_taken_apart() {
    let signed = format!("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{JOE}");
    let token = format!("{signed}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    let jwt = decode_unverified::<SerdeJson>(&token).unwrap();
    assert_eq!(jwt.header.text("alg"), Some("HS256"));
    assert_eq!(jwt.header.text("kid"), None);
    assert_eq!(jwt.claims.text("iss"), Some("joe"));
    assert_eq!(jwt.claims.get("exp"), Some(&Value::Number(1_300_819_380.0)));
    assert_eq!(jwt.signed, signed);
    assert_eq!(jwt.signature[..4], [116, 24, 223, 180]);
    assert_eq!(jwt.signature.len(), 32);
}

#[test]
fn rfc_7515_appendix_a_2_is_taken_apart() {
    let token = format!(
        "eyJhbGciOiJSUzI1NiJ9.{JOE}.\
         cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7\
         AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4\
         BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K\
         0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv\
         hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrB\
         p0igcN_IoypGlUPQGe77Rw"
    );
    let jwt = decode_unverified::<SerdeJson>(&token).unwrap();
    assert_eq!(jwt.header.text("alg"), Some("RS256"));
    assert_eq!(jwt.signature.len(), 256);
}

#[test]
fn rfc_7515_appendix_a_5_without_a_signature_keeps_its_algorithm_none() {
    let token = format!("eyJhbGciOiJub25lIn0.{JOE}.");
    let jwt = decode_unverified::<SerdeJson>(&token).unwrap();
    assert_eq!(jwt.header.text("alg"), Some("none"));
    assert!(jwt.signature.is_empty());
}

#[test]
fn rfc_7515_appendix_c_base64url_has_no_padding() {
    let with_signature = |signature: &str| format!("eyJhbGciOiJub25lIn0.{JOE}.{signature}");
    assert_eq!(
        decode_unverified::<SerdeJson>(&with_signature("A-z_4ME"))
            .unwrap()
            .signature,
        [3, 236, 255, 224, 193]
    );
    for other in ["A-z_4ME=", "A+z/4ME", "A-z_4MF", "A", "A-z_4ME\n", " "] {
        assert!(
            decode_unverified::<SerdeJson>(&with_signature(other)).is_none(),
            "{other:?}"
        );
    }
}

#[test]
fn rfc_7515_appendix_e_critical_extension_is_seen() {
    let token = format!(
        "eyJhbGciOiJub25lIiwNCiAiY3JpdCI6WyJodHRwOi8vZXhhbXBsZS5jb20vVU5E\
         RUZJTkVEIl0sDQogImh0dHA6Ly9leGFtcGxlLmNvbS9VTkRFRklORUQiOnRydWUN\
         Cn0.{JOE}."
    );
    let crit = Value::Text("http://example.com/UNDEFINED".into());
    assert_eq!(
        decode_unverified::<SerdeJson>(&token)
            .unwrap()
            .header
            .get("crit"),
        Some(&Value::List(vec![crit]))
    );
}

#[test]
fn a_token_has_three_parts() {
    let whole = jwt(&rs256(), &json!({}));
    assert!(decode_unverified::<SerdeJson>(&whole).is_some());
    let parts: Vec<&str> = whole.split('.').collect();
    for other in [
        parts[..2].join("."),
        parts[0].to_owned(),
        format!("{whole}.AAAA"),
        format!(".{whole}"),
        format!("{}..{}", parts[0], parts[2]),
    ] {
        assert!(decode_unverified::<SerdeJson>(&other).is_none(), "{other}");
    }
}

#[test]
fn the_header_and_the_claims_are_json_objects() {
    assert!(
        decode_unverified::<SerdeJson>(&jwt(&json!([]), &json!({"iss": "joe", "exp": 1})))
            .is_none()
    );
    assert!(decode_unverified::<SerdeJson>(&jwt(&rs256(), &json!([1]))).is_none());
}

#[test]
fn claims_that_are_not_utf_8_are_refused() {
    let token = format!(
        "eyJhbGciOiJub25lIn0.{}.",
        URL_SAFE_NO_PAD.encode([34, 255, 34])
    );
    assert!(decode_unverified::<SerdeJson>(&token).is_none());
}

#[test]
fn a_token_beyond_the_limit_is_not_read() {
    let claims = json!({ "x": "a".repeat(TEXT_LIMIT) });
    assert!(decode_unverified::<SerdeJson>(&jwt(&rs256(), &claims)).is_none());
}

proptest! {
    #[test]
    fn no_text_stops_the_program(token in prop_oneof![
        any::<String>(),
        bytes_as_text(),
        "[A-Za-z0-9_.=-]{0,60}",
    ]) {
        let _ = decode_unverified::<SerdeJson>(&token);
    }

    #[test]
    fn no_parts_stop_the_program(
        header in damaged(rs256()), claims in damaged(json!({ "iss": "joe", "exp": 1 })), signature in "[A-Za-z0-9_-]{0,8}",
    ) {
        let token = [URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims), signature].join(".");
        if let Some(jwt) = decode_unverified::<SerdeJson>(&token) {
            prop_assert!(token.starts_with(jwt.signed));
        }
    }
}
