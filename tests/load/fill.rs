//! Sessions of people who are elsewhere.

use std::path::Path;

use cognito_backend::SqliteStore;
use cognito_backend::store::{Key, SessionRecord, SessionStore as _};
use futures_util::future::try_join_all;
use indicatif::ProgressBar;

/// About what three tokens of Cognito take.
const RECORD_BYTES: usize = 3_500;
/// How many steps are under way at once.
const LANES: u32 = 8;
/// In the year 2100, in milliseconds since 1970.
const FAR_AWAY: u64 = 4_102_444_800_000;

/// Puts this many sessions into the store at `path`.
pub(crate) async fn fill(path: &Path, sessions: u32) -> Result<(), String> {
    let store = SqliteStore::open(path).map_err(|error| error.to_string())?;
    let progress = ProgressBar::new(u64::from(sessions));
    let lanes = (0..LANES).map(|lane| {
        let (store, progress) = (store.clone(), progress.clone());
        async move {
            for nth in (lane..sessions).step_by(LANES as usize) {
                store
                    .insert_session(record(nth))
                    .await
                    .map_err(|error| error.to_string())?;
                progress.inc(1);
            }
            Ok::<_, String>(())
        }
    });
    try_join_all(lanes.map(tokio::spawn))
        .await
        .map_err(|error| error.to_string())?
        .into_iter()
        .collect::<Result<(), _>>()?;
    progress.finish_and_clear();
    Ok(())
}

fn record(nth: u32) -> SessionRecord {
    let key = Key::of(&nth.to_string());
    SessionRecord {
        key,
        sealed: key.as_bytes().repeat(RECORD_BYTES / key.as_bytes().len()),
        generation: 0,
        refused_generation: None,
        created_at: 0,
        used_at: 0,
        expires_at: FAR_AWAY,
        lease: None,
        pause: None,
    }
}
