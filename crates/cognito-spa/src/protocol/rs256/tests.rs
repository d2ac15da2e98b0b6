//! RS256 signatures (RFC 7515 appendix A.2, RFC 7518 §3.3).

use super::verify;
use crate::protocol::jwks::RsaKey;
use base64ct::{Base64UrlUnpadded, Encoding as _};

/// RFC 7515 appendix A.2.1.
const MODULUS: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2\
    mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXnd\
    S5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFv\
    UK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
const SIGNED: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9\
    leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const SIGNATURE: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_\
    lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQ\
    BMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEU\
    ipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

/// A modulus of 1024 bits, and what its private half has signed: `signed`.
const SHORT_MODULUS: &str = "tVKdZLFLj66zeNS9sU3kt739uQJI8qvXI-_WWRmkE7TYrg3ovIhpDFDMbsPG8yWNbvc4MSb5H00QazJTVYvk0\
    IrRfGc21Yk6ke23m0dWwOecl0iu0DHdqPe4m3EdtQEfpZ1yBL89NeeIiSzF9DkBfeP71p1QIjvuLdY4PNrQKac";
const SIGNATURE_OF_SHORT: &str = "e6OtTGQ1urZV4liDFtDzT4nESs4_sv-pmqYMIFn90nBSlJFdkOMsaitb795KBkbhhEvJlDKzYiZHoQqwWPsb5\
    LIOn7QyUZTHw5sfS-4B_v2tYbeYKjA16HxYlPJ_2eL2sHOLRekzYVVx_MGQ09JkbGG58XvZTvrYC8o-d37yswI";

fn bytes(text: &str) -> Vec<u8> {
    Base64UrlUnpadded::decode_vec(text).unwrap()
}

fn key(n: &str, e: &str) -> RsaKey {
    RsaKey {
        kid: None,
        n: n.into(),
        e: e.into(),
    }
}

#[test]
fn rfc_7515_appendix_a_2_is_verified() {
    assert!(verify(&key(MODULUS, "AQAB"), SIGNED, &bytes(SIGNATURE)));
}

#[test]
fn any_change_is_noticed() {
    let (honest, signature) = (key(MODULUS, "AQAB"), bytes(SIGNATURE));
    assert!(!verify(
        &honest,
        &SIGNED.replace("eyJh", "eyJi"),
        &signature
    ));
    assert!(!verify(&key(MODULUS, "Aw"), SIGNED, &signature));
    assert!(!verify(
        &key(&MODULUS.replace("ofgW", "ofgX"), "AQAB"),
        SIGNED,
        &signature
    ));
    for at in [0, 128, 255] {
        let mut other = signature.clone();
        other[at] ^= 1;
        assert!(!verify(&honest, SIGNED, &other), "{at}");
    }
    assert!(!verify(&honest, SIGNED, &signature[1..]));
    assert!(!verify(&honest, SIGNED, &[]));
}

#[test]
fn rfc_7518_3_3_a_key_below_2048_bits_verifies_nothing_however_it_is_written() {
    let in_front = [&[0; 128][..], &bytes(SHORT_MODULUS)].concat();
    for n in [SHORT_MODULUS, &Base64UrlUnpadded::encode_string(&in_front)] {
        for signature in [
            bytes(SIGNATURE_OF_SHORT),
            [&[0; 128][..], &bytes(SIGNATURE_OF_SHORT)].concat(),
        ] {
            assert!(!verify(&key(n, "AQAB"), "signed", &signature), "{n}");
        }
    }
}
