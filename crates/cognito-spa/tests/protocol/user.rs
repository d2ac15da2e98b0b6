//! Who is signed in, as far as the tokens say so.

use crate::common::{
    ACCESS_TOKEN, NOW_S, any_json, changed, id_claims, jwt, rs256, stored_session,
};
use cognito_spa::User;
use cognito_spa::protocol::json::SerdeJson;
use cognito_spa::protocol::secret::{AccessToken, IdToken};
use cognito_spa::protocol::stored::StoredSession;
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

/// The person of an ID token with these changes, and of this access token.
fn user(id_token: Option<Value>, access_token: &str) -> User {
    let claims = |changes| jwt(&rs256(), &changed(id_claims("n"), changes));
    let session = StoredSession {
        id_token: id_token.map(|changes| IdToken::new(claims(changes))),
        access_token: AccessToken::new(access_token.into()),
        ..stored_session()
    };
    session.user::<SerdeJson>().unwrap()
}

fn of_id_token(changes: Value) -> User {
    user(Some(changes), ACCESS_TOKEN)
}

fn access_token(changes: Value) -> String {
    let claims = json!({ "sub": "3f1c", "username": "demo", "token_use": "access", "exp": NOW_S });
    jwt(&rs256(), &changed(claims, changes))
}

#[test]
fn a_person_is_who_the_id_token_says() {
    let user = of_id_token(json!({ "cognito:groups": ["admins", "ops"] }));
    assert_eq!(user.sub, "3f1c");
    assert_eq!(user.email.as_deref(), Some("demo@example.com"));
    assert_eq!(user.username.as_deref(), Some("demo"));
    assert_eq!(user.groups, ["admins", "ops"]);
    assert_eq!(user.scopes, ["openid", "api/read"]);
    assert_eq!(user.id_token_claims.text("sub"), Some("3f1c"));
}

#[test]
fn a_person_is_called_by_email_else_by_user_name_else_by_sub() {
    let name = |changes| of_id_token(changes).display_name().map(String::from);
    let named = |changes| name(changes).unwrap();
    assert_eq!(named(json!({})), "demo@example.com");
    assert_eq!(named(json!({ "email": null })), "demo");
    assert_eq!(named(json!({ "email": "" })), "demo");
    assert_eq!(
        named(json!({ "email": null, "cognito:username": null, "preferred_username": "d" })),
        "d"
    );
    assert_eq!(
        named(json!({ "email": null, "cognito:username": null, "name": "Demo" })),
        "Demo"
    );
    assert_eq!(
        named(json!({ "email": null, "cognito:username": null })),
        "3f1c"
    );
}

#[test]
fn a_name_of_another_form_is_none() {
    let user = of_id_token(json!({ "email": ["a@example.com"], "cognito:username": 7 }));
    assert_eq!((user.email, user.username), (None, None));
}

#[test]
fn without_an_id_token_the_access_token_says_who() {
    let user = user(None, &access_token(json!({ "cognito:groups": ["admins"] })));
    assert_eq!(user.sub, "3f1c");
    assert_eq!(user.username.as_deref(), Some("demo"));
    assert_eq!(user.display_name(), Some("demo"));
    assert!(user.is_in_group("admins"));
    assert_eq!(user.email, None);
    assert_eq!(user.id_token_claims, User::default().id_token_claims);
}

#[test]
fn what_the_id_token_says_counts_first() {
    let other = access_token(json!({ "sub": "other", "cognito:groups": ["other"] }));
    let user = user(Some(json!({ "cognito:groups": ["admins"] })), &other);
    assert_eq!(user.sub, "3f1c");
    assert_eq!(user.groups, ["admins"]);
}

#[test]
fn groups_count_from_either_token() {
    let user = user(
        Some(json!({})),
        &access_token(json!({ "cognito:groups": ["admins"] })),
    );
    assert!(user.is_in_group("admins"));
    assert!(!user.is_in_group("Admins") && !user.is_in_group(""));
}

#[test]
fn groups_of_another_form_are_none() {
    for groups in [json!("admins"), json!({ "admins": true }), json!(7)] {
        let user = of_id_token(json!({ "cognito:groups": groups }));
        assert!(user.groups.is_empty(), "{user:?}");
    }
    let mixed = of_id_token(json!({ "cognito:groups": ["admins", 7, null] }));
    assert_eq!(mixed.groups, ["admins"]);
}

#[test]
fn opaque_tokens_say_nobody() {
    let user = user(None, ACCESS_TOKEN);
    assert_eq!(user.sub, "");
    assert_eq!(user.display_name(), None);
    assert!(user.groups.is_empty());
    assert_eq!(user.scopes, ["openid", "api/read"]);
}

#[test]
fn an_id_token_that_cannot_be_read_is_nobodys() {
    let session = StoredSession {
        id_token: Some(IdToken::new("opaque".into())),
        ..stored_session()
    };
    assert_eq!(session.user::<SerdeJson>(), None);
}

#[test]
fn custom_attributes_are_read_as_the_apps_own_form() {
    #[derive(Deserialize)]
    struct Tenant {
        #[serde(rename = "custom:tenant")]
        tenant: String,
    }
    let user = of_id_token(json!({ "custom:tenant": "acme" }));
    assert_eq!(user.claims::<Tenant>().unwrap().tenant, "acme");
    let without = of_id_token(json!({})).claims::<Tenant>();
    assert_eq!(without.err().unwrap().code(), "claims.wrong_form");
    assert!(User::default().claims::<Tenant>().is_err());
}

proptest! {
    #[test]
    fn no_claim_of_any_form_stops_the_program(email in any_json(), groups in any_json(), sub in any_json()) {
        let odd = json!({ "email": email, "cognito:groups": groups, "sub": sub });
        let _ = of_id_token(odd.clone()).display_name();
        let _ = user(None, &access_token(odd)).display_name();
    }
}
