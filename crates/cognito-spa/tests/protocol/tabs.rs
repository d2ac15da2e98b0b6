//! What the tabs of one site tell each other.

use crate::common::{any_json, config, read, stored_session};
use cognito_spa::protocol::audience::Audience;
use cognito_spa::protocol::json::SerdeJson;
use cognito_spa::protocol::secret::RefreshToken;
use cognito_spa::protocol::stored::StoredSession;
use cognito_spa::protocol::tabs::{
    is_signed_out, lock_name, name, offered_session, presence_name, renewed, session_for,
    session_offered, session_wanted, signed_out, wanted_id,
};
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
fn a_log_out_is_no_other_message() {
    let told = [
        session_wanted("7"),
        session_offered("7", &stored_session()),
        renewed(&token("r3fr3sh"), &stored_session()),
    ];
    assert!(is_signed_out(&signed_out()));
    assert!(!told.iter().any(is_signed_out));
    let config = config(json!({}));
    assert_eq!(wanted_id(&signed_out()), None);
    assert!(session_for::<SerdeJson>(&signed_out(), &token("r3fr3sh"), &config).is_none());
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

#[test]
fn the_presence_of_a_session_has_a_name_of_its_own() {
    let ours = stored_session().audience;
    let other = Audience {
        client_id: "other".into(),
        ..ours.clone()
    };
    assert_eq!(presence_name(&ours), presence_name(&ours));
    assert_ne!(presence_name(&ours), presence_name(&other));
    assert_ne!(presence_name(&ours), name(&ours));
}

#[test]
fn a_question_is_told_by_its_id_and_nothing_else_is_one() {
    assert_eq!(wanted_id(&session_wanted("17")), Some("17"));
    for other in [
        session_offered("17", &stored_session()),
        renewed(&token("r3fr3sh"), &stored_session()),
        read(&json!({ "wants": 17 })),
        read(&json!(null)),
    ] {
        assert_eq!(wanted_id(&other), None);
    }
}

#[test]
fn a_session_is_taken_over_in_answer_to_the_own_question_only() {
    let config = config(json!({}));
    let offered = |message, id| offered_session::<SerdeJson>(&message, id, &config);
    let answer = session_offered("17", &stored_session());
    assert_eq!(offered(answer.clone(), "17"), Some(stored_session()));
    assert_eq!(offered(answer, "18"), None);
    let renewed = renewed(&token("r3fr3sh"), &stored_session());
    assert_eq!(offered(renewed, "17"), None);
    assert_eq!(offered(session_wanted("17"), "17"), None);
    assert_eq!(offered(read(&json!({ "offers": "17" })), "17"), None);
}

#[test]
fn a_session_that_is_offered_is_checked_as_one_from_the_storage_is() {
    let config = config(json!({}));
    let mut foreign = stored_session();
    foreign.audience.client_id = "other".into();
    let mut nobody = stored_session();
    nobody.id_token = None;
    for session in [foreign, nobody] {
        let answer = session_offered("17", &session);
        assert_eq!(offered_session::<SerdeJson>(&answer, "17", &config), None);
    }
}

#[test]
fn an_answer_to_a_question_replaces_no_session_by_itself() {
    let answer = session_offered("17", &stored_session());
    let config = config(json!({}));
    assert_eq!(
        session_for::<SerdeJson>(&answer, &token("r3fr3sh"), &config),
        None
    );
}

proptest! {
    #[test]
    fn no_message_stops_the_program(message in any_json(), session in any_json()) {
        let config = config(json!({}));
        let token = token("r3fr3sh");
        prop_assert_eq!(session_for::<SerdeJson>(&read(&message), &token, &config), None);
        let ours = json!({ "replaces": lock_name(&token), "session": session });
        let taken: Option<StoredSession> = session_for::<SerdeJson>(&read(&ours), &token, &config);
        prop_assert_eq!(taken, None);
    }

    #[test]
    fn no_answer_of_another_tab_stops_the_program(message in any_json(), session in any_json()) {
        let config = config(json!({}));
        let answer = read(&json!({ "offers": "17", "session": session }));
        prop_assert_eq!(offered_session::<SerdeJson>(&answer, "17", &config), None);
        let message = read(&message);
        prop_assert_eq!(offered_session::<SerdeJson>(&message, "17", &config), None);
        prop_assert_eq!(wanted_id(&message), None);
    }
}
