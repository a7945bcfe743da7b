//! What agents see: the inbox, and one conversation whole.

use protocol::{
    Author, ConversationDetail, ConversationSummary, HandoffRequest, Inbox, News, Opened, Status,
};

use super::closing::read_satisfaction;
use super::contact::contact;
use super::conversation::{find, read_status};
use super::database::{Connection, Row, query, query_scalar};
use super::event::events;
use super::mark::Marks;
use super::note::{notes, notes_after};
use super::review::verdicts;
use super::word::{read_json, read_word};
use super::{Agent, Store, StoreError};

/// Conversations that one inbox lists at most; the most urgent come first.
const LISTED: i64 = 1_000;

/// A conversation with the assistant is listed so long after its last word, milliseconds: half an hour.
const WATCHED_MS: i64 = 30 * 60_000;

/// What an agent's look at the inbox gives.
#[derive(Debug)]
pub enum Look {
    /// All that waits or is under way.
    Changed(Inbox),
    /// Nothing since the revision that the agent has.
    Same,
}

impl Store {
    /// All that waits or is under way at the agent's sites, unless the agent has that revision already.
    pub async fn inbox(&self, agent: &Agent, after: Option<u64>, now: i64) -> Result<Look, StoreError> {
        let mut view = self.read().await?;
        let revision: i64 = query_scalar("SELECT revision FROM desk").fetch_one(&mut view).await?;
        let revision = revision.unsigned_abs();
        if after == Some(revision) {
            return Ok(Look::Same);
        }
        let mut conversations = summaries(&mut view, agent, now).await?;
        Marks::of(&mut view, agent).await?.put(&mut view, agent, &mut conversations).await?;
        Ok(Look::Changed(Inbox { revision, now, conversations }))
    }

    /// Everything about one conversation; none when there is none.
    pub async fn conversation(
        &self,
        id: &str,
        agent: &Agent,
    ) -> Result<Option<ConversationDetail>, StoreError> {
        let mut view = self.read().await?;
        let Some(row) = summary_row(&mut view, id).await? else {
            return Ok(None);
        };
        let number: i64 = row.try_get("number")?;
        let request: String =
            query_scalar("SELECT request FROM handoffs WHERE conversation = ? ORDER BY number DESC LIMIT 1")
                .bind(number)
                .fetch_one(&mut view)
                .await?;
        let mut request: HandoffRequest = read_json("request", &request)?;
        let events = events(&mut view, number, None).await?;
        // The transcript is a browser's word, which could put promises into an agent's mouth: what an agent said counts
        // only as the desk has it.
        let knows = |id: &str| events.iter().flat_map(|event| &event.message).any(|said| said.id == id);
        request.transcript.retain(|said| said.author != Author::Agent || knows(&said.id));
        Ok(Some(ConversationDetail {
            summary: Marks::of(&mut view, agent).await?.on(read_summary(&row)?),
            request,
            events,
            contact: contact(&mut view, number).await?,
            verdicts: verdicts(&mut view, number).await?,
            notes: notes(&mut view, number).await?,
            device: row.try_get("device")?,
        }))
    }
}

impl Store {
    /// The number of a conversation; none when there is none, or it is of a site that the agent may not see.
    pub async fn number_at_desk(&self, id: &str, agent: &Agent) -> Result<Option<i64>, StoreError> {
        if self.is_hidden(agent, id).await? {
            return Ok(None);
        }
        Ok(find(&mut *self.read().await?, id).await?.map(|standing| standing.number))
    }

    /// What came in a conversation since a look; none when there is no such conversation, or the agent may not see it.
    pub async fn news(&self, at: &Opened, agent: &Agent) -> Result<Option<News>, StoreError> {
        let id = &at.conversation;
        if self.is_hidden(agent, id).await? {
            return Ok(None);
        }
        let mut view = self.read().await?;
        let Some(row) = summary_row(&mut view, id).await? else {
            return Ok(None);
        };
        let after = i64::try_from(at.after).unwrap_or(i64::MAX);
        let number: i64 = row.try_get("number")?;
        Ok(Some(News {
            summary: Marks::of(&mut view, agent).await?.on(read_summary(&row)?),
            events: events(&mut view, number, Some(after)).await?,
            contact: contact(&mut view, number).await?,
            notes: notes_after(&mut view, number, at.notes).await?,
        }))
    }
}

