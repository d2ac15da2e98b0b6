//! Session storage, and one time stamp in local storage. Either may be blocked, full, or filled by
//! somebody else.

use super::clock;
use super::json::{BrowserJson, write};
use crate::protocol::backend::BegunLogin;
use crate::protocol::config::Config;
use crate::protocol::json::{self, Value};
use crate::protocol::pending::{Pending, is_record_awaited};
use crate::protocol::stored::StoredSession;
use gloo_storage::{LocalStorage, SessionStorage, Storage as _};

/// The start script asks for it, too (`src/boot.js`).
const SESSION: &str = "leptos-cognito.session";
const PENDING: &str = "leptos-cognito.pending.";
const SIGNED_OUT: &str = "leptos-cognito.signed-out";
const BEGUN_LOGIN: &str = "leptos-cognito.begun-login";

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

fn local_storage() -> Option<web_sys::Storage> {
    match web_sys::window()?.local_storage() {
        Ok(Some(_)) => Some(LocalStorage::raw()),
        _ => None,
    }
}

fn set(key: &str, value: &Value) -> Result<(), StorageError> {
    let text = write(value).ok_or(StorageError)?;
    storage()?.set_item(key, &text).map_err(|_| StorageError)
}

fn get(key: &str) -> Option<Value> {
    json::parse::<BrowserJson>(&storage().ok()?.get_item(key).ok()??)
}

fn remove(key: &str) -> Result<(), StorageError> {
    storage()?.remove_item(key).map_err(|_| StorageError)
}

/// Keeps a signed-in session for the tab's next page.
pub(crate) fn keep_session(session: &StoredSession) -> Result<(), StorageError> {
    set(SESSION, &session.to_value())
}

/// The session that was kept, if it is for this provider and client.
pub(crate) fn kept_session(config: &Config) -> Option<StoredSession> {
    StoredSession::from_value::<BrowserJson>(&get(SESSION)?, config)
}

/// The session that was kept, whatever its provider and client are.
pub(crate) fn kept_session_of_any_provider() -> Option<StoredSession> {
    StoredSession::of_any_provider::<BrowserJson>(&get(SESSION)?)
}

/// Forgets the session that was kept.
pub(crate) fn forget_session() -> Result<(), StorageError> {
    remove(SESSION)
}

/// Keeps the record of a login that begins.
pub(crate) fn keep_pending(state: &str, pending: &Pending) -> Result<(), StorageError> {
    set(&pending_key(state), &pending.to_value())
}

/// Takes the record of a login out, so that nothing can use it twice. A record that cannot be
/// taken out is not used at all.
pub(crate) fn take_pending(state: &str) -> Option<Value> {
    let key = pending_key(state);
    let record = get(&key);
    remove(&key).ok()?;
    record
}

/// Forgets the logins that nobody awaits any more at `now`, in milliseconds since 1970.
pub(crate) fn forget_abandoned(now: f64) -> Result<(), StorageError> {
    for key in pending_keys()? {
        if !is_awaited(&key, now) {
            remove(&key)?;
        }
    }
    Ok(())
}

/// Whether a login that was begun in this tab has not been answered, and is still awaited at `now`, in
/// milliseconds since 1970.
pub(crate) fn awaits_login(now: f64) -> bool {
    pending_keys().is_ok_and(|keys| keys.iter().any(|key| is_awaited(key, now)))
}

fn is_awaited(key: &str, now: f64) -> bool {
    get(key).is_some_and(|record| is_record_awaited(&record, now))
}

fn pending_keys() -> Result<Vec<String>, StorageError> {
    let storage = storage()?;
    let count = storage.length().map_err(|_| StorageError)?;
    Ok((0..count)
        .filter_map(|nth| storage.key(nth).ok().flatten())
        .filter(|key| key.starts_with(PENDING))
        .collect())
}

fn pending_key(state: &str) -> String {
    [PENDING, state].concat()
}

/// Keeps what this page knows of a login that a backend begins.
pub(crate) fn keep_begun_login(login: &BegunLogin) -> Result<(), StorageError> {
    set(BEGUN_LOGIN, &login.to_value())
}

/// Takes out what the page that began a login has kept of it.
pub(crate) fn take_begun_login(redirect_path: &str) -> Option<BegunLogin> {
    let login = get(BEGUN_LOGIN)?;
    let _ = remove(BEGUN_LOGIN);
    BegunLogin::from_value(&login, redirect_path)
}

/// Notes that the person signs out now, for the other tabs; whether it could be noted.
pub(crate) fn note_log_out(key: &str) -> bool {
    let time = (clock::now() as u64).to_string();
    local_storage().is_some_and(|storage| storage.set_item(key, &time).is_ok())
}

/// When the person signed out last, in milliseconds since 1970 by the device's clock of then.
pub(crate) fn last_log_out(key: &str) -> Option<f64> {
    let text = local_storage()?.get_item(key).ok()??;
    text.parse::<u64>().ok().map(|time| time as f64)
}

/// How a person has signed out in this tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignedOut {
    /// Here and, as far as this page can know, at the provider.
    Everywhere,
    /// Here; the provider may still know the person.
    Here,
}

/// Notes for this tab's next page that the person has signed out, so that it begins no login by
/// itself, and says what is left.
pub(crate) fn note_signed_out(signed_out: SignedOut) {
    let is_everywhere = signed_out == SignedOut::Everywhere;
    // Where nothing can be stored, no login can begin either.
    let _ = set(SIGNED_OUT, &Value::Bool(is_everywhere));
}

/// How the person has signed out, where this page is the first one after that in this tab.
pub(crate) fn take_signed_out() -> Option<SignedOut> {
    let noted = get(SIGNED_OUT)?;
    let _ = remove(SIGNED_OUT);
    Some(match noted {
        Value::Bool(false) => SignedOut::Here,
        _ => SignedOut::Everywhere,
    })
}
