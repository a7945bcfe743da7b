//! The audit log: a row for what somebody did, written in the transaction of the deed.

use protocol::{AuditBy, AuditChange, AuditEntry, AuditKind, AuditPage};

use super::database::{Connection, Row, query, query_scalar};
use super::word::{json, read_json, read_word, word};
use super::{Store, StoreError};

/// Entries of one page.
const PAGE: usize = 100;
/// Failures to sign in that are written down within [`FAILURES_MS`]; whoever guesses from everywhere fills no disk.
const FAILURES: i64 = 30;
/// Milliseconds: ten minutes.
const FAILURES_MS: i64 = 10 * 60_000;

/// Who does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By<'a> {
    /// An agent, by id.
    Agent(&'a str),
    /// Whoever may use the desk's machine.
    CommandLine,
    /// The desk by itself.
    Desk,
    /// Someone who did not come in.
    Nobody,
}

/// Something that is done.
#[derive(Clone, Debug)]
pub struct Deed<'a> {
    by: By<'a>,
    kind: AuditKind,
    at: i64,
    subject: Option<String>,
    count: Option<i64>,
    changes: Vec<AuditChange>,
}

/// Which entries are meant; none of a kind means all.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sought<'a> {
    /// Those of an agent.
    pub agent: Option<&'a str>,
    /// Those of a kind.
    pub kind: Option<AuditKind>,
    /// Those before this one.
    pub before: Option<i64>,
}

impl<'a> Deed<'a> {
    /// What is done by whom, at a time in Unix milliseconds.
    pub fn new(by: By<'a>, kind: AuditKind, at: i64) -> Self {
        Self { by, kind, at, subject: None, count: None, changes: Vec::new() }
    }

    /// On whom or what.
    pub fn on(self, subject: impl Into<String>) -> Self {
        Self { subject: Some(subject.into()), ..self }
    }

    /// On how many.
    pub fn of(self, count: usize) -> Self {
        Self { count: i64::try_from(count).ok(), ..self }
    }

    /// What is otherwise since.
    pub fn with(self, changes: Vec<AuditChange>) -> Self {
        Self { changes, ..self }
    }
}

/// Writes it down.
pub async fn note(connection: &mut Connection, deed: Deed<'_>) -> Result<(), StoreError> {
    let (doer, agent) = match deed.by {
        By::Agent(id) => (AuditBy::Agent, Some(id)),
        By::CommandLine => (AuditBy::CommandLine, None),
        By::Desk => (AuditBy::Desk, None),
        By::Nobody => (AuditBy::Nobody, None),
    };
    query("INSERT INTO audit (at, doer, agent, kind, subject, count, changes) VALUES (?, ?, ?, ?, ?, ?, ?)")
        .bind(deed.at)
        .bind(word(&doer))
        .bind(agent)
        .bind(word(&deed.kind))
        .bind(deed.subject)
        .bind(deed.count)
        .bind(json(&deed.changes)?)
        .execute(connection)
        .await?;
    Ok(())
}

/// A value that is otherwise since, as it was and as it is.
pub fn change(field: &str, old: Option<String>, new: Option<String>) -> Option<AuditChange> {
    (old != new).then(|| AuditChange { field: field.to_owned(), old, new })
}

impl Store {
    /// Writes down a deed that changes nothing else here.
    pub async fn write_down(&self, deed: Deed<'_>) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        note(&mut change, deed).await?;
        change.commit().await
    }

    /// Writes down that somebody tried to sign in and could not.
    pub async fn note_failed_sign_in(&self, now: i64) -> Result<(), StoreError> {
        let kind = AuditKind::SignInFailed;
        let lately: i64 = query_scalar("SELECT COUNT(*) FROM audit WHERE at > ? AND kind = ?")
            .bind(now - FAILURES_MS)
            .bind(word(&kind))
            .fetch_one(&mut *self.read().await?)
            .await?;
        if lately >= FAILURES {
            return Ok(());
        }
        self.write_down(Deed::new(By::Nobody, kind, now)).await
    }

    /// A page of the log, the newest first.
    pub async fn audit(&self, sought: Sought<'_>) -> Result<AuditPage, StoreError> {
        let rows = query(
            "SELECT l.*, a.name FROM audit l LEFT JOIN agents a ON a.id = l.agent
             WHERE (?1 IS NULL OR l.agent = ?1) AND (?2 IS NULL OR l.kind = ?2) AND (?3 IS NULL OR l.id < ?3)
             ORDER BY l.id DESC LIMIT ?4",
        )
        .bind(sought.agent)
        .bind(sought.kind.as_ref().map(word))
        .bind(sought.before)
        .bind(i64::try_from(PAGE + 1).unwrap_or(i64::MAX))
        .fetch_all(&mut *self.read().await?)
        .await?;
        let more = rows.len() > PAGE;
        let entries = rows.iter().take(PAGE).map(read_entry).collect::<Result<_, _>>()?;
        Ok(AuditPage { entries, more })
    }

    /// Forgets what was written down before a time, and writes down of how much that was.
    pub async fn forget_audit(&self, before: i64, now: i64) -> Result<(), StoreError> {
        let count = || query_scalar("SELECT COUNT(*) FROM audit WHERE at <= ?").bind(before);
        let old: i64 = count().fetch_one(&mut *self.read().await?).await?;
        if old == 0 {
            return Ok(());
        }
        let mut change = self.write().await?;
        // Before they go: the log lets go only what is older than its newest line by a month.
        let deed = Deed::new(By::Desk, AuditKind::Retention, now).on("audit");
        note(&mut change, deed.of(usize::try_from(old).unwrap_or_default())).await?;
        query("DELETE FROM audit WHERE at <= ?").bind(before).execute(&mut change).await?;
        change.commit().await
    }
}

fn read_entry(row: &Row) -> Result<AuditEntry, StoreError> {
    Ok(AuditEntry {
        id: row.try_get("id")?,
        at: row.try_get("at")?,
        by: read_word("doer", row.try_get("doer")?)?,
        agent: row.try_get("agent")?,
        name: row.try_get("name")?,
        kind: read_word("kind", row.try_get("kind")?)?,
        subject: row.try_get("subject")?,
        count: row.try_get("count")?,
        changes: read_json("changes", &row.try_get::<String, _>("changes")?)?,
    })
}
