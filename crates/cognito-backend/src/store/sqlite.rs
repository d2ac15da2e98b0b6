//! Sessions in one SQLite file, for any number of processes of one machine.

use super::{Key, Lease, LoginRecord, Pause, SessionRecord, SessionStore, StoreError};
use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension as _, Row, named_params, params};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long a statement waits for another process that writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How many expired records one step removes: others want to write, too.
const SWEEP_SIZE: u32 = 1_000;

/// How many connections that read are kept for the next reader.
const IDLE_READERS: usize = 8;

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS logins (
        key BLOB PRIMARY KEY,
        sealed BLOB NOT NULL,
        expires_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS logins_by_end ON logins (expires_at);
    CREATE TABLE IF NOT EXISTS login_count (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        count INTEGER NOT NULL
    ) STRICT;
    INSERT OR IGNORE INTO login_count (id, count) VALUES (1, 0);
    CREATE TRIGGER IF NOT EXISTS login_kept AFTER INSERT ON logins
        BEGIN UPDATE login_count SET count = count + 1; END;
    CREATE TRIGGER IF NOT EXISTS login_gone AFTER DELETE ON logins
        BEGIN UPDATE login_count SET count = count - 1; END;
    CREATE TABLE IF NOT EXISTS sessions (
        key BLOB PRIMARY KEY,
        sealed BLOB NOT NULL,
        generation INTEGER NOT NULL,
        refused_generation INTEGER,
        created_at INTEGER NOT NULL,
        used_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        lease_owner TEXT,
        lease_until INTEGER,
        failures INTEGER,
        paused_until INTEGER
    ) STRICT;
    CREATE INDEX IF NOT EXISTS sessions_by_end ON sessions (expires_at);
    PRAGMA user_version = 2;
";

/// The form of the file. Another number means another form, which is not opened.
const VERSION: u32 = 2;

const SESSION_COLUMNS: &str = "sealed, generation, refused_generation, created_at, used_at, \
                               expires_at, lease_owner, lease_until, failures, paused_until";

/// Sessions in one SQLite file.
///
/// It is in WAL mode: readers never wait, and writers wait for each other alone. What was written
/// survives the end of the process; a loss of power may cost the last moments (`synchronous=NORMAL`).
#[derive(Clone)]
pub struct SqliteStore {
    connections: Arc<Connections>,
    login_limit: u64,
}

/// How many logins are under way at once, at most: 200 MB in ten minutes.
const LOGIN_LIMIT: u64 = 100_000;

struct Connections {
    path: PathBuf,
    /// SQLite has one writer at a time. Waiting here for the one of this process costs less than SQLite's
    /// own way, which is to sleep and try again.
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl SqliteStore {
    /// Opens the file at `path`, or makes one that its owner alone may read.
    ///
    /// # Errors
    /// Where it cannot be read and written, or is of another form.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref();
        make_private(path).map_err(StoreError::new)?;
        let writer = connect(path).map_err(StoreError::new)?;
        let version: u32 = writer
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .map_err(StoreError::new)?;
        if version != 0 && version != VERSION {
            let words = format!("{} was made by another version", path.display());
            return Err(StoreError::new(words));
        }
        writer.execute_batch(SCHEMA).map_err(StoreError::new)?;
        Ok(Self {
            connections: Arc::new(Connections {
                path: path.into(),
                writer: Mutex::new(writer),
                readers: Mutex::default(),
            }),
            login_limit: LOGIN_LIMIT,
        })
    }

    /// With another number of logins that may be under way at once: 100000. Further ones are refused
    /// until some have ended, or ten minutes have passed.
    #[must_use]
    pub fn login_limit(self, limit: u64) -> Self {
        Self {
            login_limit: limit,
            ..self
        }
    }

    /// Runs `step` where it may wait for the disk.
    async fn write<T: Send + 'static>(
        &self,
        step: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let connections = Arc::clone(&self.connections);
        blocking(move || step(&lock(&connections.writer))).await
    }

    async fn read<T: Send + 'static>(
        &self,
        step: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let connections = Arc::clone(&self.connections);
        blocking(move || {
            let kept = lock(&connections.readers).pop();
            let reader = match kept {
                Some(reader) => reader,
                None => connect(&connections.path)?,
            };
            let outcome = step(&reader);
            let mut readers = lock(&connections.readers);
            if readers.len() < IDLE_READERS {
                readers.push(reader);
            }
            outcome
        })
        .await
    }
}

