//! What every session store has to do.

use cognito_backend::store::{Key, Lease, LoginRecord, Pause, SessionRecord, SessionStore};

pub(crate) fn session(name: &str) -> SessionRecord {
    SessionRecord {
        key: Key::of(name),
        sealed: vec![0, 1, 2, 255],
        generation: 0,
        refused_generation: None,
        created_at: 1_795_000_000_000,
        used_at: 1_795_000_000_001,
        expires_at: 1_795_000_000_002,
        lease: None,
        pause: None,
    }
}

fn lease(owner: &str, until: u64) -> Lease {
    Lease {
        owner: owner.into(),
        until,
    }
}

/// One key is used by one step alone, so that a shared table can be tested, too.
pub(crate) async fn keeps_its_promises(store: &impl SessionStore, run: &str) {
    let name = |step: &str| format!("{run} {step}");
    a_login_is_taken_once(store, &name("login")).await;
    a_session_is_read_touched_and_taken(store, &name("session")).await;
    a_lease_is_one_processs_until_it_ends(store, &name("lease")).await;
    tokens_are_replaced_where_nobody_else_has(store, &name("tokens")).await;
    what_is_gone_stays_gone(store, &name("gone")).await;
}

async fn a_login_is_taken_once(store: &impl SessionStore, name: &str) {
    let login = LoginRecord {
        key: Key::of(name),
        sealed: vec![7; 300],
        expires_at: 1_795_000_000_000,
    };
    assert!(store.insert_login(login.clone()).await.unwrap());
    let (one, other) = tokio::join!(store.take_login(&login.key), store.take_login(&login.key));
    let mut taken = [one.unwrap(), other.unwrap()];
    taken.sort_by_key(Option::is_none);
    assert_eq!(taken, [Some(login.clone()), None]);
    assert_eq!(store.take_login(&login.key).await.unwrap(), None);
}

async fn a_session_is_read_touched_and_taken(store: &impl SessionStore, name: &str) {
    let mut expected = session(name);
    let key = expected.key;
    assert_eq!(store.session(&key).await.unwrap(), None);
    store.insert_session(expected.clone()).await.unwrap();
    assert_eq!(store.session(&key).await.unwrap(), Some(expected.clone()));
    store.touch_session(&key, 8, 9).await.unwrap();
    store.note_refusal(&key, 0).await.unwrap();
    (expected.used_at, expected.expires_at) = (8, 9);
    expected.refused_generation = Some(0);
    assert_eq!(store.session(&key).await.unwrap(), Some(expected.clone()));
    // An id that exists is not given to a second session.
    let second = SessionRecord {
        sealed: vec![3],
        ..expected.clone()
    };
    assert!(store.insert_session(second).await.is_err());
    // Nor is one ended by somebody who saw another generation.
    assert_eq!(store.take_session(&key, Some(1)).await.unwrap(), None);
    let taken = store.take_session(&key, Some(0)).await.unwrap();
    assert_eq!(taken, Some(expected.clone()));
    assert_eq!(store.take_session(&key, Some(0)).await.unwrap(), None);
    store.insert_session(expected.clone()).await.unwrap();
    let taken = store.take_session(&key, None).await.unwrap();
    expected.refused_generation = None;
    assert_eq!(taken, Some(expected));
    assert_eq!(store.session(&key).await.unwrap(), None);
}

async fn a_lease_is_one_processs_until_it_ends(store: &impl SessionStore, name: &str) {
    let key = Key::of(name);
    store.insert_session(session(name)).await.unwrap();
    let acquire = async |owner: &str, generation, now| {
        let lease = lease(owner, now + 100);
        store
            .acquire_lease(&key, generation, &lease, now)
            .await
            .unwrap()
    };
    assert!(!acquire("one", 1, 1_000).await, "of another generation");
    let (one, other) = tokio::join!(acquire("one", 0, 1_000), acquire("other", 0, 1_000));
    assert!(one != other, "one of both");
    let owner = if one { "one" } else { "other" };
    let found = store.session(&key).await.unwrap().unwrap().lease;
    assert_eq!(found, Some(lease(owner, 1_100)));
    // Its owner may not have heard of it.
    assert!(acquire(owner, 0, 1_000).await);
    assert!(!acquire("third", 0, 1_099).await);
    // Nobody takes away what is another's.
    let pause = |until| Pause { failures: 2, until };
    let paused = store.pause_renewal(&key, "third", pause(2_000)).await;
    paused.unwrap();
    assert!(!acquire("third", 0, 1_099).await);
    assert_eq!(store.session(&key).await.unwrap().unwrap().pause, None);
    // Its owner has gone.
    assert!(acquire("third", 0, 1_100).await);
    store.pause_renewal(&key, owner, pause(1)).await.unwrap();
    assert!(!acquire("fourth", 0, 1_150).await);
    let paused = store.pause_renewal(&key, "third", pause(1_160)).await;
    paused.unwrap();
    let found = store.session(&key).await.unwrap().unwrap();
    assert_eq!((found.lease, found.pause), (None, Some(pause(1_160))));
    assert!(!acquire("fourth", 0, 1_159).await);
    assert!(acquire("fourth", 0, 1_160).await);
    // What is known of the failures stays until a renewal succeeds.
    let found = store.session(&key).await.unwrap().unwrap();
    assert_eq!(found.pause, Some(pause(1_160)));
    let replaced = store.replace_tokens(&key, 0, vec![1], true).await;
    assert!(replaced.unwrap());
    assert_eq!(store.session(&key).await.unwrap().unwrap().pause, None);
}

async fn tokens_are_replaced_where_nobody_else_has(store: &impl SessionStore, name: &str) {
    let key = Key::of(name);
    store.insert_session(session(name)).await.unwrap();
    let one = lease("one", 100);
    assert!(store.acquire_lease(&key, 0, &one, 0).await.unwrap());
    let replace = async |generation, sealed, release| {
        store
            .replace_tokens(&key, generation, vec![sealed], release)
            .await
            .unwrap()
    };
    assert!(replace(0, 1, false).await);
    assert!(!replace(0, 2, true).await, "another process was faster");
    let found = store.session(&key).await.unwrap().unwrap();
    assert_eq!((found.generation, found.sealed), (1, vec![1]));
    assert_eq!(found.lease, Some(lease("one", 100)));
    assert!(replace(1, 3, true).await);
    let found = store.session(&key).await.unwrap().unwrap();
    assert_eq!(
        (found.generation, found.sealed, found.lease),
        (2, vec![3], None)
    );
}

async fn what_is_gone_stays_gone(store: &impl SessionStore, name: &str) {
    let key = Key::of(name);
    store
        .touch_session(&key, 8, u64::from(u32::MAX))
        .await
        .unwrap();
    store.note_refusal(&key, 1).await.unwrap();
    let pause = Pause {
        failures: 1,
        until: 1,
    };
    store.pause_renewal(&key, "one", pause).await.unwrap();
    let one = lease("one", 100);
    assert!(!store.acquire_lease(&key, 0, &one, 0).await.unwrap());
    assert!(!store.replace_tokens(&key, 0, vec![1], true).await.unwrap());
    assert_eq!(store.session(&key).await.unwrap(), None);
}
