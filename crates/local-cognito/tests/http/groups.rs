use local_cognito::{
    ADMIN_PASSWORD, ADMIN_USER, DEMO_PASSWORD, DEMO_USER, GOOGLE_USERS, Group, LocalCognito,
    NewUser, Options, StartError,
};
use serde_json::{Value, json};

use crate::browser::{APP, Answer, Browser, claims};

/// `cognito:groups` of both tokens, which are always the same.
fn groups(answer: &Answer) -> Option<Value> {
    let id = claims(&answer.text("id_token"));
    let access = claims(&answer.text("access_token"));
    assert_eq!(id.get("cognito:groups"), access.get("cognito:groups"));
    id.get("cognito:groups").cloned()
}

fn ann(email: &str, password: &str, groups: &[&str]) -> NewUser {
    NewUser {
        email: email.to_owned(),
        password: password.to_owned(),
        groups: groups.iter().map(|name| (*name).to_owned()).collect(),
    }
}

fn group(name: &str, members: &[&str]) -> Group {
    Group {
        name: name.to_owned(),
        members: members.iter().map(|email| (*email).to_owned()).collect(),
    }
}

#[tokio::test]
async fn both_tokens_name_the_groups_of_a_user_who_is_in_one() {
    let browser = Browser::new().await;
    let admin = browser.tokens_of(ADMIN_USER, ADMIN_PASSWORD).await;
    assert_eq!(groups(&admin), Some(json!(["admins"])));
    assert_eq!(claims(&admin.text("id_token"))["email"], ADMIN_USER);
    let demo = browser.tokens_of(DEMO_USER, DEMO_PASSWORD).await;
    assert_eq!(groups(&demo), None);
}

#[tokio::test]
async fn a_renewal_keeps_the_groups_and_user_info_has_none() {
    let browser = Browser::new().await;
    let first = browser.tokens_of(ADMIN_USER, ADMIN_PASSWORD).await;
    let next = browser.renew(&first.text("refresh_token")).await;
    assert_eq!(groups(&next), Some(json!(["admins"])));
    let bearer = format!("Bearer {}", next.text("access_token"));
    let profile = browser.get_with("/oauth2/userInfo", &bearer).await.json();
    assert_eq!(profile["email"], ADMIN_USER);
    assert_eq!(profile.get("cognito:groups"), None);
}

#[tokio::test]
async fn users_and_groups_can_be_added() {
    let options = Options {
        users: vec![ann("ann@example.com", "a", &["staff"])],
        groups: vec![
            group("staff", &["ANN@example.com", DEMO_USER]),
            group("editors", &["ann@example.com", GOOGLE_USERS[0]]),
        ],
        ..Options::for_test(APP)
    };
    let browser = Browser::with(options).await;
    let ann = browser.tokens_of("ann@example.com", "a").await;
    assert_eq!(groups(&ann), Some(json!(["staff", "editors"])));
    let demo = browser.tokens_of(DEMO_USER, DEMO_PASSWORD).await;
    assert_eq!(groups(&demo), Some(json!(["staff"])));
    let google = browser.google_tokens(GOOGLE_USERS[0], &[]).await;
    assert_eq!(
        groups(&google),
        Some(json!(["us-east-1_local_Google", "editors"]))
    );
}

#[tokio::test]
async fn a_user_added_at_start_is_the_same_person_after_a_restart() {
    let mut subs = Vec::new();
    for _ in 0..2 {
        let browser = Browser::with(Options {
            users: vec![ann("ann@example.com", "a", &[])],
            ..Options::for_test(APP)
        })
        .await;
        let answer = browser.tokens_of("ann@example.com", "a").await;
        subs.push(claims(&answer.text("id_token"))["sub"].clone());
    }
    assert_eq!(subs[0], subs[1]);
}

#[tokio::test]
async fn a_user_or_group_that_cannot_be_is_refused_by_name() {
    let refused = async |users: Vec<NewUser>, groups: Vec<Group>| {
        let options = Options {
            users,
            groups,
            ..Options::for_test(APP)
        };
        LocalCognito::start(options).await.unwrap_err()
    };
    for user in [ann("ann", "a", &[]), ann("ann@example.com", "", &[])] {
        let email = user.email.clone();
        let error = refused(vec![user], vec![]).await;
        assert!(matches!(error, StartError::User(named) if named == email));
    }
    let twice = [
        ann("ann@example.com", "a", &[]),
        ann("Ann@Example.com", "b", &[]),
    ];
    for users in [vec![ann(DEMO_USER, "a", &[])], twice.to_vec()] {
        let error = refused(users, vec![]).await;
        assert!(matches!(error, StartError::UserExists(_)), "{error}");
    }
    let error = refused(vec![ann("ann@example.com", "a", &["the staff"])], vec![]).await;
    assert!(matches!(error, StartError::GroupName(name) if name == "the staff"));
    let error = refused(vec![], vec![group("staff", &["bob@example.com"])]).await;
    assert!(error.to_string().contains("bob@example.com"), "{error}");
    assert!(matches!(error, StartError::GroupMember { .. }));
}
