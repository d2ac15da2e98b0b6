//! RS256 signatures (RFC 7518 §3.3) without a browser.

use super::jwks::RsaKey;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::{BigUint, Pkcs1v15Sign, RsaPublicKey};
use sha2::{Digest as _, Sha256};

/// The shortest modulus that a signature is believed of, in bits (RFC 7518 §3.3).
const SHORTEST_MODULUS: usize = 2_048;

/// The longest modulus that is calculated with, in bits: no issuer has a longer one, and a hostile
/// key set could otherwise keep a server busy.
const LONGEST_MODULUS: usize = 8_192;

/// Whether `signature` is `key`'s over `signed`. A key that cannot be used verifies nothing.
pub(super) fn verify(key: &RsaKey, signed: &str, signature: &[u8]) -> bool {
    let number = |text: &str| {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        Some(BigUint::from_bytes_be(&bytes))
    };
    let (Some(n), Some(e)) = (number(&key.n), number(&key.e)) else {
        return false;
    };
    if n.bits() < SHORTEST_MODULUS {
        return false;
    }
    RsaPublicKey::new_with_max_size(n, e, LONGEST_MODULUS).is_ok_and(|key| {
        let digest = Sha256::digest(signed);
        key.verify(Pkcs1v15Sign::new::<Sha256>(), &digest, signature)
            .is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verifies(n: &str, signature: &str) -> bool {
        let key = RsaKey {
            kid: None,
            n: n.into(),
            e: "AQAB".into(),
        };
        verify(&key, "signed", &URL_SAFE_NO_PAD.decode(signature).unwrap())
    }

    // Keys and signatures by `openssl genrsa` and `openssl dgst -sha256 -sign`.

    #[test]
    fn a_signature_of_a_key_of_2048_bits_is_believed() {
        const N: &str = "pKeDXKttSx1ZAJtF3FiiLJuVXcE4o1fFqCH2oTWk0N8MuHrXWGUbz3K6nj2zVzNNGWpo75J7mcNtMMgo3EQhd2yjoMoS5VThDxa3ueT3P9dhIypqaocbNeC9G5T1C7eLPxL5nAXpi17dcVEbl0-5Hv7HNSWW9fq54oOrL61KUo5UOfz84i9clrZHZ1xGI-XGpdAHjgUpxbb9vLa4iu0ZnICJazqlN63nJdlCDyBIuzYu2T2o7HvvJ2PvlOLzpRuLsDs9UzrdvxJ_JyleWgS_PgDWYMSvRQvv1oJ8UF4wo3yWFHy4aHJtkkwcG4UQdqwAFvzUCTzenffrEZAbqYXc6w";
        const SIGNATURE: &str = "TJMW4kej6ou3M5kewobKMeWt0mN-19CghbM8hUaYrIh1un-4yod0SGGepbd1U0Hsjq18V0bh1cZtrdSOHiRZE7b61woArH7KItW0K-l4EqzQdJ-qZKB-MzkLLQtSY9btmZ-WnAkEH68HFU83t4ZVkBYk8qYljtO4060m4GddkfMH1WWuo1PEnBCsC9cUZT83I48bFP_X-t8mJYB5m-1cBk33gjBTnH7J6HBnPtr9e3NTSawjgVRtjwafp0mfsVcqYwegjpksFwfACy-GrF91D53oOZJG2afwW-4coImncWxb06nBsJ7pO77zosAAbnEYrGruDgJD7wyJ-Cz7ycwiig";
        assert!(verifies(N, SIGNATURE));
    }

    #[test]
    fn a_signature_of_a_shorter_key_is_not_believed_though_it_is_right() {
        const N: &str = "vKMTuGqb17ByozF_TCArFdzwGDQWgddPamnm3J9uzrd4DJJD-fSsmlV7PXeuW94vZ6DfUl__0dOgLYcG31UAVQsl_hyAtoMzS-Wod4n6zv86OcySn9YNPzY-jz6ODf-N8JhTSstiP4R4GknRbaAETo2BORqPHSKmaCy34GPxmqM";
        const SIGNATURE: &str = "Z40cZ2Ak3dLnuxpQP3PVjOPFF_CWVi6X80DsvcIvHdi102-XVTMGPayfPYsRtALK0O6noxA6IVxkaaxm902TWfCffeaCtGxYTA6DskCog1cqCZnNyQDA5BuRT02meyBoPTCcEQzX_ksZleNh0GmzPvsQIam0z9eaQ7QtXrRn2dk";
        assert!(!verifies(N, SIGNATURE));
    }
}
