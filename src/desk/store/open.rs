//! The database file: opened, brought up to date, and closed.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use prometheus_client::metrics::histogram::Histogram;
use sqlx::ConnectOptions;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use super::StoreError;
use super::contact::DAY_MS;
use super::delivery::{DONE_KEPT_MS, KEPT_MS};
use super::migration::migrate;
use super::view::View;
use super::writer::{Bell, Change, Touched, Writer, hook};

/// The first SQLite without the WAL-reset bug, which corrupts a database that two connections write to.
const SAFE_SQLITE: [u32; 3] = [3, 51, 3];
/// SQLite's own default, stated since a limit is counted in it.
const PAGE_BYTES: u32 = 4096;
/// Connections that only read.
const READERS: u32 = 3;
/// No browser repeats a request after so long, milliseconds: 30 days.
const ERASED_KEPT_MS: i64 = 30 * 24 * 3_600_000;
/// How long a statement waits for another's lock.
const BUSY: Duration = Duration::from_secs(5);
/// How long a request waits for a connection.
const ACQUIRE: Duration = Duration::from_secs(10);

/// The desk's memory: one connection writes, a few read.
#[derive(Debug)]
pub struct Store {
    pool: SqlitePool,
    writer: Writer,
    readers: SqlitePool,
    /// Erased words may still stand in the write-ahead log.
    owes_checkpoint: AtomicBool,
}

impl Store {
    /// Opens the file, made with its folder when missing, and brings its schema up to date.
    /// `largest_bytes` caps its size; `bell` is rung with what became durable.
    pub async fn open(path: &Path, largest_bytes: Option<u64>, bell: Bell) -> Result<Self, StoreError> {
        make_private(path)?;
        let touched: Arc<Mutex<Touched>> = Arc::default();
        let noted = Arc::clone(&touched);
        let one = pool(1)
            .after_connect(move |connection, _| Box::pin(hook(connection, Arc::clone(&noted))))
            .connect_with(writing(path, largest_bytes))
            .await?;
        let writer = Writer::new(one.clone(), touched, bell);
        let mut change = writer.begin().await?;
        migrate(&mut change).await?;
        change.commit().await?;
        let readers = if is_safe(&one).await? {
            pool(READERS).connect_with(common(path).read_only(true)).await?
        } else {
            one.clone()
        };
        let store = Self { pool: one, writer, readers, owes_checkpoint: AtomicBool::new(true) };
        store.settle().await?;
        Ok(store)
    }

    /// As [`Store::open`], where nobody listens: for a command beside the desk.
    pub async fn open_quietly(path: &Path) -> Result<Self, StoreError> {
        Self::open(path, None, Arc::new(|_| ())).await
    }

    /// Writes what stands in the write-ahead log into the file and empties it, so that nothing erased is left
    /// there; tries again at the next call if a reader was in the way. Cheap when nothing is owed.
    pub async fn settle(&self) -> Result<(), StoreError> {
        if self.owes_checkpoint.swap(false, Ordering::AcqRel) {
            let busy: Result<i64, sqlx::Error> =
                sqlx::query_scalar("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&self.pool).await;
            self.owes_checkpoint.fetch_or(!matches!(busy, Ok(0)), Ordering::AcqRel);
            busy?;
        }
        Ok(())
    }

    /// Whether nothing erased stands in the write-ahead log.
    pub fn is_settled(&self) -> bool {
        !self.owes_checkpoint.load(Ordering::Acquire)
    }

    /// Forgets what is out of date: codes, sessions, used nonces, the hashes of what was erased, and what was sent.
    pub async fn tidy(&self, now: i64) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        for (sql, before) in [
            ("DELETE FROM sign_in_codes WHERE expires_at <= ?", now),
            ("DELETE FROM sessions WHERE expires_at <= ?", now),
            ("DELETE FROM erased WHERE at <= ?", now - ERASED_KEPT_MS),
            ("DELETE FROM used_nonces WHERE expires_at <= ?", now),
            ("DELETE FROM codes WHERE at <= ?", now - DAY_MS),
            ("DELETE FROM deliveries WHERE state = 'done' AND settled_at <= ?", now - DONE_KEPT_MS),
            ("DELETE FROM deliveries WHERE created_at <= ?", now - KEPT_MS),
        ] {
            sqlx::query(sql).bind(before).execute(&mut *change).await?;
        }
        change.commit().await
    }

    /// How long changes took to become durable, seconds.
    pub fn commits(&self) -> Histogram {
        self.writer.commits()
    }

    /// Closes every connection.
    pub async fn close(&self) {
        self.readers.close().await;
        self.pool.close().await;
    }

    /// A change; those that come together are made durable together.
    pub(super) async fn write(&self) -> Result<Change, StoreError> {
        self.writer.begin().await
    }

    /// An unchanging view.
    pub(super) async fn read(&self) -> Result<View, StoreError> {
        View::read(&self.readers).await
    }

    /// Says that something was erased; [`Store::settle`] then empties the log.
    pub(super) fn owe_checkpoint(&self) {
        self.owes_checkpoint.store(true, Ordering::Release);
    }
}

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

pub(super) fn common(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY)
        .foreign_keys(true)
        .disable_statement_logging()
}

/// `secure_delete` overwrites what is deleted with zeros; `FULL` makes a commit wait for the disk.
fn writing(path: &Path, largest_bytes: Option<u64>) -> SqliteConnectOptions {
    let options = common(path)
        .create_if_missing(true)
        .page_size(PAGE_BYTES)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("secure_delete", "ON");
    match largest_bytes {
        Some(bytes) => options.pragma("max_page_count", (bytes / u64::from(PAGE_BYTES)).to_string()),
        None => options,
    }
}

/// Makes the folder, and the file so that only its owner reads it; SQLite gives its side files the same rights.
fn make_private(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// Whether more than one connection may be open with this SQLite; a warning says so where not.
async fn is_safe(writer: &SqlitePool) -> Result<bool, StoreError> {
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(writer).await?;
    let safe = is_safe_version(&version);
    if !safe {
        tracing::warn!(
            version,
            "this SQLite is older than 3.51.3, which can corrupt a database with several connections: \
             the desk keeps to one and is slower; build it with the bundled SQLite"
        );
    }
    Ok(safe)
}

/// Whether this version of SQLite may have several connections.
pub(super) fn is_safe_version(version: &str) -> bool {
    at_least(version, SAFE_SQLITE)
}

fn at_least(version: &str, least: [u32; 3]) -> bool {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    [0; 3].map(|_: u32| parts.next().unwrap_or(0)) >= least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_sqlite_is_known() {
        for (version, safe) in [
            ("3.51.3", true),
            ("3.52.0", true),
            ("4.0.0", true),
            ("3.51.2", false),
            ("3.9.9", false),
            ("", false),
        ] {
            assert_eq!(at_least(version, SAFE_SQLITE), safe, "{version}");
        }
    }
}
