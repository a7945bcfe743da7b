//! Brings a database forward to what this desk knows; never back.

use sqlx::{PgConnection, SqliteConnection, SqlitePool};

use super::StoreError;

/// Each file takes the schema one version on and ends by setting `user_version`. They are never edited once
/// released; they add first, and take away a release later, so that this desk and the one before run together.
const MIGRATIONS: [&str; 23] = [
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
    include_str!("migrations/0014_device.sql"),
    include_str!("migrations/0015_insights.sql"),
    include_str!("migrations/0016_editions.sql"),
    include_str!("migrations/0017_publishing.sql"),
    include_str!("migrations/0018_suggestions.sql"),
    include_str!("migrations/0019_topics.sql"),
    include_str!("migrations/0020_search_folded.sql"),
    include_str!("migrations/0021_adapters.sql"),
    include_str!("migrations/0022_said.sql"),
    include_str!("migrations/0023_rejected.sql"),
];

/// The newest schema that this desk knows.
pub const KNOWN: usize = MIGRATIONS.len();

/// The same at a server, each with the version that it comes to. No server is older than the first step.
const SERVER_MIGRATIONS: [(usize, &[&str]); 2] = [
    (
        22,
        &[
            include_str!("migrations/postgres/functions.sql"),
            include_str!("migrations/postgres/tables.sql"),
            include_str!("migrations/postgres/triggers.sql"),
        ],
    ),
    (23, &[include_str!("migrations/postgres/0023_rejected.sql")]),
];

/// Brings a file up to date in one transaction: all or nothing, and not twice where two desks start together.
pub async fn migrate(file: &SqlitePool) -> Result<(), StoreError> {
    let mut change = file.begin_with("BEGIN IMMEDIATE").await?;
    migrate_file(&mut change).await?;
    Ok(change.commit().await?)
}

async fn migrate_file(change: &mut SqliteConnection) -> Result<(), StoreError> {
    let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *change).await?;
    for sql in MIGRATIONS.into_iter().skip(known(version)?) {
        sqlx::raw_sql(sql).execute(&mut *change).await?;
    }
    Ok(())
}

/// Brings a server's database up to date, within the caller's transaction, which holds the lock of all desks.
pub async fn migrate_server(change: &mut PgConnection) -> Result<(), StoreError> {
    sqlx::raw_sql("CREATE TABLE IF NOT EXISTS desk_schema (version BIGINT NOT NULL)")
        .execute(&mut *change)
        .await?;
    let version: Option<i64> = sqlx::query_scalar("SELECT version FROM desk_schema")
        .persistent(false)
        .fetch_optional(&mut *change)
        .await?;
    let version = known(version.unwrap_or(0))?;
    for (reached, files) in SERVER_MIGRATIONS.into_iter().filter(|(reached, _)| *reached > version) {
        for sql in files {
            sqlx::raw_sql(*sql).execute(&mut *change).await?;
        }
        sqlx::raw_sql("DELETE FROM desk_schema").execute(&mut *change).await?;
        sqlx::query("INSERT INTO desk_schema (version) VALUES ($1)")
            .bind(i64::try_from(reached).unwrap_or(i64::MAX))
            .persistent(false)
            .execute(&mut *change)
            .await?;
    }
    Ok(())
}

fn known(version: i64) -> Result<usize, StoreError> {
    let version = usize::try_from(version).map_err(|_| StoreError::Unreadable("user_version"))?;
    if version > KNOWN {
        tracing::warn!(version, known = KNOWN, "the database was made by a newer desk");
    }
    Ok(version)
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
        migrate_file(&mut database).await.unwrap();
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
        migrate_file(&mut database).await.unwrap();
        let pending: Vec<i64> = sqlx::query_scalar("SELECT id FROM search_pending ORDER BY id")
            .fetch_all(&mut database)
            .await
            .unwrap();
        assert_eq!(pending, [7 << 20, (7 << 20) + 2]);
        let moved_at: i64 =
            sqlx::query_scalar("SELECT moved_at FROM conversations").fetch_one(&mut database).await.unwrap();
        assert_eq!(moved_at, 4);
    }

    #[tokio::test]
    async fn what_people_did_before_it_was_counted_is_counted() {
        let mut database = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        for sql in &MIGRATIONS[..13] {
            sqlx::raw_sql(*sql).execute(&mut database).await.unwrap();
        }
        let before = "INSERT INTO agents (id, name, role, created_at) VALUES ('mei', 'Mei', 'owner', 1);
             INSERT INTO conversations (number, id, token_hash, status, priority, requested_at, seq, preview, reason, mood,
                language, waiting_for_agent, agent, claimed_at, satisfaction, watched)
             VALUES (1, 'a', x'00', 'resolved', 0, 1000, 4, '', 'asked', '{\"anger\": 0.7}', 'en-GB', 0, NULL, NULL, 4, 0),
                (2, 'b', x'01', 'assigned', 0, 2000, 2, '', 'urgent', '{}', 'zh', 0, 'mei', 2500, NULL, 0),
                (3, 'c', x'02', 'returned', 0, 3000, 1, '', 'watched', '{}', 'en', 0, NULL, NULL, NULL, 1);
             INSERT INTO events (conversation, seq, at, status) VALUES (1, 1, 1000, 'requested'), (1, 2, 1300, 'assigned'),
                (1, 4, 1900, 'resolved'), (2, 1, 2000, 'requested'), (2, 2, 2500, 'assigned'), (3, 1, 3000, 'watched');
             INSERT INTO events (conversation, seq, at, message_id, author, text) VALUES (1, 3, 1400, 'm', 'agent', 'x');";
        sqlx::raw_sql(before).execute(&mut database).await.unwrap();
        migrate_file(&mut database).await.unwrap();
        // What goes on is counted from there.
        let after = "INSERT INTO events (conversation, seq, at, message_id, author, text) VALUES (2, 3, 2600, 'm', 'agent', 'x');
             INSERT INTO events (conversation, seq, at, status) VALUES (2, 4, 3500, 'resolved'), (3, 2, 4000, 'requested');";
        sqlx::raw_sql(after).execute(&mut database).await.unwrap();
        type Help = (i64, i64, String, String, Option<i64>, Option<i64>, Option<i64>, String, Option<i64>);
        let helps: Vec<Help> = sqlx::query_as(
            "SELECT conversation, asked_at, language, feeling, wait_ms, first_ms, handling_ms, outcome, score FROM helps
             ORDER BY number",
        )
        .fetch_all(&mut database)
        .await
        .unwrap();
        let help = |(conversation, asked_at),
                    language: &str,
                    feeling: &str,
                    times: [Option<i64>; 3],
                    outcome: &str,
                    score| {
            let [wait, first, handling] = times;
            let text = str::to_owned;
            (
                conversation,
                asked_at,
                text(language),
                text(feeling),
                wait,
                first,
                handling,
                text(outcome),
                score,
            )
        };
        assert_eq!(
            helps,
            [
                help((1, 1_000), "en", "angry", [Some(300), Some(400), Some(600)], "resolved", Some(4)),
                help((2, 2_000), "zh", "calm", [Some(500), Some(600), Some(1_000)], "resolved", None),
                help((3, 4_000), "en", "calm", [None; 3], "open", None),
            ]
        );
    }
}
