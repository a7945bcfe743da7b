//! Changes of a knowledge base's entries that are not published yet.

use protocol::{EditedEntry, EntryDraft};

use super::database::{Connection, Row, query, query_scalar};
use super::suggestion::{accept_suggestion, reopen_suggestion};
use super::word::{json, read_json};
use super::{Agent, Store, StoreError};
use crate::secret::Hash;

/// Most drafts of a site: more than any base has entries.
pub const DRAFTS: i64 = 5_000;

/// A draft as it is kept.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The entry's id.
    pub id: String,
    /// The draft, but for whether the entry has changed since.
    pub draft: EntryDraft,
    /// The published entry as it was when the draft was begun; none where it was new.
    pub before: Option<Vec<u8>>,
}

/// A change of one draft.
#[derive(Clone, Debug)]
pub struct Redrafted<'a> {
    /// The entry's id.
    pub id: &'a str,
    /// The draft's revision that was seen; 0 for none.
    pub revision: i64,
    /// What becomes of it.
    pub action: Redraft<'a>,
    /// Why, in words.
    pub why: &'a str,
    /// The suggestion that it follows.
    pub suggestion: Option<&'a str>,
    /// The published entry as it is now; none where there is none.
    pub before: Option<Hash>,
}

/// What becomes of a draft.
#[derive(Clone, Copy, Debug)]
pub enum Redraft<'a> {
    /// It goes.
    Drop,
    /// It is approved as it stands.
    Approve,
    /// The entry is to be this, or to be removed where there is none.
    Write(Option<&'a EditedEntry>),
}

/// What came of changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drafted {
    /// All of them are kept.
    Done,
    /// The draft of this entry is another one by now; nothing was changed.
    Stale(String),
    /// The site has as many drafts as it may.
    TooMany,
}

impl Store {
    /// The drafts of a site, in the order in which they were begun.
    pub async fn drafts(&self, site: &str) -> Result<Vec<Kept>, StoreError> {
        drafts(&mut *self.read().await?, site).await
    }

