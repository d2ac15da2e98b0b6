//! Proof Key for Code Exchange (RFC 7636).

use cognito_spa::protocol::pkce::{code_challenge, random_text};
use cognito_spa::protocol::secret::CodeVerifier;
use proptest::prelude::*;

#[test]
fn rfc_7636_appendix_b_verifier() {
    let bytes = [
        116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37,
        77, 105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
    ];
    assert_eq!(
        random_text(&bytes),
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    );
}

#[test]
fn rfc_7636_appendix_b_challenge() {
    let verifier = CodeVerifier::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into());
    assert_eq!(
        code_challenge(&verifier),
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    );
}

proptest! {
    #[test]
    fn a_verifier_has_43_to_128_unreserved_characters(bytes in any::<[u8; 32]>()) {
        let text = random_text(&bytes);
        prop_assert!((43..=128).contains(&text.len()));
        prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b)));
    }

    #[test]
    fn a_verifier_keeps_every_random_bit(a in any::<[u8; 32]>(), b in any::<[u8; 32]>()) {
        prop_assert_eq!(a == b, random_text(&a) == random_text(&b));
    }
}

#[test]
fn every_bit_of_the_random_bytes_changes_the_verifier() {
    let zero = random_text(&[0; 32]);
    for bit in 0..256 {
        let mut bytes = [0; 32];
        bytes[bit / 8] = 1 << (bit % 8);
        assert_ne!(random_text(&bytes), zero, "bit {bit}");
    }
}
