//! Forged ID tokens: every one is refused before anything is kept (OpenID Connect Core §3.1.3.7).

use end_to_end::harness::{Harness, run};
use local_cognito::{Endpoint, Fault, Signature, Tampering};
use serde_json::{Value, json};

use crate::token_endpoint::refused_each_time;

pub(crate) fn signed(signature: Signature) -> Fault {
    Fault {
        id_token: Tampering {
            signature,
            ..Tampering::default()
        },
        ..Fault::at(Endpoint::Token)
    }
}

fn claims(claims: Value) -> Tampering {
    Tampering {
        claims: serde_json::from_value(claims).unwrap(),
        ..Tampering::default()
    }
}

pub(crate) fn claiming(changed: Value) -> Fault {
    Fault {
        id_token: claims(changed),
        ..Fault::at(Endpoint::Token)
    }
}

fn now() -> i64 {
    let since = std::time::UNIX_EPOCH.elapsed().unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

#[test]
fn wrong_signatures_and_algorithms_are_refused() {
    run(async |harness: &Harness| {
        let faults = [
            Signature::Invalid,
            Signature::None,
            Signature::Hs256,
            Signature::UnknownKid,
            Signature::MissingKid,
        ];
        refused_each_time(harness, faults.map(signed).into()).await;
    });
}

#[test]
fn another_issuer_is_refused() {
    run(async |harness: &Harness| {
        let domain = harness.pool.origin().to_owned();
        let faults = [
            json!({"iss": "https://evil.example/us-east-1_local"}),
            json!({"iss": format!("{}/", harness.pool.issuer())}),
            json!({"iss": domain}),
            json!({"iss": null}),
            json!({"iss": 5}),
        ];
        refused_each_time(harness, faults.map(claiming).into()).await;
    });
}

#[test]
fn another_audience_is_refused() {
    run(async |harness: &Harness| {
        let client = harness.pool.client_id().to_owned();
        let faults = [
            json!({"aud": "another"}),
            json!({"aud": [client, "another"]}),
            json!({"aud": []}),
            json!({"aud": null}),
            json!({"azp": "another"}),
        ];
        refused_each_time(harness, faults.map(claiming).into()).await;
    });
}

#[test]
fn a_token_of_another_time_is_refused() {
    run(async |harness: &Harness| {
        let hour = 3600;
        let faults = [
            json!({"exp": now() - hour}),
            json!({"exp": null}),
            json!({"exp": "soon"}),
            json!({"iat": now() + hour}),
            json!({"iat": now() - hour}),
            json!({"iat": null}),
        ];
        refused_each_time(harness, faults.map(claiming).into()).await;
    });
}

#[test]
fn a_nonce_of_another_login_is_refused() {
    run(async |harness: &Harness| {
        let faults = [
            json!({"nonce": "another"}),
            json!({"nonce": null}),
            json!({"nonce": ""}),
        ];
        refused_each_time(harness, faults.map(claiming).into()).await;
    });
}

#[test]
fn a_token_of_another_use_is_refused() {
    run(async |harness: &Harness| {
        let access = Fault {
            access_token: claims(json!({"token_use": "id"})),
            ..Fault::at(Endpoint::Token)
        };
        let faults = vec![
            claiming(json!({"token_use": "access"})),
            claiming(json!({"token_use": null})),
            access,
        ];
        refused_each_time(harness, faults).await;
    });
}

#[test]
fn a_token_bound_to_another_access_token_is_refused() {
    run(async |harness: &Harness| {
        let faults = [
            json!({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}),
            json!({"at_hash": 5}),
        ];
        refused_each_time(harness, faults.map(claiming).into()).await;
    });
}

#[test]
fn a_token_without_a_subject_is_refused() {
    run(async |harness: &Harness| {
        let faults = [json!({"sub": null}), json!({"sub": ""}), json!({"sub": 5})];
        refused_each_time(harness, faults.map(claiming).into()).await;
    });
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
fn without_the_issuers_keys_nobody_is_signed_in() {
    run(async |harness: &Harness| {
        let jwks = || Fault::at(Endpoint::Jwks);
        let faults = vec![
            Fault {
                status: Some(500),
                ..jwks()
            },
            Fault {
                drop: true,
                ..jwks()
            },
            Fault {
                body: Some("<p>".to_owned()),
                ..jwks()
            },
            Fault {
                body: Some("{\"keys\":[]}".to_owned()),
                ..jwks()
            },
            Fault {
                body: Some("{\"keys\":[{\"kty\":\"RSA\"},5]}".to_owned()),
                ..jwks()
            },
        ];
        refused_each_time(harness, faults).await;
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