async fn summary_row(connection: &mut Connection, id: &str) -> Result<Option<Row>, StoreError> {
    Ok(query(
        "SELECT c.*, a.name AS agent_name FROM conversations c LEFT JOIN agents a ON a.id = c.agent
         WHERE c.id = ?",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?)
}

async fn summaries(
    connection: &mut Connection,
    agent: &Agent,
    now: i64,
) -> Result<Vec<ConversationSummary>, StoreError> {
    let rows = query(
        "SELECT c.*, a.name AS agent_name FROM conversations c LEFT JOIN agents a ON a.id = c.agent
         WHERE (c.status IN ('requested', 'assigned') OR (c.watched = 1 AND c.status = 'returned' AND c.requested_at > ?3))
         AND (NOT EXISTS (SELECT 1 FROM agent_sites WHERE agent = ?1)
            OR c.site IN (SELECT site FROM agent_sites WHERE agent = ?1))
         ORDER BY c.status = 'returned', c.snoozed_until IS NOT NULL, COALESCE(COALESCE(c.own_due_at, c.due_at) <= ?4, FALSE) DESC,
            c.status = 'assigned', CASE c.status WHEN 'requested' THEN c.priority + c.urgent ELSE 0 END DESC, c.requested_at, c.number
         LIMIT ?2",
    )
    .bind(&agent.id)
    .bind(LISTED)
    .bind(now - WATCHED_MS)
    .bind(now)
    .fetch_all(connection)
    .await?;
    rows.iter().map(read_summary).collect()
}

/// One conversation as the inbox would list it; none when there is none.
pub async fn summary(
    connection: &mut Connection,
    number: i64,
) -> Result<Option<ConversationSummary>, StoreError> {
    let row = query(
        "SELECT c.*, a.name AS agent_name FROM conversations c LEFT JOIN agents a ON a.id = c.agent
         WHERE c.number = ?",
    )
    .bind(number)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(read_summary).transpose()
}

pub fn read_summary(row: &Row) -> Result<ConversationSummary, StoreError> {
    let number: i64 = row.try_get("number")?;
    let mood: String = row.try_get("mood")?;
    let (seq, visitor_read): (i64, i64) = (row.try_get("seq")?, row.try_get("visitor_read")?);
    let vouched = vouched(row)?;
    let (own_due_at, notes): (Option<i64>, i64) = (row.try_get("own_due_at")?, row.try_get("note_number")?);
    let status = read_status(row)?;
    // A desk before this one leaves these where a conversation has ended.
    let is_open = link::is_open(status);
    Ok(ConversationSummary {
        id: row.try_get("id")?,
        verified: vouched.is_some(),
        visitor: vouched.map_or_else(|| row.try_get("visitor"), |vouched| Ok(Some(vouched)))?,
        site: row.try_get("site")?,
        number: number.unsigned_abs(),
        preview: row.try_get("preview")?,
        status,
        reason: read_word("reason", row.try_get("reason")?)?,
        mood: read_json("mood", &mood)?,
        team: row.try_get("team")?,
        language: row.try_get("language")?,
        agent: row.try_get("agent_name")?,
        agent_id: row.try_get("agent")?,
        requested_at: row.try_get("requested_at")?,
        seq: seq.unsigned_abs(),
        waiting_for_agent: row.try_get("waiting_for_agent")?,
        visitor_read: visitor_read.unsigned_abs(),
        due_at: own_due_at.map_or_else(|| row.try_get("due_at"), |due_at| Ok(Some(due_at)))?,
        satisfaction: read_satisfaction(row)?,
        due_by_hand: own_due_at.is_some(),
        snoozed_until: row.try_get::<Option<i64>, _>("snoozed_until")?.filter(|_| is_open),
        back: row.try_get::<bool, _>("is_back")? && is_open,
        exception: row.try_get::<bool, _>("exception")? && status == Status::Resolved,
        notes: notes.unsigned_abs(),
        mentioned: false,
        asked: None,
    })
}

/// What the site's server said of the visitor. Beside a mark that says so, no name stands that the page alone told.
fn vouched(row: &Row) -> Result<Option<String>, StoreError> {
    let subject: Option<String> = row.try_get("verified_subject")?;
    let Some(subject) = subject.filter(|subject| !subject.is_empty()) else {
        return Ok(None);
    };
    let (name, email): (Option<String>, Option<String>) =
        (row.try_get("verified_name")?, row.try_get("verified_email")?);
    Ok(Some(name.or(email).unwrap_or(subject)))
}
