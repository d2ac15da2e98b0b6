//! Sessions in a file.

use cognito_backend::SqliteStore;
use cognito_backend::store::{Key, LoginRecord, SessionStore as _};

use crate::promises::{keeps_its_promises, session};

#[tokio::test]
async fn sqlite_keeps_its_promises_also_to_several_processes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sessions.db");
    let store = SqliteStore::open(&file).unwrap();
    keeps_its_promises(&store, "one").await;
    keeps_its_promises(&SqliteStore::open(&file).unwrap(), "other").await;
}

#[tokio::test]
async fn what_sqlite_has_kept_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sessions.db");
    let store = SqliteStore::open(&file).unwrap();
    store.insert_session(session("a")).await.unwrap();
    drop(store);
    let store = SqliteStore::open(&file).unwrap();
    let found = store.session(&Key::of("a")).await.unwrap();
    assert_eq!(found, Some(session("a")));
}

#[tokio::test]
async fn sqlite_removes_what_has_expired_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("sessions.db")).unwrap();
    for number in 0..2_500_u64 {
        let mut session = session(&number.to_string());
        session.expires_at = number;
        store.insert_session(session).await.unwrap();
    }
    let key = Key::of("login");
    let sealed = Vec::new();
    let expires_at = 17;
    let login = LoginRecord {
        key,
        sealed,
        expires_at,
    };
    assert!(store.insert_login(login).await.unwrap());
    let mut removed = Vec::new();
    loop {
        removed.push(store.remove_expired(1_999).await.unwrap());
        if removed.last() == Some(&0) {
            break;
        }
    }
    assert_eq!(removed.iter().sum::<u64>(), 2_001);
    assert_eq!(store.take_login(&key).await.unwrap(), None);
    assert_eq!(store.session(&Key::of("1999")).await.unwrap(), None);
    assert!(store.session(&Key::of("2000")).await.unwrap().is_some());
}

#[tokio::test]
async fn as_many_logins_as_allowed_are_under_way_whichever_process_began_them() {
    let folder = tempfile::tempdir().unwrap();
    let open = || SqliteStore::open(folder.path().join("sessions.db")).unwrap();
    let stores = [open().login_limit(2), open().login_limit(2)];
    let login = |name: &str, expires_at| LoginRecord {
        key: Key::of(name),
        sealed: Vec::new(),
        expires_at,
    };
    let [one, other] = &stores;
    assert!(one.insert_login(login("a", 1)).await.unwrap());
    assert!(other.insert_login(login("b", 9)).await.unwrap());
    assert!(!one.insert_login(login("c", 9)).await.unwrap());
    // One has ended, the other one has expired.
    other.take_login(&Key::of("b")).await.unwrap().unwrap();
    assert!(one.insert_login(login("c", 9)).await.unwrap());
    assert!(!one.insert_login(login("d", 9)).await.unwrap());
    assert_eq!(other.remove_expired(1).await.unwrap(), 1);
    assert!(one.insert_login(login("d", 9)).await.unwrap());
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("sessions.db")).unwrap();
    store.insert_session(session("a")).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert!(files.len() > 1, "the log is a file of its own");
    for file in files {
        let mode = file.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
    }
}

#[tokio::test]
async fn a_file_of_another_form_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sessions.db");
    std::fs::write(
        &file,
        "not a database, and longer than the header of one".repeat(10),
    )
    .unwrap();
    assert!(SqliteStore::open(&file).is_err());
    assert!(SqliteStore::open(folder.path().join("missing/sessions.db")).is_err());
}