/// A connection is whole between two statements, so one that a panicking thread left may be used.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn blocking<T: Send + 'static>(
    step: impl FnOnce() -> rusqlite::Result<T> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::task::spawn_blocking(step).await {
        Ok(outcome) => outcome.map_err(StoreError::new),
        Err(error) => Err(StoreError::new(error)),
    }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "normal")?;
    // A removed record is overwritten, not only forgotten.
    connection.pragma_update(None, "secure_delete", "fast")?;
    Ok(connection)
}

/// SQLite gives its other files the same permissions.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn login(key: Key) -> impl FnOnce(&Row<'_>) -> rusqlite::Result<LoginRecord> {
    move |row| {
        Ok(LoginRecord {
            key,
            sealed: row.get("sealed")?,
            expires_at: row.get("expires_at")?,
        })
    }
}

fn session(key: Key) -> impl FnOnce(&Row<'_>) -> rusqlite::Result<SessionRecord> {
    move |row| {
        let owner: Option<String> = row.get("lease_owner")?;
        let until: Option<u64> = row.get("lease_until")?;
        let failures: Option<u32> = row.get("failures")?;
        let paused_until: Option<u64> = row.get("paused_until")?;
        Ok(SessionRecord {
            key,
            sealed: row.get("sealed")?,
            generation: row.get("generation")?,
            refused_generation: row.get("refused_generation")?,
            created_at: row.get("created_at")?,
            used_at: row.get("used_at")?,
            expires_at: row.get("expires_at")?,
            lease: owner
                .zip(until)
                .map(|(owner, until)| Lease { owner, until }),
            pause: failures
                .zip(paused_until)
                .map(|(failures, until)| Pause { failures, until }),
        })
    }
}

#[async_trait]
impl SessionStore for SqliteStore {
    async fn insert_login(&self, login: LoginRecord) -> Result<bool, StoreError> {
        let limit = self.login_limit;
        self.write(move |connection| {
            connection
                .prepare_cached(
                    "INSERT INTO logins (key, sealed, expires_at)
                     SELECT ?, ?, ? FROM login_count WHERE count < ?",
                )?
                .execute(params![
                    login.key.as_bytes(),
                    login.sealed,
                    login.expires_at,
                    limit
                ])
                .map(|count| count == 1)
        })
        .await
    }

    async fn take_login(&self, key: &Key) -> Result<Option<LoginRecord>, StoreError> {
        let key = *key;
        self.write(move |connection| {
            connection
                .prepare_cached("DELETE FROM logins WHERE key = ? RETURNING sealed, expires_at")?
                .query_row(params![key.as_bytes()], login(key))
                .optional()
        })
        .await
    }

    async fn insert_session(&self, session: SessionRecord) -> Result<(), StoreError> {
        self.write(move |connection| {
            connection
                .prepare_cached(
                    "INSERT INTO sessions (key, sealed, generation, created_at, used_at, expires_at)
                     VALUES (:key, :sealed, :generation, :created_at, :used_at, :expires_at)",
                )?
                .execute(named_params! {
                    ":key": session.key.as_bytes(),
                    ":sealed": session.sealed,
                    ":generation": session.generation,
                    ":created_at": session.created_at,
                    ":used_at": session.used_at,
                    ":expires_at": session.expires_at,
                })
                .map(drop)
        })
        .await
    }

    async fn session(&self, key: &Key) -> Result<Option<SessionRecord>, StoreError> {
        let key = *key;
        self.read(move |connection| {
            let query = format!("SELECT {SESSION_COLUMNS} FROM sessions WHERE key = ?");
            connection
                .prepare_cached(&query)?
                .query_row(params![key.as_bytes()], session(key))
                .optional()
        })
        .await
    }

