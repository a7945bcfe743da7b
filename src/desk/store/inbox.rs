//! What agents see: the inbox, and one conversation whole.

use protocol::{ConversationDetail, ConversationSummary, Inbox};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use super::event::events;
use super::word::{read_json, read_word};
use super::{Store, StoreError};

/// Conversations that one inbox lists at most; the most urgent come first.
const LISTED: i64 = 500;

/// What an agent's look at the inbox gives.
#[derive(Debug)]
pub enum Look {
    /// All that waits or is under way.
    Changed(Inbox),
    /// Nothing since the revision that the agent has.
    Same,
}

impl Store {
    /// All that waits or is under way, unless the agent has that revision already.
    pub async fn inbox(&self, after: Option<u64>, now: i64) -> Result<Look, StoreError> {
        let mut view = self.read().await?;
        let revision: i64 = sqlx::query_scalar("SELECT revision FROM desk").fetch_one(&mut *view).await?;
        let revision = revision.unsigned_abs();
        if after == Some(revision) {
            return Ok(Look::Same);
        }
        let conversations = summaries(&mut view).await?;
        Ok(Look::Changed(Inbox { revision, now, conversations }))
    }

    /// Everything about one conversation; none when there is none.
    pub async fn conversation(&self, id: &str) -> Result<Option<ConversationDetail>, StoreError> {
        let mut view = self.read().await?;
        let row = sqlx::query(
            "SELECT c.*, a.name AS agent_name FROM conversations c LEFT JOIN agents a ON a.id = c.agent
             WHERE c.id = ?",
        )
        .bind(id)
        .fetch_optional(&mut *view)
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let number: i64 = row.try_get("number")?;
        let request: String = sqlx::query_scalar(
            "SELECT request FROM handoffs WHERE conversation = ? ORDER BY number DESC LIMIT 1",
        )
        .bind(number)
        .fetch_one(&mut *view)
        .await?;
        Ok(Some(ConversationDetail {
            summary: read_summary(&row)?,
            request: read_json("request", &request)?,
            events: events(&mut view, number, None).await?,
        }))
    }
}

async fn summaries(connection: &mut SqliteConnection) -> Result<Vec<ConversationSummary>, StoreError> {
    let rows = sqlx::query(
        "SELECT c.*, a.name AS agent_name FROM conversations c LEFT JOIN agents a ON a.id = c.agent
         WHERE c.status IN ('requested', 'assigned')
         ORDER BY c.status = 'assigned', (c.priority + c.urgent) * (c.status = 'requested') DESC, c.requested_at, c.number
         LIMIT ?",
    )
    .bind(LISTED)
    .fetch_all(connection)
    .await?;
    rows.iter().map(read_summary).collect()
}

/// One conversation as the inbox would list it; none when there is none.
pub async fn summary(
    connection: &mut SqliteConnection,
    number: i64,
) -> Result<Option<ConversationSummary>, StoreError> {
    let row = sqlx::query(
        "SELECT c.*, a.name AS agent_name FROM conversations c LEFT JOIN agents a ON a.id = c.agent
         WHERE c.number = ?",
    )
    .bind(number)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(read_summary).transpose()
}

fn read_summary(row: &SqliteRow) -> Result<ConversationSummary, StoreError> {
    let number: i64 = row.try_get("number")?;
    let mood: String = row.try_get("mood")?;
    let seq: i64 = row.try_get("seq")?;
    Ok(ConversationSummary {
        id: row.try_get("id")?,
        visitor: row.try_get("visitor")?,
        number: number.unsigned_abs(),
        preview: row.try_get("preview")?,
        status: read_word("status", row.try_get("status")?)?,
        reason: read_word("reason", row.try_get("reason")?)?,
        mood: read_json("mood", &mood)?,
        team: row.try_get("team")?,
        language: row.try_get("language")?,
        agent: row.try_get("agent_name")?,
        agent_id: row.try_get("agent")?,
        requested_at: row.try_get("requested_at")?,
        seq: seq.unsigned_abs(),
        waiting_for_agent: row.try_get("waiting_for_agent")?,
    })
}
