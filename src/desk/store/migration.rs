//! Brings a database forward to what this desk knows; never back.

use sqlx::SqliteConnection;

use super::StoreError;

/// Each file takes the schema one version on and ends by setting `user_version`. They are never edited once
/// released; they add first, and take away a release later, so that this desk and the one before run together.
const MIGRATIONS: [&str; 1] = [include_str!("migrations/0001_conversations.sql")];

/// Runs what is missing, all or nothing; two desks that start together don't run it twice.
pub async fn migrate(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut *connection).await?;
    let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *connection).await?;
    let version = usize::try_from(version).map_err(|_| StoreError::Unreadable("user_version"))?;
    if version > MIGRATIONS.len() {
        tracing::warn!(version, known = MIGRATIONS.len(), "the database was made by a newer desk");
    }
    for sql in MIGRATIONS.into_iter().skip(version) {
        sqlx::raw_sql(sql).execute(&mut *connection).await?;
    }
    sqlx::raw_sql("COMMIT").execute(connection).await?;
    Ok(())
}
