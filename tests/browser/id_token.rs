//! The ID token of a login (OpenID Connect Core §3.1.3.7). What is refused, and with which code, is in `codes.rs`
//! and, case by case, in `crates/cognito-spa/tests`.

use end_to_end::harness::{Harness, run};
use local_cognito::{Endpoint, Fault, Signature, Tampering};
use serde_json::{Value, json};

pub(crate) fn signed(signature: Signature) -> Fault {
    Fault {
        id_token: Tampering {
            signature,
            ..Tampering::default()
        },
        ..Fault::at(Endpoint::Token)
    }
}

pub(crate) fn claiming(claims: Value) -> Fault {
    Fault {
        id_token: Tampering {
            claims: serde_json::from_value(claims).unwrap(),
            ..Tampering::default()
        },
        ..Fault::at(Endpoint::Token)
    }
}

#[test]
fn a_missing_at_hash_and_unknown_claims_are_no_reason_to_refuse() {
    run(async |harness: &Harness| {
        harness.fault(claiming(json!({"at_hash": null, "new": {"a": [1, 2]}})));
        harness.log_in().await;
    });
}

#[test]
fn an_unknown_key_id_fetches_the_keys_once_more_and_no_oftener() {
    run(async |harness: &Harness| {
        harness.fault(signed(Signature::UnknownKid));
        harness.begin_login().await;
        harness.sign_in().await;
        harness.is_refused().await;
        let path = "/us-east-1_local/.well-known/jwks.json";
        assert_eq!(harness.received("GET", path), 2);
    });
}

#[test]
fn a_name_in_the_token_is_shown_as_text() {
    run(async |harness: &Harness| {
        let name = "<img src=x onerror=alert(1)>";
        harness.fault(claiming(json!({ "email": name })));
        harness.begin_login().await;
        harness.sign_in().await;
        harness.tab.says(name).await;
    });
}
