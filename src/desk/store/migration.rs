//! Brings a database forward to what this desk knows; never back.

use sqlx::SqliteConnection;

use super::StoreError;

/// Each file takes the schema one version on and ends by setting `user_version`. They are never edited once
/// released; they add first, and take away a release later, so that this desk and the one before run together.
const MIGRATIONS: [&str; 6] = [
    include_str!("migrations/0001_conversations.sql"),
    include_str!("migrations/0002_triage.sql"),
    include_str!("migrations/0003_live.sql"),
    "PRAGMA user_version = 4",
    "PRAGMA user_version = 5",
    include_str!("migrations/0006_files.sql"),
];

/// The newest schema that this desk knows.
pub const KNOWN: usize = MIGRATIONS.len();

/// Runs what is missing, within the caller's write transaction: all or nothing, and not twice where two desks
/// start together.
pub async fn migrate(change: &mut SqliteConnection) -> Result<(), StoreError> {
    let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *change).await?;
    let version = usize::try_from(version).map_err(|_| StoreError::Unreadable("user_version"))?;
    if version > KNOWN {
        tracing::warn!(version, known = KNOWN, "the database was made by a newer desk");
    }
    for sql in MIGRATIONS.into_iter().skip(version) {
        sqlx::raw_sql(sql).execute(&mut *change).await?;
    }
    Ok(())
}
