//! A whole database copied while it is in use, checked, and taken into use in another's place.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

use super::database::query;
use super::error::Trouble;
use super::migration::KNOWN;
use super::{Store, StoreError};

/// How long a copy waits for a writer; a desk's own transactions are over in a moment.
const BUSY: Duration = Duration::from_secs(5);

/// What a database file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Soundness {
    /// One of ours, whole.
    Sound,
    /// Not whole, or no database of ours, with what SQLite says.
    Damaged(String),
    /// Ours, of a schema that only a newer program knows.
    Newer(i64),
}

/// A file that a database tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The name in the folder.
    pub disk_name: String,
    /// SHA-256 of what lies there.
    pub hash: Vec<u8>,
}

/// Who has a database open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Nobody; what stood in its log is in the file now, and the log is gone.
    Free,
    /// Somebody.
    Open,
    /// It cannot even be opened.
    Unreadable,
}

/// Copies a database as it is at one moment into a file that is empty or not there. Others may write meanwhile.
pub async fn copy_database(from: &Path, to: &Path) -> Result<(), StoreError> {
    let mut connection = open(from).await?;
    let to = to.to_str().ok_or(StoreError::Unreadable("path"))?;
    sqlx::query("VACUUM INTO ?").bind(to).execute(&mut connection).await?;
    Ok(connection.close().await?)
}

/// Reads all of a database and says what it is.
pub async fn soundness(path: &Path) -> Result<Soundness, StoreError> {
    match examine(path).await {
        Err(StoreError::Database(sqlx::Error::Database(error))) => {
            Ok(Soundness::Damaged(error.message().to_owned()))
        }
        other => other,
    }
}

/// The files that a database tells of; none before there were any.
pub async fn listed_files(path: &Path) -> Result<Vec<Listed>, StoreError> {
    let mut connection = open(path).await?;
    if !has_table(&mut connection, "files").await? {
        connection.close().await?;
        return Ok(Vec::new());
    }
    let rows: Vec<(String, Vec<u8>)> = sqlx::query_as("SELECT disk_name, hash FROM files ORDER BY disk_name")
        .fetch_all(&mut connection)
        .await?;
    connection.close().await?;
    Ok(rows.into_iter().map(|(disk_name, hash)| Listed { disk_name, hash }).collect())
}

/// Whether anyone has a database open: SQLite leaves the write-ahead log only when nobody else is there.
pub async fn used(path: &Path) -> Use {
    let left: Result<String, StoreError> = async {
        let mut connection = open(path).await?;
        let mode = sqlx::query_scalar("PRAGMA journal_mode = DELETE").fetch_one(&mut connection).await?;
        connection.close().await?;
        Ok(mode)
    }
    .await;
    match left {
        Ok(mode) if mode == "delete" => Use::Free,
        Ok(_) => Use::Open,
        Err(error) if error.trouble() == Trouble::Busy => Use::Open,
        Err(_) => Use::Unreadable,
    }
}

/// Brings a copy up to date and gives it another epoch, by which every browser that was at work with another state knows to
/// start afresh.
pub async fn begin_epoch(path: &Path, epoch: &str) -> Result<(), StoreError> {
    let store = Store::open_quietly(&path.into()).await?;
    let mut change = store.write().await?;
    query("UPDATE desk SET epoch = ?").bind(epoch).execute(&mut change).await?;
    change.commit().await?;
    store.close().await;
    Ok(())
}

async fn examine(path: &Path) -> Result<Soundness, StoreError> {
    let mut connection = open(path).await?;
    let complaints: Vec<String> =
        sqlx::query_scalar("PRAGMA integrity_check(5)").fetch_all(&mut connection).await?;
    if complaints != ["ok"] {
        return Ok(Soundness::Damaged(complaints.join("; ")));
    }
    let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut connection).await?;
    let is_ours = has_table(&mut connection, "desk").await?;
    connection.close().await?;
    Ok(match usize::try_from(version) {
        Ok(1..=KNOWN) if is_ours => Soundness::Sound,
        Ok(version) if is_ours && version > KNOWN => {
            Soundness::Newer(i64::try_from(version).unwrap_or(i64::MAX))
        }
        _ => Soundness::Damaged("it holds no desk".to_owned()),
    })
}

async fn has_table(connection: &mut SqliteConnection, name: &str) -> Result<bool, StoreError> {
    let found: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = ?")
            .bind(name)
            .fetch_one(connection)
            .await?;
    Ok(found == 1)
}

async fn open(path: &Path) -> Result<SqliteConnection, StoreError> {
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(false).busy_timeout(BUSY);
    Ok(options.disable_statement_logging().connect().await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::new_secret;

    #[tokio::test]
    async fn a_copy_begins_an_epoch_of_its_own() {
        let folder = std::env::temp_dir().join(format!("desk-copy-{}", new_secret().unwrap()));
        let (first, second) = (folder.join("first.db"), folder.join("second.db"));
        let store = Store::open_quietly(&(&first).into()).await.unwrap();
        assert_eq!(used(&first).await, Use::Open);
        copy_database(&first, &second).await.unwrap();
        begin_epoch(&second, "another").await.unwrap();
        let epoch = async |path: &Path| -> String {
            let mut connection = open(path).await.unwrap();
            let epoch =
                sqlx::query_scalar("SELECT epoch FROM desk").fetch_one(&mut connection).await.unwrap();
            // Dropped without it, it would be open a moment longer.
            connection.close().await.unwrap();
            epoch
        };
        assert_eq!(epoch(&second).await, "another");
        assert_ne!(epoch(&first).await, "another");
        store.close().await;
        assert_eq!((used(&first).await, used(&second).await), (Use::Free, Use::Free));
        assert_eq!(soundness(&second).await.unwrap(), Soundness::Sound);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
