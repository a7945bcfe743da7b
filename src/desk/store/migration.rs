//! Brings a database forward to what this desk knows; never back.

use sqlx::SqliteConnection;

use super::StoreError;

/// Each file takes the schema one version on and ends by setting `user_version`. They are never edited once
/// released; they add first, and take away a release later, so that this desk and the one before run together.
const MIGRATIONS: [&str; 14] = [
    include_str!("migrations/0001_conversations.sql"),
    include_str!("migrations/0002_triage.sql"),
    include_str!("migrations/0003_live.sql"),
    include_str!("migrations/0004_agents.sql"),
    include_str!("migrations/0005_alerts.sql"),
    include_str!("migrations/0006_files.sql"),
    include_str!("migrations/0007_sites.sql"),
    include_str!("migrations/0008_life.sql"),
    include_str!("migrations/0009_limits.sql"),
    include_str!("migrations/0010_conversation_tools.sql"),
    include_str!("migrations/0011_search.sql"),
    include_str!("migrations/0012_owner.sql"),
    include_str!("migrations/0013_replies.sql"),
    include_str!("migrations/0014_insights.sql"),
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

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::Connection;

    #[tokio::test]
    async fn who_was_signed_in_before_passwords_still_is() {
        let mut database = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        for sql in &MIGRATIONS[..2] {
            sqlx::raw_sql(*sql).execute(&mut database).await.unwrap();
        }
        let before = "INSERT INTO agents (id, name, role, created_at) VALUES ('mei', 'Mei', 'owner', 1);
                      INSERT INTO sessions (hash, agent, expires_at) VALUES (x'00', 'mei', 9);";
        sqlx::raw_sql(before).execute(&mut database).await.unwrap();
        migrate(&mut database).await.unwrap();
        // The desk before this one still runs beside it.
        let beside = "INSERT INTO sessions (hash, agent, expires_at) VALUES (x'01', 'mei', 9);";
        sqlx::raw_sql(beside).execute(&mut database).await.unwrap();
        let sessions: Vec<(String, i64, i64)> =
            sqlx::query_as("SELECT id, expires_at, by_code FROM sessions")
                .fetch_all(&mut database)
                .await
                .unwrap();
        assert_eq!(sessions.len(), 2);
        assert!(sessions.iter().all(|(id, ends, by_code)| (id.len(), *ends, *by_code) == (32, 9, 0)));
        assert_ne!(sessions[0].0, sessions[1].0);
    }

    #[tokio::test]
    async fn what_was_said_before_there_was_an_index_waits_for_it() {
        let mut database = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        for sql in &MIGRATIONS[..10] {
            sqlx::raw_sql(*sql).execute(&mut database).await.unwrap();
        }
        let before = "INSERT INTO conversations (number, id, token_hash, status, priority, requested_at, seq, preview,
                reason, mood, language, waiting_for_agent)
             VALUES (7, 'c', x'00', 'resolved', 0, 1, 2, '', 'asked', '{}', 'en', 0);
             INSERT INTO events (conversation, seq, at, status) VALUES (7, 1, 3, 'requested');
             INSERT INTO events (conversation, seq, at, message_id, author, text) VALUES (7, 2, 4, 'm', 'visitor', 'x');";
        sqlx::raw_sql(before).execute(&mut database).await.unwrap();
        migrate(&mut database).await.unwrap();
        let pending: Vec<i64> = sqlx::query_scalar("SELECT id FROM search_pending ORDER BY id")
            .fetch_all(&mut database)
            .await
            .unwrap();
        assert_eq!(pending, [7 << 20, (7 << 20) + 2]);
        let moved_at: i64 =
            sqlx::query_scalar("SELECT moved_at FROM conversations").fetch_one(&mut database).await.unwrap();
        assert_eq!(moved_at, 4);
    }
}
