//! The database file: opened for one writer and a few readers, and its write-ahead log emptied.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use super::StoreError;
use super::database::Pool;
use super::migration::migrate;
use super::writer::{Touched, hook};

/// The first SQLite without the WAL-reset bug, which corrupts a database that two connections write to.
const SAFE_SQLITE: [u32; 3] = [3, 51, 3];
/// SQLite's own default, stated since a limit is counted in it.
const PAGE_BYTES: u32 = 4096;
/// Connections that only read.
const READERS: u32 = 3;
/// How long a statement waits for another's lock.
const BUSY: Duration = Duration::from_secs(5);
/// How long a request waits for a connection.
const ACQUIRE: Duration = Duration::from_secs(10);

/// An open file.
#[derive(Debug)]
pub struct FileBase {
    one: SqlitePool,
    readers: SqlitePool,
    /// Erased words may still stand in the write-ahead log.
    owes_checkpoint: AtomicBool,
}

impl FileBase {
    /// Opens the file, made with its folder when missing, and brings its schema up to date. The numbers of conversations that
    /// the writer changes are added to `touched`.
    pub async fn open(
        path: &Path,
        largest_bytes: Option<u64>,
        touched: &Arc<Mutex<Touched>>,
    ) -> Result<Self, StoreError> {
        make_private(path)?;
        let noted = Arc::clone(touched);
        let one = pool(1)
            .after_connect(move |connection, _| Box::pin(hook(connection, Arc::clone(&noted))))
            .connect_with(writing(path, largest_bytes))
            .await?;
        migrate(&one).await?;
        let readers = if is_safe(&one).await? {
            pool(READERS).connect_with(common(path).read_only(true)).await?
        } else {
            one.clone()
        };
        Ok(Self { one, readers, owes_checkpoint: AtomicBool::new(true) })
    }

    /// The one connection that writes.
    pub fn writing(&self) -> Pool {
        Pool::File(self.one.clone())
    }

    /// Those that only read.
    pub fn reading(&self) -> Pool {
        Pool::File(self.readers.clone())
    }

    /// Writes what stands in the write-ahead log into the file and empties it, so that nothing erased is left
    /// there; tries again at the next call if a reader was in the way. Cheap when nothing is owed.
    pub async fn settle(&self) -> Result<(), StoreError> {
        if self.owes_checkpoint.swap(false, Ordering::AcqRel) {
            let busy: Result<i64, sqlx::Error> =
                sqlx::query_scalar("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&self.one).await;
            self.owes_checkpoint.fetch_or(!matches!(busy, Ok(0)), Ordering::AcqRel);
            busy?;
        }
        Ok(())
    }

    /// Whether nothing erased stands in the write-ahead log.
    pub fn is_settled(&self) -> bool {
        !self.owes_checkpoint.load(Ordering::Acquire)
    }

    /// Says that something was erased.
    pub fn owe_checkpoint(&self) {
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
