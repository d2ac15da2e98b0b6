//! What the tabs of one site tell each other.

use crate::common::{SerdeJson, any_json, config, read, stored_session};
use leptos_cognito::protocol::authorize::Audience;
use leptos_cognito::protocol::secret::RefreshToken;
use leptos_cognito::protocol::stored::StoredSession;
use leptos_cognito::protocol::tabs::{lock_name, name, renewed, session_for};
use proptest::prelude::*;
use serde_json::json;

fn token(text: &str) -> RefreshToken {
    RefreshToken::new(text.into())
}

#[test]
fn a_name_tells_nothing_of_the_token() {
    let name = lock_name(&token("r3fr3sh"));
    assert!(!name.contains("r3fr3sh"));
    assert_eq!(name, lock_name(&token("r3fr3sh")));
    assert_ne!(name, lock_name(&token("r3fr3sh2")));
}

#[test]
fn tabs_of_another_issuer_domain_or_client_have_another_name() {
    let ours = stored_session().audience;
    for other in [
        Audience {
            issuer: None,
            ..ours.clone()
        },
        Audience {
            domain: None,
            ..ours.clone()
        },
        Audience {
            client_id: "other".into(),
            ..ours.clone()
        },
        Audience {
            issuer: ours.domain.clone(),
            domain: ours.issuer.clone(),
            ..ours.clone()
        },
    ] {
        assert_ne!(name(&other), name(&ours), "{other:?}");
    }
}

#[test]
fn a_tab_takes_over_what_replaces_its_own_session() {
    let message = renewed(&token("r3fr3sh"), &stored_session());
    let config = config(json!({}));
    let taken = session_for::<SerdeJson>(&message, &token("r3fr3sh"), &config);
    assert_eq!(taken, Some(stored_session()));
}

#[test]
fn a_tab_with_another_session_takes_nothing_over() {
    let message = renewed(&token("r3fr3sh"), &stored_session());
    let config = config(json!({}));
    assert_eq!(
        session_for::<SerdeJson>(&message, &token("other"), &config),
        None
    );
}

#[test]
fn a_session_for_another_client_is_not_taken_over() {
    let mut foreign = stored_session();
    foreign.audience.client_id = "other".into();
    let message = renewed(&token("r3fr3sh"), &foreign);
    let config = config(json!({}));
    assert_eq!(
        session_for::<SerdeJson>(&message, &token("r3fr3sh"), &config),
        None
    );
}

proptest! {
    #[test]
    fn no_message_stops_the_program(message in any_json(), session in any_json()) {
        let config = config(json!({}));
        let token = token("r3fr3sh");
        prop_assert_eq!(session_for::<SerdeJson>(&read(message), &token, &config), None);
        let ours = json!({ "replaces": lock_name(&token), "session": session });
        let taken: Option<StoredSession> = session_for::<SerdeJson>(&read(ours), &token, &config);
        prop_assert_eq!(taken, None);
    }
}