    async fn touch_session(
        &self,
        key: &Key,
        used_at: u64,
        expires_at: u64,
    ) -> Result<(), StoreError> {
        let key = *key;
        self.write(move |connection| {
            connection
                .prepare_cached("UPDATE sessions SET used_at = ?, expires_at = ? WHERE key = ?")?
                .execute(params![used_at, expires_at, key.as_bytes()])
                .map(drop)
        })
        .await
    }

    async fn take_session(
        &self,
        key: &Key,
        generation: Option<u64>,
    ) -> Result<Option<SessionRecord>, StoreError> {
        let key = *key;
        self.write(move |connection| {
            let statement = format!(
                "DELETE FROM sessions WHERE key = ? AND generation = ifnull(?, generation)
                 RETURNING {SESSION_COLUMNS}"
            );
            connection
                .prepare_cached(&statement)?
                .query_row(params![key.as_bytes(), generation], session(key))
                .optional()
        })
        .await
    }

    async fn acquire_lease(
        &self,
        key: &Key,
        generation: u64,
        lease: &Lease,
        now: u64,
    ) -> Result<bool, StoreError> {
        let (key, lease) = (*key, lease.clone());
        self.write(move |connection| {
            connection
                .prepare_cached(
                    "UPDATE sessions SET lease_owner = :owner, lease_until = :until
                     WHERE key = :key AND generation = :generation
                       AND (lease_until IS NULL OR lease_until <= :now OR lease_owner = :owner)
                       AND (paused_until IS NULL OR paused_until <= :now)",
                )?
                .execute(named_params! {
                    ":owner": lease.owner,
                    ":until": lease.until,
                    ":key": key.as_bytes(),
                    ":generation": generation,
                    ":now": now,
                })
                .map(|count| count == 1)
        })
        .await
    }

    async fn replace_tokens(
        &self,
        key: &Key,
        generation: u64,
        sealed: Vec<u8>,
        release: bool,
    ) -> Result<bool, StoreError> {
        let key = *key;
        self.write(move |connection| {
            connection
                .prepare_cached(
                    "UPDATE sessions SET sealed = :sealed, generation = generation + 1,
                       lease_owner = iif(:release, NULL, lease_owner),
                       lease_until = iif(:release, NULL, lease_until),
                       failures = iif(:release, NULL, failures),
                       paused_until = iif(:release, NULL, paused_until)
                     WHERE key = :key AND generation = :generation",
                )?
                .execute(named_params! {
                    ":sealed": sealed,
                    ":release": release,
                    ":key": key.as_bytes(),
                    ":generation": generation,
                })
                .map(|count| count == 1)
        })
        .await
    }

    async fn pause_renewal(&self, key: &Key, owner: &str, pause: Pause) -> Result<(), StoreError> {
        let (key, owner) = (*key, owner.to_owned());
        self.write(move |connection| {
            connection
                .prepare_cached(
                    "UPDATE sessions SET lease_owner = NULL, lease_until = NULL,
                       failures = ?, paused_until = ?
                     WHERE key = ? AND lease_owner = ?",
                )?
                .execute(params![pause.failures, pause.until, key.as_bytes(), owner])
                .map(drop)
        })
        .await
    }

    async fn note_refusal(&self, key: &Key, generation: u64) -> Result<(), StoreError> {
        let key = *key;
        self.write(move |connection| {
            connection
                .prepare_cached("UPDATE sessions SET refused_generation = ? WHERE key = ?")?
                .execute(params![generation, key.as_bytes()])
                .map(drop)
        })
        .await
    }

    async fn remove_expired(&self, now: u64) -> Result<u64, StoreError> {
        self.write(move |connection| {
            let mut removed = 0;
            for table in ["logins", "sessions"] {
                let statement = format!(
                    "DELETE FROM {table} WHERE key IN
                       (SELECT key FROM {table} WHERE expires_at <= ? LIMIT {SWEEP_SIZE})"
                );
                removed += connection.prepare_cached(&statement)?.execute([now])?;
            }
            Ok(removed as u64)
        })
        .await
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SqliteStore")
            .field(&self.connections.path)
            .finish()
    }
}