    /// Changes drafts of a site by an agent, all of them or none. `edition` is the number of the latest one; whoever
    /// `approves` has approved by writing.
    pub async fn redraft(
        &self,
        (site, edition): (&str, u64),
        (agent, approves): (&Agent, bool),
        changes: &[Redrafted<'_>],
        now: i64,
    ) -> Result<Drafted, StoreError> {
        let mut change = self.write().await?;
        for one in changes {
            let kept: Option<i64> = query_scalar("SELECT revision FROM drafts WHERE site = ? AND entry = ?")
                .bind(site)
                .bind(one.id)
                .fetch_optional(&mut change)
                .await?;
            if kept.unwrap_or_default() != one.revision {
                return Ok(Drafted::Stale(one.id.to_owned()));
            }
            match one.action {
                Redraft::Drop => give_up(&mut change, site, one.id).await?,
                Redraft::Approve => approve(&mut change, site, one.id, agent).await?,
                Redraft::Write(edited) => {
                    let by = approves.then_some(agent.id.as_str());
                    write(&mut change, (site, edition), (agent, by), (one, edited), now).await?;
                }
            }
        }
        let count: i64 = query_scalar("SELECT COUNT(*) FROM drafts WHERE site = ?")
            .bind(site)
            .fetch_one(&mut change)
            .await?;
        if count > DRAFTS {
            return Ok(Drafted::TooMany);
        }
        change.commit().await?;
        Ok(Drafted::Done)
    }
}

/// As [`Store::drafts`], within a view or change.
pub async fn drafts(connection: &mut Connection, site: &str) -> Result<Vec<Kept>, StoreError> {
    let rows = query(
        "SELECT d.*, a.name AS agent_name, b.name AS approved_name FROM drafts d
         JOIN agents a ON a.id = d.agent LEFT JOIN agents b ON b.id = d.approved_by
         WHERE d.site = ? ORDER BY d.begun_at, d.entry",
    )
    .bind(site)
    .fetch_all(connection)
    .await?;
    rows.iter().map(read).collect()
}

/// Takes a draft away that nobody wants; what it followed is proposed again.
async fn give_up(connection: &mut Connection, site: &str, entry: &str) -> Result<(), StoreError> {
    let suggestion: Option<Option<String>> =
        query_scalar("SELECT suggestion FROM drafts WHERE site = ? AND entry = ?")
            .bind(site)
            .bind(entry)
            .fetch_optional(&mut *connection)
            .await?;
    drop_draft(connection, site, entry).await?;
    match suggestion.flatten() {
        Some(suggestion) => reopen_suggestion(connection, site, &suggestion).await,
        None => Ok(()),
    }
}

/// Takes a draft away.
pub async fn drop_draft(connection: &mut Connection, site: &str, entry: &str) -> Result<(), StoreError> {
    query("DELETE FROM drafts WHERE site = ? AND entry = ?")
        .bind(site)
        .bind(entry)
        .execute(connection)
        .await?;
    Ok(())
}

async fn approve(
    connection: &mut Connection,
    site: &str,
    entry: &str,
    agent: &Agent,
) -> Result<(), StoreError> {
    query("UPDATE drafts SET approved_by = ? WHERE site = ? AND entry = ?")
        .bind(&agent.id)
        .bind(site)
        .bind(entry)
        .execute(connection)
        .await?;
    Ok(())
}

async fn write(
    connection: &mut Connection,
    (site, edition): (&str, u64),
    (agent, approved_by): (&Agent, Option<&str>),
    (one, edited): (&Redrafted<'_>, Option<&EditedEntry>),
    now: i64,
) -> Result<(), StoreError> {
    let revision: i64 =
        query_scalar("UPDATE desk SET draft_revision = draft_revision + 1 RETURNING draft_revision")
            .fetch_one(&mut *connection)
            .await?;
    // A draft that goes on keeps where it began, so that it is told where the entry has changed meanwhile.
    query(
        "INSERT INTO drafts (site, entry, revision, edited, agent, at, why, suggestion, approved_by, edition, before, begun_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?6)
         ON CONFLICT (site, entry) DO UPDATE SET revision = excluded.revision, edited = excluded.edited,
            agent = excluded.agent, at = excluded.at, why = excluded.why,
            suggestion = COALESCE(excluded.suggestion, drafts.suggestion), approved_by = excluded.approved_by",
    )
    .bind(site)
    .bind(one.id)
    .bind(revision)
    .bind(edited.map(json).transpose()?)
    .bind(&agent.id)
    .bind(now)
    .bind(one.why)
    .bind(one.suggestion)
    .bind(approved_by)
    .bind(i64::try_from(edition).unwrap_or(i64::MAX))
    .bind(one.before.as_ref().map(Hash::bytes))
    .execute(&mut *connection)
    .await?;
    if let Some(suggestion) = one.suggestion {
        // One that is there no longer was decided on meanwhile, or rests on nothing any more: the draft stands all the same.
        accept_suggestion(connection, site, suggestion, agent, now).await?;
    }
    Ok(())
}

fn read(row: &Row) -> Result<Kept, StoreError> {
    let edited: Option<String> = row.try_get("edited")?;
    let draft = EntryDraft {
        revision: row.try_get("revision")?,
        entry: edited.map(|json| read_json("edited", &json)).transpose()?,
        by: row.try_get("agent_name")?,
        at: row.try_get("at")?,
        why: row.try_get("why")?,
        suggestion: row.try_get("suggestion")?,
        approved_by: row.try_get("approved_name")?,
        edition: row.try_get::<i64, _>("edition")?.unsigned_abs(),
        is_behind: false,
    };
    Ok(Kept { id: row.try_get("entry")?, draft, before: row.try_get("before")? })
}
