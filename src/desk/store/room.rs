//! Whether there is room, and whether a database is sound.

use std::path::Path;

use sqlx::SqliteConnection;
use sqlx::{ConnectOptions, Connection};

use super::database::{query, query_scalar};
use super::file_base::{common, is_safe_version};
use super::migration::KNOWN;
use super::{Store, StoreError};
use crate::Location;

/// Bytes that are written to see whether there is room: a few pages.
const FILLER_BYTES: i64 = 16 * 1024;

/// What a look at a database file tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examination {
    /// SQLite's version.
    pub sqlite: String,
    /// Whether that version may write with several connections.
    pub sqlite_is_safe: bool,
    /// The schema's version in the file.
    pub schema: i64,
    /// The version that this desk brings it to.
    pub known_schema: i64,
    /// The first five faults that `PRAGMA quick_check` found; empty where the file is sound.
    pub faults: Vec<String>,
}

impl Store {
    /// Writes a little and takes it away again, durably; fails as a visitor's message would.
    pub async fn probe(&self) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        query("INSERT INTO room (filler) VALUES (zeroblob(?))")
            .bind(FILLER_BYTES)
            .execute(&mut change)
            .await?;
        query("DELETE FROM room").execute(&mut change).await?;
        change.commit().await
    }
}

/// Looks at a database without changing it.
///
/// # Errors
/// When it cannot be read.
pub async fn examine(path: &Path) -> Result<Examination, StoreError> {
    let mut connection = common(path).read_only(true).connect().await?;
    let examination = look(&mut connection).await;
    connection.close().await?;
    examination
}

/// Opens a server's database as a desk would, which brings its schema up to date; gives the server's version.
///
/// # Errors
/// When it cannot be used.
pub async fn examine_server(location: &Location) -> Result<String, StoreError> {
    let store = Store::open_quietly(location).await?;
    let version =
        query_scalar("SELECT current_setting('server_version')").fetch_one(&mut *store.read().await?).await?;
    store.close().await;
    Ok(version)
}

async fn look(connection: &mut SqliteConnection) -> Result<Examination, StoreError> {
    let sqlite: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut *connection).await?;
    let schema: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *connection).await?;
    let mut faults: Vec<String> = sqlx::query_scalar("PRAGMA quick_check(5)").fetch_all(connection).await?;
    faults.retain(|fault| fault != "ok");
    let sqlite_is_safe = is_safe_version(&sqlite);
    Ok(Examination { sqlite, sqlite_is_safe, schema, known_schema: KNOWN as i64, faults })
}
