//! Session storage, which may be blocked, full, or filled by somebody else.

use super::json::BrowserJson;
use crate::protocol::authorize::{Audience, Pending};
use crate::protocol::json::{self, Json as _};
use crate::protocol::stored::{self, StoredSession};
use gloo_storage::{SessionStorage, Storage as _};

const SESSION: &str = "leptos-cognito.session";
const PENDING: &str = "leptos-cognito.pending.";

/// The browser did not store it: storage is blocked or full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StorageError;

/// gloo's accessor panics where storage is blocked, so it is asked only after the browser said yes.
fn storage() -> Result<web_sys::Storage, StorageError> {
    match web_sys::window().map(|window| window.session_storage()) {
        Some(Ok(Some(_))) => Ok(SessionStorage::raw()),
        _ => Err(StorageError),
    }
}

fn set(key: &str, value: Option<String>) -> Result<(), StorageError> {
    let value = value.ok_or(StorageError)?;
    storage()?.set_item(key, &value).map_err(|_| StorageError)
}

fn get(key: &str) -> Option<String> {
    storage().ok()?.get_item(key).ok()?
}

fn remove(key: &str) -> Result<(), StorageError> {
    storage()?.remove_item(key).map_err(|_| StorageError)
}

/// Keeps a signed-in session for the tab's next page.
pub(crate) fn keep_session(session: &StoredSession) -> Result<(), StorageError> {
    set(SESSION, BrowserJson::write(session))
}

/// The session that was kept, if it is for `audience`.
pub(crate) fn kept_session(audience: &Audience) -> Option<StoredSession> {
    stored::read::<BrowserJson>(&get(SESSION)?, audience)
}

/// Forgets the session that was kept.
pub(crate) fn forget_session() -> Result<(), StorageError> {
    remove(SESSION)
}

/// Keeps the record of a login that begins.
pub(crate) fn keep_pending(state: &str, pending: &Pending) -> Result<(), StorageError> {
    set(&pending_key(state), BrowserJson::write(pending))
}

/// Takes the record of a login out, so that nothing can use it twice. A record that cannot be
/// taken out is not used at all.
pub(crate) fn take_pending(state: &str) -> Option<Pending> {
    let key = pending_key(state);
    let text = get(&key)?;
    remove(&key).ok()?;
    json::read::<BrowserJson, _>(&text)
}

/// Forgets the logins that nobody awaits any more at `now`, in milliseconds since 1970.
pub(crate) fn forget_abandoned(now: f64) -> Result<(), StorageError> {
    let storage = storage()?;
    let count = storage.length().map_err(|_| StorageError)?;
    let keys: Vec<String> = (0..count)
        .filter_map(|nth| storage.key(nth).ok().flatten())
        .filter(|key| key.starts_with(PENDING))
        .collect();
    for key in keys {
        let pending: Option<Pending> =
            get(&key).and_then(|text| json::read::<BrowserJson, _>(&text));
        if !pending.is_some_and(|pending| pending.is_awaited(now)) {
            remove(&key)?;
        }
    }
    Ok(())
}

fn pending_key(state: &str) -> String {
    [PENDING, state].concat()
}
